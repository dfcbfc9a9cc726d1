// A button that opens a menu below itself.

import { type ReactNode, useCallback, useRef, useState } from 'react';
import { Menu, type MenuItem, type MenuPlace } from './menu.tsx';

interface MenuButtonProps {
  label: string;
  title?: string;
  className?: string;
  disabled?: boolean;
  items: readonly MenuItem[];
  children: ReactNode;
}

export function MenuButton({ label, title, className, disabled = false, items, children }: MenuButtonProps) {
  const ref = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState<MenuPlace | null>(null);
  const onClose = useCallback(() => setPlace(null), []);

  const toggle = () => {
    const box = ref.current?.getBoundingClientRect();
    if (disabled || box === undefined) return;
    setPlace(place === null ? { x: box.right, y: box.bottom + 4, align: 'end' } : null);
  };

  return (
    <>
      <button
        ref={ref}
        type="button"
        className={className}
        title={title}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={place !== null}
        aria-disabled={disabled}
        onClick={toggle}
      >
        {children}
      </button>
      {place !== null && (
        <Menu label={label} items={items} place={place} anchor={ref.current} onClose={onClose} />
      )}
    </>
  );
}

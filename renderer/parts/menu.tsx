// A menu with keyboard: opens at a place, gives the focus back when it closes. Knows nothing of what it offers.

// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: aria-checked goes with role menuitemradio only

import { Check } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';

export interface MenuItem {
  label: string;
  /** Given for items of which one is chosen. */
  checked?: boolean;
  /** A line stands above it. */
  apart?: boolean;
  run(): void;
}

export interface MenuPlace {
  x: number;
  y: number;
  /** `end`: the menu's right edge stands at x. */
  align?: 'start' | 'end';
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  place: MenuPlace;
  /** A press on it is not one outside the menu: it closes the menu itself. */
  anchor?: HTMLElement | null;
  onClose(): void;
}

/** Keeps the menu inside the window. */
function usePlaced(place: MenuPlace) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = ref.current;
    if (menu === null) return;
    const { width, height } = menu.getBoundingClientRect();
    const x = place.align === 'end' ? place.x - width : place.x;
    menu.style.left = `${Math.max(4, Math.min(x, window.innerWidth - width - 4))}px`;
    menu.style.top = `${Math.max(4, Math.min(place.y, window.innerHeight - height - 4))}px`;
  }, [place]);
  return ref;
}

export function Menu({ label, items, place, anchor = null, onClose }: MenuProps) {
  const ref = usePlaced(place);
  const [opener] = useState(() => document.activeElement);

  const close = () => {
    onClose();
    if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
  };

  useEffect(() => {
    const menu = ref.current;
    menu?.querySelector<HTMLElement>('[aria-checked=true], [role^=menuitem]')?.focus({ preventScroll: true });
    const outside = (event: Event) => {
      const inside =
        event.target instanceof Node && [menu, anchor].some((node) => node?.contains(event.target as Node));
      if (!inside) onClose();
    };
    document.addEventListener('pointerdown', outside, true);
    window.addEventListener('blur', onClose);
    window.addEventListener('resize', onClose);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      window.removeEventListener('blur', onClose);
      window.removeEventListener('resize', onClose);
    };
  }, [ref, anchor, onClose]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const focus = (index: number) => entries.at(index % entries.length)?.focus();
    switch (event.key) {
      case 'ArrowDown':
        focus(at + 1);
        break;
      case 'ArrowUp':
        focus(at - 1);
        break;
      case 'Home':
        focus(0);
        break;
      case 'End':
        focus(-1);
        break;
      case 'Escape':
      case 'Tab':
        close();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={ref} className="menu" role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          className={item.apart ? 'menu-item apart' : 'menu-item'}
          tabIndex={-1}
          role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
          aria-checked={item.checked}
          onClick={() => {
            close();
            item.run();
          }}
        >
          {item.checked !== undefined && <Check aria-hidden className={item.checked ? 'tick' : 'tick off'} />}
          {item.label}
        </button>
      ))}
    </div>
  );
}

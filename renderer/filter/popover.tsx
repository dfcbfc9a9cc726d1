// A button with a panel below it, in which more than a menu can stand. Escape and a press outside close it.

import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { keepFocus } from '../parts/keep-focus.ts';

interface PopoverProps {
  label: string;
  title: string;
  icon: ReactNode;
  /** Said beside the label: how many there are. */
  count?: number;
  children(close: () => void): ReactNode;
}

export function Popover({ label, title, icon, count = 0, children }: PopoverProps) {
  const id = useId();
  const anchor = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (!open) return;
    anchor.current?.querySelector<HTMLElement>('.popover [data-first]')?.focus();
    const outside = ({ target }: Event) => {
      // What opened above the panel, such as a menu, may be gone by now.
      if (target instanceof Node && target.isConnected && !anchor.current?.contains(target)) setOpen(false);
    };
    // On the document: what had the focus in the panel may be gone by now.
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', outside, true);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', onKey, true);
    };
  }, [open]);

  return (
    <div ref={anchor} className="popover-anchor">
      <button
        ref={button}
        type="button"
        className="icon"
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        title={title}
        onClick={() => setOpen(!open)}
      >
        {icon}
        {count > 0 && <span className="badge">{count}</span>}
      </button>
      {open && (
        <div ref={keepFocus} id={id} className="popover" role="dialog" aria-label={label} tabIndex={-1}>
          {children(close)}
        </div>
      )}
    </div>
  );
}

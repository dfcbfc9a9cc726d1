// A dialog over the window: the browser's own, which keeps the focus in it and gives it back when it closes.

import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';

interface DialogProps {
  title: string;
  className?: string;
  /** Without a heading that is seen: the title is for screen readers. */
  bare?: boolean;
  onClose(): void;
  children: ReactNode;
}

/** Open as long as it is there. */
export function Dialog({ title, className = '', bare = false, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  /** A text may be selected from inside to outside. */
  const pressedBeside = useRef(false);

  useEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    // A dialog that is put there once more, as React does to find faults, is open already.
    if (dialog !== null && !dialog.open) dialog.showModal();
    dialog?.querySelector<HTMLElement>('input')?.focus();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; a press beside it does, too
    <dialog
      ref={ref}
      className={`dialog ${className}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        pressedBeside.current = event.target === event.currentTarget;
      }}
      onClick={(event) => event.target === event.currentTarget && pressedBeside.current && onClose()}
    >
      <div className="dialog-body">
        <div className={bare ? 'visually-hidden' : 'dialog-head'}>
          <h2 id={heading}>{title}</h2>
          {!bare && (
            <button type="button" className="plain icon" aria-label="Close" onClick={onClose}>
              <X aria-hidden />
            </button>
          )}
        </div>
        {children}
      </div>
    </dialog>
  );
}

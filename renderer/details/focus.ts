// Where the focus goes when the details open and close by the keyboard.

import { flushSync } from 'react-dom';
import type { DetailsControl } from './use-details.ts';

const panel = () => document.querySelector<HTMLElement>('.details-panel');

/** Opens them and goes there; from inside it closes them. */
export function goToDetails(control: Pick<DetailsControl, 'changePanel'>): void {
  if (panel()?.contains(document.activeElement)) {
    closeDetails(control);
    return;
  }
  flushSync(() => control.changePanel({ open: true }));
  panel()?.focus();
}

/** Who was in them finds himself in the table. */
export function closeDetails(control: Pick<DetailsControl, 'changePanel'>): void {
  const inside = panel()?.contains(document.activeElement) ?? false;
  control.changePanel({ open: false });
  if (inside) document.querySelector<HTMLElement>('[role=grid]')?.focus();
}

// Keys that reach filter and find from anywhere in the window.

import { useEffect, useRef } from 'react';

export interface FilterKeys {
  undo(): void;
  redo(): void;
  find(): void;
  findNext(backward: boolean): void;
  focusFilter(): void;
}

export function useFilterKeys(keys: FilterKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const act = actionOf(event, latest.current);
      if (act === null) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function actionOf(event: KeyboardEvent, keys: FilterKeys): (() => void) | null {
  const { key, shiftKey, altKey } = event;
  const control = event.ctrlKey || event.metaKey;
  if (event.defaultPrevented || altKey) return null;
  if (key === 'F3') return () => keys.findNext(shiftKey);
  if (!control) return key === '/' && !hasText(event.target) ? keys.focusFilter : null;
  switch (key.toLowerCase()) {
    case 'f':
      return shiftKey ? null : keys.find;
    case 'z':
      // A text takes its own changes back as long as there is any.
      if (isWritten(event.target)) return null;
      return shiftKey ? keys.redo : keys.undo;
    case 'y':
      return isWritten(event.target) ? null : keys.redo;
    default:
      return null;
  }
}

function hasText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

function isWritten(target: EventTarget | null): boolean {
  return hasText(target) && !(target instanceof HTMLInputElement && target.value === '');
}

// The keyboard of the window as a whole.

import { useEffect, useRef } from 'react';
import { type Command, commandFor } from './commands.ts';

/** What is typed there is text. */
const isTextBox = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'));

export function useCommandKeys(commands: readonly Command[]): void {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open], [role=menu]') !== null) return;
      const types = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;
      if (types && isTextBox(event.target)) return;
      const command = commandFor(event, latest.current);
      if (command === undefined) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

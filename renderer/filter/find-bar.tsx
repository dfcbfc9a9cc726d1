// Find in the table: Enter and Shift+Enter, F3 and Shift+F3 lead from match to match.

import { ChevronDown, ChevronUp, X } from 'lucide-react';
import type { KeyboardEvent, RefObject } from 'react';
import { formatCount } from '../parts/format.ts';
import { IconButton } from '../parts/icon-button.tsx';
import type { FindControl } from './use-find.ts';

interface FindBarProps {
  find: FindControl;
  input: RefObject<HTMLInputElement | null>;
  onClose(): void;
}

export function FindBar({ find, input, onClose }: FindBarProps) {
  if (!find.open) return null;
  const { text, error, next } = find;
  const wrong = error !== null && !error.unfinished;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') next(event.shiftKey);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
  };
  return (
    <search className="find-bar" aria-label="Find in the table">
      <input
        ref={input}
        type="text"
        aria-label="Find"
        aria-invalid={wrong}
        placeholder="Find in the rows shown: a name, latency>10ms …"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => find.type(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span aria-live="polite" className={wrong || find.found === 'none' ? 'bad' : 'dim'}>
        {wrong ? error.message : outcome(find)}
      </span>
      <span className="grow" />
      <IconButton
        className="icon"
        label="Find previous"
        title="Previous match (Shift+F3)"
        icon={ChevronUp}
        onClick={() => next(true)}
      />
      <IconButton
        className="icon"
        label="Find next"
        title="Next match (F3)"
        icon={ChevronDown}
        onClick={() => next(false)}
      />
      <IconButton className="icon" label="Close find" title="Close (Esc)" icon={X} onClick={onClose} />
    </search>
  );
}

function outcome({ text, found, problem }: FindControl): string {
  if (problem !== null) return problem;
  if (text.trim() === '' || found === null) return '';
  if (found === 'none') return 'No row shown matches';
  const again = found.wrapped ? ', went on at the other end' : '';
  return `${formatCount(found.nth + 1)} of ${formatCount(found.of)}${again}`;
}

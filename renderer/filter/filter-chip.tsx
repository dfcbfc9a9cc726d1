// One condition of the filter: press to turn it round, × to remove it.

import { X } from 'lucide-react';
import type { Term } from '../../contract/read.ts';
import { Name } from '../parts/name.tsx';
import { visibleText } from '../parts/visible-text.ts';

/** A condition in words: `comm: firefox`, `not pid: 42`. */
export function termText({ field, value, exclude }: Term): string {
  return `${exclude ? 'not ' : ''}${field}: ${visibleText(value)}`;
}

interface FilterChipProps {
  term: Term;
  onToggle(term: Term): void;
  onRemove(term: Term): void;
}

export function FilterChip({ term, onToggle, onRemove }: FilterChipProps) {
  return (
    <span className={term.exclude ? 'chip not' : 'chip'}>
      <button
        type="button"
        className="chip-text"
        title={term.exclude ? 'Show only these instead' : 'Hide these instead'}
        onClick={() => onToggle(term)}
      >
        {term.exclude && 'not '}
        {term.field}: <Name value={term.value} />
      </button>
      <button
        type="button"
        className="chip-remove"
        aria-label={`Remove ${termText(term)}`}
        onClick={() => onRemove(term)}
      >
        <X aria-hidden />
      </button>
    </span>
  );
}

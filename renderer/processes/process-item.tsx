// One entry of the process list: a process, or all of one name. Knows its condition and nothing of the others.

import { ChevronRight, EyeOff } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { Term } from '../../contract/filter.ts';
import { formatCount } from '../parts/format.ts';
import { Name } from '../parts/name.tsx';
import { visibleText } from '../parts/visible-text.ts';

interface ProcessItemProps {
  name: string;
  /** What tells it from others of its name. */
  detail: string;
  reads: number;
  /** It stands under the entry of its name. */
  nested: boolean;
  /** The condition it stands for. */
  term: Omit<Term, 'exclude'>;
  chips: readonly Term[];
  swatch: string;
  /** Whether the processes of its name are shown; null: there is but one. */
  open: boolean | null;
  onToggle(): void;
  onTerm(term: Term): void;
  onRemove(term: Term): void;
}

export function ProcessItem(props: ProcessItemProps) {
  const { name, detail, reads, nested, term, chips, swatch, open, onToggle, onTerm, onRemove } = props;
  const chip = chips.find(({ field, value }) => field === term.field && value === term.value);
  const choose = (exclude: boolean) =>
    chip?.exclude === exclude ? onRemove({ ...term, exclude }) : onTerm({ ...term, exclude });
  const state = chip === undefined ? '' : chip.exclude ? ' excluded' : ' included';
  const these = open === null ? 'this process' : 'these processes';
  return (
    <li className={`process${nested ? ' nested' : ''}${state}`}>
      <button
        type="button"
        className="process-main"
        aria-pressed={chip?.exclude === false}
        title={`${visibleText(name)}: show only ${these} (with Alt: hide)`}
        onClick={(event: MouseEvent) => choose(event.altKey)}
      >
        <i className={swatch} />
        <span className="process-name">
          {!nested && <Name value={name} />}
          <small className="dim">{detail}</small>
        </span>
        <span className="num">{formatCount(reads)}</span>
      </button>
      {open !== null && (
        <button
          type="button"
          className="process-open"
          aria-expanded={open}
          aria-label={`Each ${visibleText(name)}`}
          title={open ? 'Show as one' : 'Show each process'}
          onClick={onToggle}
        >
          <ChevronRight aria-hidden />
        </button>
      )}
      <button
        type="button"
        className="process-hide icon"
        aria-pressed={chip?.exclude === true}
        aria-label={`Exclude ${visibleText(name)}${open === null ? ` ${detail}` : ''}`}
        title={`Hide ${these}`}
        onClick={() => choose(true)}
      >
        <EyeOff aria-hidden />
      </button>
    </li>
  );
}

// Stands in place of rows when the filter hides all: says which condition does it and offers to mend it.

import { formatCount } from '../parts/format.ts';
import { chipLabel } from './chip-text.ts';
import type { Suspect } from './use-explanation.ts';
import type { FilterControl } from './use-filter.ts';

interface NothingPassesProps {
  filter: FilterControl;
  suspects: readonly Suspect[] | null;
  /** Rows in the capture. */
  total: number;
}

export function NothingPasses({ filter, suspects, total }: NothingPassesProps) {
  const found = (suspects ?? []).filter(({ alone, without }) => alone === 0 || without > 0);
  const several = (suspects?.length ?? 0) > 1;
  return (
    <div className="nothing-passes">
      <h3>No read passes the filter</h3>
      <p>{`0 of ${formatCount(total)} reads are shown; all of them are kept.`}</p>
      {several && found.length === 0 && (
        <p>No single condition does it: any two of them exclude each other.</p>
      )}
      <ul>
        {found.map((suspect) => (
          <SuspectItem key={suspect.chip?.id ?? 'box'} suspect={suspect} several={several} filter={filter} />
        ))}
      </ul>
      <button type="button" onClick={filter.clear}>
        Clear filter
      </button>
    </div>
  );
}

interface SuspectItemProps {
  suspect: Suspect;
  several: boolean;
  filter: FilterControl;
}

function SuspectItem({ suspect, several, filter }: SuspectItemProps) {
  const { chip, expression, alone, without, instead, tooLong } = suspect;
  const label = <bdi className="suspect-name">{chipLabel(expression, filter.clock)}</bdi>;
  const use = (next: typeof expression) => {
    if (chip) filter.replace(chip, next);
    else filter.replaceBox(next);
  };
  return (
    <li>
      <span>
        {alone === 0 ? (
          <>No read has {label}. </>
        ) : (
          <>
            {label} hides the last {formatCount(without)} {without === 1 ? 'read' : 'reads'}.{' '}
          </>
        )}
        {tooLong && 'The kernel keeps the first 15 bytes of a name. '}
      </span>
      <span className="suspect-actions">
        {instead && (
          <button type="button" onClick={() => use(instead.expression)}>
            Use {chipLabel(instead.expression, filter.clock)} ({formatCount(instead.reads)})
          </button>
        )}
        {several && without > 0 && (
          <button type="button" onClick={() => (chip ? filter.switchOff(chip) : filter.type(''))}>
            Switch it off ({formatCount(without)})
          </button>
        )}
      </span>
    </li>
  );
}

// The filter's row: box, toggles, what is kept, and how many reads pass; below it, when asked for, find.

import { TextSearch } from 'lucide-react';
import { type RefObject, useMemo, useRef } from 'react';
import { passesAll } from '../../contract/filter.ts';
import type { WindowBridge } from '../bridge.ts';
import { formatCount } from '../parts/format.ts';
import type { ReadsSnapshot } from '../table/reads-source.ts';
import { FilterBox } from './filter-box.tsx';
import type { ChipActions } from './filter-chip.tsx';
import { FilterToggles } from './filter-toggles.tsx';
import { FindBar } from './find-bar.tsx';
import { HighlightMenu } from './highlight-menu.tsx';
import { SavedFilters } from './saved-filters.tsx';
import type { FilterControl } from './use-filter.ts';
import { useFilterKeys } from './use-filter-keys.ts';
import type { FindControl } from './use-find.ts';
import type { Highlights } from './use-highlights.ts';

interface FilterBarProps {
  bridge: WindowBridge;
  filter: FilterControl;
  highlights: Highlights;
  find: FindControl;
  reads: ReadsSnapshot;
  /** Rows in the capture; may be newer than `reads`. */
  total: number;
  /** Goes to the table. */
  onReads(): void;
}

export function FilterBar(props: FilterBarProps) {
  const { bridge, filter, highlights, find, reads, total, onReads } = props;
  const box = useRef<HTMLInputElement>(null);
  const findBox = useRef<HTMLInputElement>(null);
  const actions = useChipActions(filter, highlights, box);
  const showFind = () => {
    find.show();
    // Once it is there.
    setTimeout(() => {
      findBox.current?.focus();
      findBox.current?.select();
    });
  };
  useFilterKeys({
    undo: filter.undo,
    redo: filter.redo,
    find: showFind,
    findNext: (backward) => (find.text === '' ? showFind() : find.next(backward)),
    focusFilter: () => box.current?.focus(),
  });
  const all = passesAll(reads.filter);
  return (
    <section aria-label="Filter reads">
      <div className="filter-bar">
        <FilterBox bridge={bridge} filter={filter} input={box} actions={actions} />
        <FilterToggles filter={filter} />
        <span className="filter-tools">
          <SavedFilters filter={filter} />
          <HighlightMenu filter={filter} highlights={highlights} />
          <button
            type="button"
            className="icon"
            aria-label="Find in the table"
            aria-pressed={find.open}
            title="Find in the rows shown (Ctrl+F)"
            onClick={() => (find.open ? find.close() : showFind())}
          >
            <TextSearch aria-hidden />
          </button>
        </span>
        <span className="filter-count">
          {!all && reads.counted < reads.total && 'at least '}
          <b>{formatCount(all ? total : reads.matched)}</b> of {formatCount(total)} reads
        </span>
      </div>
      <FindBar
        find={find}
        input={findBox}
        onClose={() => {
          find.close();
          onReads();
        }}
      />
    </section>
  );
}

function useChipActions(
  filter: FilterControl,
  highlights: Highlights,
  box: RefObject<HTMLInputElement | null>,
): ChipActions {
  const latest = useRef({ filter, highlights });
  latest.current = { filter, highlights };
  return useMemo(
    () => ({
      switchOff: (chip) => latest.current.filter.switchOff(chip),
      negate: (chip) => latest.current.filter.negate(chip),
      remove: (chip) => {
        const at = latest.current.filter.chips.indexOf(chip);
        latest.current.filter.remove(chip);
        // Once it is gone: to the one that stands in its place, or else to where another is written.
        setTimeout(() => {
          const chips = box.current?.closest('.filter-box')?.querySelectorAll<HTMLElement>('.chip-text');
          (chips?.[at] ?? box.current)?.focus();
        });
      },
      only: (chip) => latest.current.filter.only(chip),
      highlight: (chip) => latest.current.highlights.add(chip.expression),
      edit: (chip) => {
        latest.current.filter.edit(chip);
        box.current?.focus();
      },
    }),
    [box],
  );
}

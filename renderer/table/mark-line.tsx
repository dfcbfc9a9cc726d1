// A line of the table that stands at a mark: all rows above it had returned before.

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell

import { Flag } from 'lucide-react';
import { memo } from 'react';
import type { Mark } from '../../contract/marks.ts';
import { formatTime } from '../parts/format.ts';
import { Name } from '../parts/name.tsx';

interface MarkLineProps {
  mark: Mark;
  place: number;
  /** Pixels below the top of the view. */
  top: number;
  /** Columns of the table. */
  columns: number;
}

export const MarkLine = memo(function MarkLine({ mark, place, top, columns }: MarkLineProps) {
  return (
    <div
      role="row"
      className="table-line mark"
      data-place={place}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" aria-colspan={columns}>
        <span className="mono">{formatTime(mark.time)}</span>
        <Flag aria-label="Mark" />
        <Name value={mark.name} />
      </div>
    </div>
  );
});

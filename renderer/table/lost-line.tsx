// A line of the table that stands where reads were lost: how many, why, whose, and what helps.

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell

import { memo } from 'react';
import type { LostLine as Line } from '../../contract/capture.ts';
import { Name } from '../parts/name.tsx';
import { lineText, type RingSize } from './lost-lines.ts';
import { RingRemedy } from './ring-remedy.tsx';

interface LostLineProps {
  line: Line;
  /** Pixels below the top of the view. */
  top: number;
  /** Columns of the table. */
  columns: number;
  ring: RingSize;
  onRing(mib: number): void;
}

export const LostLine = memo(function LostLine({ line, top, columns, ring, onRing }: LostLineProps) {
  const { what, cause, whose } = lineText(line);
  return (
    <div
      role="row"
      className="table-line lost"
      data-place={line.place}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" aria-colspan={columns}>
        <span className="lost-text">
          <b>{what}</b> · {cause}
          {whose && (
            <>
              {' '}
              · {whose.all ? 'all' : 'mostly'} <Name value={whose.name} />
            </>
          )}{' '}
          · totals and charts still count them
        </span>
        {line.slotless < line.reads + line.perhaps && <RingRemedy ring={ring} onRing={onRing} />}
      </div>
    </div>
  );
});

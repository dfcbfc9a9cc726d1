// One row of the table. Drawn again only when what it shows has changed.

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell

import { memo } from 'react';
import type { ReadRow } from '../../contract/read.ts';
import type { SeriesColors } from '../charts/series-colors.ts';
import { COLUMNS } from './columns.tsx';

interface ReadsRowProps {
  /** Place among the rows that pass, from 0. */
  index: number;
  /** Pixels below the top of the view. */
  top: number;
  /** undefined: on its way. */
  row: ReadRow | undefined;
  /** Index of the active cell's column, -1 if the row is not the active one. */
  activeColumn: number;
  colors: SeriesColors;
  /** The class that a highlight rule gives the row; empty for none. */
  highlight: string;
}

/** Ids tie the grid's active descendant to its cell. */
export const cellId = (index: number, column: number) => `read-${index}-${column}`;

export const ReadsRow = memo(function ReadsRow(props: ReadsRowProps) {
  const { index, top, row, activeColumn, colors, highlight } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      aria-selected={activeColumn >= 0}
      className={`read${activeColumn >= 0 ? ' active' : ''} ${highlight}`}
      data-index={index}
      style={{ transform: `translateY(${top}px)` }}
    >
      {COLUMNS.map((column, place) => (
        <div
          key={column.key}
          id={cellId(index, place)}
          role="gridcell"
          data-column={place}
          title={(row && column.title?.(row)) || undefined}
          className={[
            `c-${column.key}`,
            column.numeric ? 'num' : '',
            (row && column.className?.(row)) || '',
            place === activeColumn ? 'active-cell' : '',
          ].join(' ')}
        >
          {row && column.cell(row, colors)}
        </div>
      ))}
    </div>
  );
});

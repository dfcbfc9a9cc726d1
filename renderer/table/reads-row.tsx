// One row of the table.

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell

import { memo } from 'react';
import type { ReadRow } from '../../contract/read.ts';
import type { SeriesColors } from '../charts/series-colors.ts';
import { cellId } from './cell-place.ts';
import type { PlacedColumn } from './column-layout.ts';
import { columnOf } from './columns.tsx';

interface ReadsRowProps {
  /** Place among the rows that pass, from 0. */
  index: number;
  /** Pixels below the top of the view. */
  top: number;
  /** undefined: on its way. */
  row: ReadRow | undefined;
  /** As the time column shows it. */
  time: string;
  columns: readonly PlacedColumn[];
  selected: boolean;
  /** Place of the active cell's column, -1 if the row is not the active one. */
  activeColumn: number;
  colors: SeriesColors;
  /** The class that a highlight rule gives the row; empty for none. */
  highlight: string;
}

export const ReadsRow = memo(function ReadsRow(props: ReadsRowProps) {
  const { index, top, row, time, columns, selected, activeColumn, colors, highlight } = props;
  const state = `${selected ? ' selected' : ''}${activeColumn >= 0 ? ' active' : ''}`;
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      aria-selected={selected}
      className={`read${state} ${highlight}`}
      data-index={index}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map(({ key, pinned, start }, place) => {
        const column = columnOf(key);
        return (
          <div
            key={key}
            id={place === activeColumn ? cellId(index, place) : undefined}
            role="gridcell"
            data-column={place}
            title={(row && column.title?.(row)) || undefined}
            className={[
              `c-${key}`,
              column.numeric ? 'num' : '',
              pinned ? 'pinned' : '',
              (row && column.className?.(row)) || '',
              place === activeColumn ? 'active-cell' : '',
            ].join(' ')}
            style={pinned ? { left: `${start}rem` } : undefined}
          >
            {row && column.cell(row, { colors, time })}
          </div>
        );
      })}
    </div>
  );
});

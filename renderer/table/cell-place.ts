// Which cell of the grid: by its id, and by what was pressed.

import type { ColumnKey } from './column-set.ts';

/** Ids tie the grid's active descendant to its cell. */
export const cellId = (index: number, column: number) => `read-${index}-${column}`;

export const headingId = (key: ColumnKey) => `heading-${key}`;

export interface CellPlace {
  /** Place among the rows that pass, from 0. */
  row: number;
  /** Place among the columns that are shown. */
  column: number;
}

/** The row and column an event happened on, or null. */
export function cellAt(target: EventTarget): CellPlace | null {
  const cell = target instanceof Element ? target.closest('[role=gridcell]') : null;
  const row = cell?.closest('[data-index]');
  if (!cell || !row) return null;
  return { row: Number(row.getAttribute('data-index')), column: Number(cell.getAttribute('data-column')) };
}

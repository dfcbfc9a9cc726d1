// Which cell a key leads to. Pure.

import type { CellPlace } from './cell-place.ts';

export interface TableShape {
  rows: number;
  columns: number;
  rowsPerPage: number;
  /** Where the first key starts while no cell is active. */
  start: CellPlace;
}

type Step = (shape: TableShape) => { rows: number; columns: number };

const STEPS = new Map<string, Step>(
  Object.entries({
    ArrowDown: () => ({ rows: 1, columns: 0 }),
    ArrowUp: () => ({ rows: -1, columns: 0 }),
    ArrowLeft: () => ({ rows: 0, columns: -1 }),
    ArrowRight: () => ({ rows: 0, columns: 1 }),
    PageDown: ({ rowsPerPage }) => ({ rows: rowsPerPage, columns: 0 }),
    PageUp: ({ rowsPerPage }) => ({ rows: -rowsPerPage, columns: 0 }),
    Home: ({ rows }) => ({ rows: -rows, columns: 0 }),
    End: ({ rows }) => ({ rows, columns: 0 }),
  } satisfies Record<string, Step>),
);

const between = (value: number, count: number) => Math.max(0, Math.min(value, count - 1));

/** The cell after `key`, or null if it is no key that moves. */
export function cellAfter(key: string, from: CellPlace | null, shape: TableShape): CellPlace | null {
  const step = STEPS.get(key)?.(shape);
  if (step === undefined || shape.rows === 0) return null;
  const { row, column } = from ?? shape.start;
  // The first arrow only makes a cell active.
  const still = from === null && key.startsWith('Arrow');
  return {
    row: between(row + (still ? 0 : step.rows), shape.rows),
    column: between(column + (still ? 0 : step.columns), shape.columns),
  };
}

// Which rows of a capture a question is of, in SQL.

import type { Binding } from './sql.ts';
import type { Times } from './times.ts';

/** Rows from the one up to, not including, the other. */
export interface Range {
  from: number;
  to: number;
}

/** To tell rows by their times, too, costs more than it spares where they are not few among all. */
const FEW = 1 / 4;

/**
 * Conditions on `events e`. The times leave out no row; by them DuckDB passes over the row groups of other rows. It
 * keeps nothing of row numbers, and would look at each there is.
 */
export function isWithin({ from, to }: Range, times: Times, values: Binding): string {
  const place = `e.rowid >= ${values.add(from)} AND e.rowid < ${values.add(to)}`;
  const span = to - from < times.rows * FEW ? times.of(from, to) : null;
  if (span === null) return place;
  return `e.time >= ${values.add(span.first)} AND e.time <= ${values.add(span.last)} AND ${place}`;
}

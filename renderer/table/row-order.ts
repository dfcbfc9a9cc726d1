// What the rows are sorted by, in words and in steps. Pure.

import type { RowOrder } from '../../contract/capture.ts';
import { COLUMNS } from '../../contract/read.ts';
import type { ColumnKey } from './column-set.ts';
import { columnOf } from './columns.tsx';

/** Of these one looks for the largest. */
const LARGEST_FIRST: readonly ColumnKey[] = ['offset', 'count', 'ret', 'latency_ns'];

/** A column once, the other way round, then as they arrived. */
export function nextOrder(order: RowOrder | null, field: ColumnKey): RowOrder | null {
  const first = LARGEST_FIRST.includes(field);
  if (order?.field !== field) return { field, descending: first };
  return order.descending === first ? { field, descending: !first } : null;
}

/** Rows that come join at the end, so the end can be followed. */
export const growsAtEnd = (order: RowOrder | null): boolean =>
  order === null || (order.field === 'time' && !order.descending);

export const isSameOrder = (a: RowOrder | null, b: RowOrder | null): boolean =>
  a?.field === b?.field && a?.descending === b?.descending;

/** The two directions of a column, ascending first. */
export function directions(field: ColumnKey): readonly [string, string] {
  if (field === 'time') return ['oldest first', 'newest first'];
  if (field === 'latency_ns') return ['shortest first', 'longest first'];
  return columnOf(field).numeric ? ['smallest first', 'largest first'] : ['A to Z', 'Z to A'];
}

/** `Sorted by latency, longest first`. */
export function orderWords({ field, descending }: RowOrder): string {
  const { heading } = columnOf(field);
  // PID and FD keep their capitals.
  const name = /[a-z]/.test(heading) ? heading.toLowerCase() : heading;
  return `Sorted by ${name}, ${directions(field)[descending ? 1 : 0]}`;
}

/** Whatever stands in the storage; null: as they arrive. */
export function readOrder(stored: unknown): RowOrder | null {
  const { field, descending } = Object(stored) as Record<keyof RowOrder, unknown>;
  const found = COLUMNS.find((column) => column === field);
  return found === undefined || typeof descending !== 'boolean' ? null : { field: found, descending };
}

// What charts ask for, as conditions of the filter, and the filter's range of time for charts to show. Pure.

import { type Condition, type Expression, type Filter, timeOf } from '../../contract/filter.ts';
import { escapeWildcards } from '../../contract/filter-wildcard.ts';
import type { Narrowing } from '../charts/narrow.ts';

/** All of them together: one step to be undone. */
export function narrowingExpression(conditions: readonly Narrowing[]): Expression {
  return { op: 'and', of: conditions.map(condition) };
}

function condition(narrowing: Narrowing): Condition {
  if ('path' in narrowing) return { op: 'is', field: 'path', compare: '=', value: narrowing.path };
  if ('error' in narrowing) return { op: 'is', field: 'error', compare: '=', value: narrowing.error };
  if ('pid' in narrowing) return { op: 'is', field: 'pid', compare: '=', value: String(narrowing.pid) };
  if ('folder' in narrowing) {
    const folder = `${escapeWildcards(narrowing.folder.replace(/\/$/, ''))}/*`;
    return { op: 'is', field: 'path', compare: 'like', value: folder };
  }
  if (narrowing.field === 'time') return range('time', narrowing.from, narrowing.to - 1n);
  const field = narrowing.field === 'latency' ? 'latency_ns' : narrowing.field;
  // Whole numbers from `from` up to, not including, `to`.
  return range(field, BigInt(Math.ceil(narrowing.from)), BigInt(Math.ceil(narrowing.to)) - 1n);
}

function range(field: Condition['field'], from: bigint, to: bigint): Condition {
  return { op: 'is', field, compare: '..', value: `${from}..${to}` };
}

/** The range of time that the filter lets pass, its end not included; null where it has none, or one without end. */
export function rangeOf(filter: Filter): { from: bigint; to: bigint } | null {
  const { from, to } = timeOf(filter) ?? { from: null, to: null };
  return from === null || to === null ? null : { from, to: to + 1n };
}

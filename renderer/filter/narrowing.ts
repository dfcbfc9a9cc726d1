// What charts ask for, as conditions of the filter, and the filter's range of time for charts to show. Pure.

import { boundsOf, type Condition, type Expression, type Filter, partsOf } from '../../contract/filter.ts';
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

/** The range of time that the filter lets pass by a condition of its own; null where it has none. */
export function rangeOf(filter: Filter): { from: bigint; to: bigint } | null {
  const ranges = partsOf(filter).flatMap((part) => {
    if (part.op !== 'is' || part.field !== 'time') return [];
    const { from, to } = boundsOf(part);
    return from === null || to === null ? [] : [{ from, to: to + 1n }];
  });
  const order = (a: bigint, b: bigint) => (a < b ? -1 : 1);
  const from = ranges.map((each) => each.from).sort(order);
  const to = ranges.map((each) => each.to).sort(order);
  const [latest, earliest] = [from.at(-1), to[0]];
  return latest === undefined || earliest === undefined ? null : { from: latest, to: earliest };
}

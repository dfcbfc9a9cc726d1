// What a chart asks for passes the rows it drew, and the range of time is told back.

import { expect, test } from 'vitest';
import { type Expression, matches, NO_FILTER } from '../../contract/filter.ts';
import { isExpression } from '../../contract/filter-check.ts';
import { parseFilter } from '../../contract/filter-language.ts';
import { filterText } from '../../contract/filter-text.ts';
import type { Narrowing } from '../../renderer/charts/narrow.ts';
import { narrowingExpression, rangeOf } from '../../renderer/filter/narrowing.ts';
import { makeRow, START_NS } from './fake-bridge.ts';

const row = makeRow({ latency_ns: 181, count: '8', ret: 7, path: '/a*b/c/d', pid: 42 });

test.each<[Narrowing, boolean]>([
  [{ field: 'time', from: START_NS, to: START_NS + 1n }, true],
  [{ field: 'time', from: START_NS - 9n, to: START_NS }, false],
  [{ field: 'latency', from: 181, to: 256 }, true],
  [{ field: 'latency', from: 180.5, to: 181.02 }, true],
  [{ field: 'latency', from: 128, to: 181 }, false],
  [{ field: 'count', from: 8, to: 16 }, true],
  [{ field: 'count', from: 4, to: 8 }, false],
  [{ field: 'ret', from: 0, to: 8 }, true],
  [{ pid: 42 }, true],
  [{ pid: 4 }, false],
  [{ path: '/a*b/c/d' }, true],
  [{ path: '/a*b/c' }, false],
  [{ folder: '/a*b' }, true],
  [{ folder: '/a*b/c/' }, true],
  [{ folder: '/axb' }, false],
  [{ folder: '/' }, true],
])('%o: %s', (narrowing, passes) => {
  const expression = narrowingExpression([narrowing]);
  expect(isExpression(expression)).toBe(true);
  expect(matches(expression, row)).toBe(passes);
  // As a chip it is text that can be edited: that text means the same.
  const read = parseFilter(filterText(expression, { started: null }), { started: null });
  expect(read.ok && matches(read.expression, row)).toBe(passes);
});

test('the range of time that a filter lets pass', () => {
  const time = (from: bigint, to: bigint): Expression => narrowingExpression([{ field: 'time', from, to }]);
  expect(rangeOf(NO_FILTER)).toBeNull();
  expect(rangeOf(narrowingExpression([{ pid: 1 }]))).toBeNull();
  expect(rangeOf(time(5n, 9n))).toEqual({ from: 5n, to: 9n });
  expect(rangeOf({ op: 'and', of: [time(5n, 90n), time(7n, 100n)] })).toEqual({ from: 7n, to: 90n });
});

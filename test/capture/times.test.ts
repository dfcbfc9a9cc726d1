import { describe, expect, test } from 'vitest';
import type { Columns } from '../../capture/columns.ts';
import { GROUP_ROWS } from '../../capture/schema.ts';
import { Times } from '../../capture/times.ts';

/** Of columns only what Times looks at. */
function rows(...times: bigint[]): Columns {
  const time = new Uint32Array(BigInt64Array.from(times).buffer);
  return { time, length: times.length } as Columns;
}

test('has the first and the last start of all reads, in whatever order they come', () => {
  const times = new Times();
  const taken: bigint[] = [];
  expect([times.first, times.last]).toEqual([null, null]);
  // One that differs in its lower word only, in its higher word only, and in both the other way round.
  const portions = [
    [(7n << 32n) + 5n],
    [],
    [(7n << 32n) + 9n, (7n << 32n) + 4n],
    [(8n << 32n) + 1n, (6n << 32n) + 0xffff_ffffn, (7n << 32n) + 5n],
    [(6n << 32n) + 0xffff_fffen, (8n << 32n) + 0xffff_ffffn, (8n << 32n) + 2n],
  ];
  for (const portion of portions) {
    times.take(rows(...portion));
    taken.push(...portion);
    const inOrder = taken.toSorted((a, b) => (a < b ? -1 : 1));
    expect([times.first, times.last]).toEqual([inOrder[0], inOrder.at(-1)]);
  }
  times.clear();
  expect([times.first, times.last]).toEqual([null, null]);
});

test('keeps what a capture held when it was opened', () => {
  const times = new Times();
  times.restore(3, { first: 10n, last: 20n });
  times.take(rows(15n));
  expect([times.first, times.last]).toEqual([10n, 20n]);
});

describe('what rows do not lie outside of', () => {
  /** A portion that ends in the next group. */
  const portion = (from: bigint, to: bigint) =>
    rows(to, ...Array.from({ length: GROUP_ROWS - 3 }, () => from + 1n), from);

  test('is told by the row group, whatever the order', () => {
    const times = new Times();
    for (const at of [500n, 300n, 700n]) times.take(portion(at, at + 50n));
    // Its last row is the first of the second portion.
    expect(times.of(0, 1)).toEqual({ first: 300n, last: 550n });
    expect(times.of(0, GROUP_ROWS)).toEqual({ first: 300n, last: 550n });
    expect(times.of(GROUP_ROWS, GROUP_ROWS + 1)).toEqual({ first: 300n, last: 750n });
    expect(times.of(2 * GROUP_ROWS, 2 * GROUP_ROWS + 1)).toEqual({ first: 700n, last: 750n });
    expect(times.of(10, 3 * (GROUP_ROWS - 1))).toEqual({ first: 300n, last: 750n });
  });

  test('is not told of rows that are not there, nor of none', () => {
    const times = new Times();
    times.take(rows(5n, 6n));
    expect(times.of(0, 3)).toBeNull();
    expect(times.of(1, 1)).toBeNull();
    times.clear();
    expect(times.of(0, 1)).toBeNull();
  });

  test('is told of rows that were there when that is known, and of those that came since at once', () => {
    const times = new Times();
    times.restore(GROUP_ROWS + 1, { first: 1n, last: 9n });
    times.take(portion(20n, 30n));
    expect(times.of(0, 5)).toBeNull();
    // Its group holds a row that was there.
    expect(times.of(GROUP_ROWS + 1, GROUP_ROWS + 3)).toBeNull();
    times.learn([
      { first: 1n, last: 3n },
      { first: 9n, last: 9n },
    ]);
    expect(times.of(0, 5)).toEqual({ first: 1n, last: 3n });
    expect(times.of(GROUP_ROWS, GROUP_ROWS + 3)).toEqual({ first: 9n, last: 30n });
  });
});

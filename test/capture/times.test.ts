import { expect, test } from 'vitest';
import type { Columns } from '../../capture/columns.ts';
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
  times.include(10n, 20n);
  times.take(rows(15n));
  expect([times.first, times.last]).toEqual([10n, 20n]);
});

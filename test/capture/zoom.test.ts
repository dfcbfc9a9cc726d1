// Charts over time on a capture with losses: their sums are the rows and the losses, whole or in parts of the time.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Store } from '../../capture/store.ts';
import type { TimeRange } from '../../contract/analysis.ts';
import type { Throughput } from '../../contract/capture.ts';
import { type Filter, NO_FILTER } from '../../contract/filter.ts';
import { fill, filterOf, pidOf, term } from './pattern.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
/** A read a microsecond. */
const ROWS = 50_000;
const LOST = [
  { pid: 103, reads: 1009, bytes: 500_009, fromNs: 1000n, toNs: 40_000_000n },
  { pid: 900, reads: 77, bytes: 10_000_019, fromNs: 20_000_000n, toNs: 20_000_001n },
  { pid: 0, reads: 5, bytes: 3, fromNs: 49_000_000n, toNs: 60_000_000n },
].map((lost) => ({ ...lost, slotless: 0, errors: 0, latencyNs: 0 }));
const PIDS = [...new Set([...Array.from({ length: 7 }, (_, row) => pidOf(row)), 900, 0])];

let store: Store;
beforeAll(async () => {
  store = await Store.open(join(directory, 'zoom.duckdb'));
  await fill(store, ROWS);
  store.addLost(9n, LOST, 0n);
});
afterAll(() => store.close());

const sum = (figures: readonly number[]) => figures.reduce((all, one) => all + one, 0);
const range = (from: number, to: number): TimeRange => ({ from: String(from), to: String(to) });
const during = (from: number, to: number): Filter => ({
  op: 'is',
  field: 'time',
  compare: '..',
  value: `${from}..${to - 1}`,
});
const throughput = (filter: Filter, part: TimeRange | null) => store.queries.throughput(filter, 240, 9, part);
const readsOf = ({ series }: Throughput, pid: number) =>
  sum(series.filter((one) => one.pid === pid).flatMap(({ reads }) => reads));

const rowsOf = (pid: number) =>
  Array.from({ length: ROWS }, (_, row) => row).filter((row) => pidOf(row) === pid).length;
const lostOf = (pid: number) => sum(LOST.filter((one) => one.pid === pid).map(({ reads }) => reads));

test('the sums of throughput are rows and losses, process by process', async () => {
  const all = await throughput(NO_FILTER, null);
  for (const pid of PIDS) expect(readsOf(all, pid), `pid ${pid}`).toBe(rowsOf(pid) + lostOf(pid));
  expect(sum(all.series.flatMap(({ reads }) => reads))).toBe(ROWS + sum(LOST.map(({ reads }) => reads)));
  expect(sum(all.series.flatMap(({ lost_bytes }) => lost_bytes))).toBe(sum(LOST.map(({ bytes }) => bytes)));
});

describe('a part of the time', () => {
  test('is drawn more finely, of whole buckets', async () => {
    const all = await throughput(NO_FILTER, null);
    const part = await throughput(NO_FILTER, range(10_000_500, 12_000_500));
    expect([all.width_ns, part.width_ns, part.from]).toEqual([1e8, 1e4, '10000000']);
    expect(part.series[0]?.reads).toHaveLength(201);
    const rows = sum(part.series.flatMap(({ reads, lost_reads }) => [sum(reads) - sum(lost_reads)]));
    // From 10.00 ms to 12.01 ms, a read a microsecond.
    expect(rows).toBe(2010);
  });

  test.each([
    ['everything', NO_FILTER],
    ['a process', filterOf(term('pid', '103'))],
    ['all others', filterOf(term('pid', '103', true))],
  ])('parts add up to the whole: %s', async (_, filter) => {
    const whole = await throughput(filter, range(0, 100_000_000));
    const edges = [0, 3_000_000, 20_000_000, 21_000_000, 100_000_000];
    const parts = await Promise.all(
      edges.slice(1).map((to, index) => throughput(filter, range(edges[index] ?? 0, to))),
    );
    for (const pid of PIDS) {
      expect(sum(parts.map((part) => readsOf(part, pid))), `pid ${pid}`).toBe(readsOf(whole, pid));
    }
    expect(sum(parts.map(({ lost_perhaps }) => lost_perhaps))).toBe(whole.lost_perhaps);
  });

  test('without a read has no series and is no fault', async () => {
    expect((await throughput(NO_FILTER, range(70_000_000, 80_000_000))).series).toEqual([]);
    const map = await store.queries.analysis.heatMap(NO_FILTER, 240, range(70_000_000, 80_000_000));
    expect([map.cells, map.lost, map.rows]).toEqual([[], [], 0]);
    expect((await throughput(NO_FILTER, range(0, 1))).width_ns).toBe(1000);
    expect((await throughput(NO_FILTER, range(0, 3e18))).series.length).toBeGreaterThan(0);
  });
});

test.each([
  ['whole', NO_FILTER, null],
  ['a part', NO_FILTER, range(19_000_000, 30_000_000)],
  ['of a process', filterOf(term('pid', '900')), null],
  ['of a time', during(15_000_000, 30_000_000), null],
] as const)('the heat map has the axis and the losses of throughput: %s', async (_, filter, part) => {
  const { series, from, width_ns, lost_perhaps } = await throughput(filter, part);
  const map = await store.queries.analysis.heatMap(filter, 240, part);
  expect([map.from, map.width_ns, map.lost_perhaps]).toEqual([from, width_ns, lost_perhaps]);
  const lost = new Map<number, number>();
  for (const { lost_reads } of series) {
    for (const [at, reads] of lost_reads.entries()) if (reads > 0) lost.set(at, (lost.get(at) ?? 0) + reads);
  }
  const pairs = Array.from({ length: map.lost.length / 2 }, (_, at) => map.lost.slice(2 * at, 2 * at + 2));
  expect(
    new Map(pairs.filter(([, reads = 0]) => reads > 0).map(([at = 0, reads = 0]) => [at, reads])),
  ).toEqual(lost);
  const kept = sum(series.flatMap(({ reads, lost_reads }) => [sum(reads) - sum(lost_reads)]));
  expect(sum(map.cells.filter((_, at) => at % 3 === 2))).toBe(kept);
});

test('a filter of time counts the losses of that time, and says of how many it cannot know', async () => {
  const { series, lost_perhaps } = await throughput(during(15_000_000, 30_000_000), null);
  expect(sum(series.flatMap(({ lost_reads }) => lost_reads))).toBe(77);
  expect(lost_perhaps).toBe(1009);
});

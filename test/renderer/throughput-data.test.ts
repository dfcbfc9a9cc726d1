import { describe, expect, it } from 'vitest';
import type { Throughput } from '../../contract/capture.ts';
import { countTicks, decades, rateTicks, timeTicks } from '../../renderer/charts/chart-scale.ts';
import { assignColors, OTHERS } from '../../renderer/charts/series-colors.ts';
import {
  chartData,
  drawnPoints,
  highestOf,
  LOST,
  outlinesOf,
} from '../../renderer/charts/throughput-data.ts';

const one = (pid: number, comm: string, bytes: number[]) => ({
  pid,
  comm,
  bytes,
  reads: bytes,
  lost_bytes: [] as number[],
  lost_reads: [] as number[],
});
const lossy = (
  pid: number,
  bytes: number[],
  lost_bytes: number[],
  reads: number[],
  lost_reads: number[],
) => ({
  ...one(pid, 'cat', bytes),
  reads,
  lost_bytes,
  lost_reads,
});
const answer = (...series: Throughput['series']): Throughput => ({
  from: '1795356187000000000',
  width_ns: 500_000_000,
  series,
  lost_perhaps: 0,
});

describe('chart data', () => {
  it('turns buckets into rates at their times', () => {
    const { points, series } = chartData(
      answer(one(7, 'cat', [10, 20]), one(0, '', [1, 0])),
      new Map(),
      false,
    );
    expect(points.map(({ at, bytes }) => [at, bytes.kept, bytes.lostTogether])).toEqual([
      [1795356187000, [20, 0, 0, 0, 2], 0],
      [1795356187500, [40, 0, 0, 0, 0], 0],
    ]);
    expect(series.map(({ name, slot, mean }) => [name, slot, mean.bytes])).toEqual([
      ['cat', 0, 30],
      ['Others', OTHERS, 1],
    ]);
  });

  it('leaves out the bucket that is still filling', () => {
    expect(chartData(answer(one(7, 'cat', [1, 2, 3])), new Map(), true).points).toHaveLength(2);
    expect(chartData(answer(one(7, 'cat', [1, 2, 3])), new Map(), false).points).toHaveLength(3);
  });

  it('keeps colours and layers in their places when the order changes', () => {
    const before = chartData(answer(one(1, 'a', [3]), one(2, 'b', [2])), new Map(), false);
    const after = chartData(
      answer(one(2, 'b', [9]), one(3, 'c', [8]), one(1, 'a', [3])),
      before.colors,
      false,
    );
    expect(after.series.map(({ pid, slot }) => [pid, slot])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
  });

  it('tells what was lost from what was kept, and counts both', () => {
    const { points, series, lost, lostPerhaps } = chartData(
      {
        ...answer(lossy(7, [10, 20], [0, 15], [1, 4], [0, 3]), lossy(0, [2, 2], [0, 2], [1, 1], [0, 1])),
        lost_perhaps: 5,
      },
      new Map(),
      false,
    );
    expect(points.map(({ bytes }) => [bytes.kept[0], bytes.kept[OTHERS], bytes.lostTogether])).toEqual([
      [20, 4, 0],
      [10, 0, 34],
    ]);
    expect(points[1]?.reads).toMatchObject({ lost: [6, 0, 0, 0, 2], lostTogether: 8 });
    expect(highestOf(points, 'bytes')).toBe(44);
    expect(series[0]?.mean).toEqual({ bytes: 30, reads: 5 });
    expect([lost, lostPerhaps]).toEqual([4, 5]);
  });

  it('draws a single bucket as long as it lasted', () => {
    const drawn = drawnPoints(chartData(answer(one(7, 'cat', [10])), new Map(), false));
    expect(drawn.map(({ at, bytes }) => [at, bytes.kept[0]])).toEqual([
      [1795356187000, 20],
      [1795356187500, 20],
    ]);
  });

  it('stacks the areas of what was read, and what was lost on top, in pixels', () => {
    const { points } = chartData(
      answer(lossy(7, [10, 20], [0, 15], [1, 4], [0, 3]), lossy(0, [2, 2], [0, 2], [1, 1], [0, 1])),
      new Map(),
      false,
    );
    const scales = { x: (at: number) => (at - 1795356187000) / 5, y: (rate: number) => 44 - rate };
    expect(outlinesOf(points, 'bytes', scales)).toEqual([
      { slot: 0, path: 'M0.0,24.0L100.0,34.0L100.0,44.0L0.0,44.0Z' },
      { slot: OTHERS, path: 'M0.0,20.0L100.0,34.0L100.0,34.0L0.0,24.0Z' },
      { slot: LOST, path: 'M0.0,20.0L100.0,0.0L100.0,34.0L0.0,20.0Z' },
    ]);
    expect(outlinesOf([], 'bytes', scales)).toEqual([]);
  });

  it('has nothing to draw for an empty capture', () => {
    expect(chartData(answer(), new Map(), true)).toMatchObject({ points: [], series: [] });
  });
});

it('gives the colour of a process that left to the next one', () => {
  const full = assignColors(new Map(), [1, 2, 3, 4]);
  expect(assignColors(full, [5, 1, 2, 4]).get(5)).toBe(full.get(3));
});

describe('axes', () => {
  it.each([
    [0, [0, 1]],
    [7, [0, 2, 4, 6, 8]],
    [9_100_000, [0, 2_500_000, 5_000_000, 7_500_000, 10_000_000]],
    [1, [0, 0.25, 0.5, 0.75, 1]],
  ])('rates up to %s', (max, ticks) => {
    expect(rateTicks(max)).toEqual(ticks);
  });

  it.each([
    [1, 4, [0, 1]],
    [3, 4, [0, 1, 2, 3]],
    [9, 4, [0, 2.5, 5, 7.5, 10]],
    [70_000, 1, [0, 100_000]],
  ])('counts up to %s in %s steps', (max, steps, ticks) => {
    expect(countTicks(max, steps)).toEqual(ticks);
  });

  it('decades, fewer where there is little room', () => {
    expect(decades(100, 1e6, 9)).toEqual([100, 1000, 10_000, 100_000, 1e6]);
    expect(decades(100, 1e6, 3)).toEqual([100, 10_000, 1e6]);
  });

  it.each([5, 900, 83_000, 3_600_000, 90_000_000])('round times over %s ms', (span) => {
    const from = 1795356187231;
    const ticks = timeTicks(from, from + span, 8);
    expect(ticks.length).toBeGreaterThanOrEqual(1);
    expect(ticks.length).toBeLessThanOrEqual(9);
    const steps = new Set(ticks.slice(1).map((at, index) => at - (ticks[index] ?? 0)));
    expect(steps.size).toBeLessThanOrEqual(1);
    expect(ticks.every((at) => at >= from && at <= from + span)).toBe(true);
  });
});

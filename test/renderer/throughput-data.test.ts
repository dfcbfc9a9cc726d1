import { describe, expect, it } from 'vitest';
import type { Throughput } from '../../contract/capture.ts';
import { rateTicks, timeTicks } from '../../renderer/charts/chart-scale.ts';
import { assignColors, OTHERS } from '../../renderer/charts/series-colors.ts';
import { chartData } from '../../renderer/charts/throughput-data.ts';

const one = (pid: number, comm: string, bytes: number[]) => ({
  pid,
  comm,
  bytes,
  reads: bytes,
  lost_bytes: [],
  lost_reads: [],
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
    expect(points).toEqual([
      { at: 1795356187000, rates: [20, 0, 0, 0, 2] },
      { at: 1795356187500, rates: [40, 0, 0, 0, 0] },
    ]);
    expect(series.map(({ name, slot, mean }) => [name, slot, mean])).toEqual([
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

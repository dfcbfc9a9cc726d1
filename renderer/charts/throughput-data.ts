// The answer to a throughput question as the chart draws it. Pure.

import type { Throughput } from '../../contract/capture.ts';
import { visibleText } from '../parts/visible-text.ts';
import { assignColors, OTHERS, SERIES, type SeriesColors } from './series-colors.ts';

export interface ChartSeries {
  pid: number;
  name: string;
  /** Colour slot; OTHERS for the rest under pid 0. */
  slot: number;
  /** Mean over the time shown, bytes per second. */
  mean: number;
}

/** One moment: milliseconds since 1970 at the start of its bucket, and bytes per second by slot. */
export interface ChartPoint {
  at: number;
  rates: number[];
}

export interface ThroughputData {
  series: ChartSeries[];
  points: ChartPoint[];
  colors: SeriesColors;
}

export const NO_THROUGHPUT: ThroughputData = { series: [], points: [], colors: new Map() };

/**
 * @param before colours so far: a process keeps its own
 * @param live recording goes on, so the last bucket is not full yet and would show as a fall
 */
export function chartData(throughput: Throughput, before: SeriesColors, live: boolean): ThroughputData {
  const named = throughput.series.filter(({ pid }) => pid !== 0).slice(0, SERIES);
  const rest = throughput.series.filter(({ pid }) => pid === 0);
  const colors = assignColors(
    before,
    named.map(({ pid }) => pid),
  );
  const slotOf = (pid: number) => colors.get(pid) ?? OTHERS;
  const shown = [...named, ...rest].sort((a, b) => slotOf(a.pid) - slotOf(b.pid));
  const length = shown[0]?.bytes.length ?? 0;
  const full = live && length > 2 ? length - 1 : length;
  const perSecond = 1e9 / throughput.width_ns;
  const from = Number(BigInt(throughput.from) / 1_000_000n);
  const bySlot = (bucket: number) => {
    const rates = Array.from({ length: OTHERS + 1 }, () => 0);
    for (const { pid, bytes } of shown) rates[slotOf(pid)] = (bytes[bucket] ?? 0) * perSecond;
    return rates;
  };
  const points = Array.from({ length: full }, (_, bucket) => ({
    at: from + (bucket * throughput.width_ns) / 1e6,
    rates: bySlot(bucket),
  }));
  const mean = (slot: number) =>
    points.reduce((sum, { rates }) => sum + (rates[slot] ?? 0), 0) / Math.max(1, points.length);
  const series = shown.map(({ pid, comm }) => ({
    pid,
    name: pid === 0 ? 'Others' : visibleText(comm),
    slot: slotOf(pid),
    mean: mean(slotOf(pid)),
  }));
  return { series, points, colors };
}

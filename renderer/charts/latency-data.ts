// The distribution of latencies as the chart draws it. Pure.

import type { Bar, Latencies } from '../../contract/analysis.ts';
import { type LogScale, latencyAt, logScale } from './latency-scale.ts';
import type { Narrowing } from './narrow.ts';
import type { Selection } from './use-brush.ts';

/** A bar and where its middle lies, in powers of ten. */
export interface LatencyBar extends Bar {
  middle: number;
}

export const PERCENTILES = [
  { key: 'p50', label: 'p50', share: 0.5, words: 'Half of the reads took less' },
  { key: 'p90', label: 'p90', share: 0.9, words: '90 % of the reads took less' },
  { key: 'p99', label: 'p99', share: 0.99, words: '99 % of the reads took less' },
  { key: 'p999', label: 'p99.9', share: 0.999, words: '99.9 % of the reads took less' },
] as const;

export function latencyBars(bars: readonly Bar[]): LatencyBar[] {
  return bars.map((bar) => ({ ...bar, middle: Math.log10(Math.max(1, bar.from) * bar.to) / 2 }));
}

export function scaleOf(bars: readonly Bar[]): LogScale {
  return logScale(bars[0]?.from ?? 1, bars.at(-1)?.to ?? 100);
}

/** How high a label stands, 0 at the top: lower where it would touch its neighbour at the left. */
export function labelRows(places: readonly number[], width: number): number[] {
  const ends: number[] = [];
  return places.map((place) => {
    const free = ends.findIndex((end) => place >= end);
    const row = free < 0 ? ends.length : free;
    ends[row] = place + width;
    return row;
  });
}

/** A selection widened to whole bars; null where there are none. */
export function selectedBars(
  bars: readonly Bar[],
  scale: LogScale,
  { left, right }: Selection,
): Narrowing | null {
  const touched = bars.filter(
    ({ from, to }) => to > latencyAt(left, scale) && from <= latencyAt(right, scale),
  );
  const [first] = touched;
  const last = touched.at(-1);
  return first && last ? latencyRange(first.from, last.to) : null;
}

/** Latencies are whole: the first at or above an edge that is a power, and may have been rounded up a little. */
const firstFrom = (edge: number) => Math.ceil(edge * (1 - 1e-12));

export const latencyRange = (from: number, to: number): Narrowing => ({
  field: 'latency',
  from: from <= 1 ? 0 : firstFrom(from),
  to: firstFrom(to),
});

/** Where all reads below `to` are, of all. */
export function cumulative({ bars, reads }: Latencies): number[] {
  let sum = 0;
  return bars.map((bar) => {
    sum += bar.reads;
    return sum / Math.max(1, reads);
  });
}

// The answer to a throughput question as the chart draws it. Pure.

import type { Series, Throughput } from '../../contract/capture.ts';
import { visibleText } from '../parts/visible-text.ts';
import type { Span } from '../time/span.ts';
import { assignColors, OTHERS, SERIES, type SeriesColors } from './series-colors.ts';
import type { Measure } from './use-panel.ts';

export interface ChartSeries {
  pid: number;
  name: string;
  /** Colour slot; OTHERS for the rest under pid 0. */
  slot: number;
  /** Over the time shown, a second, with what was lost. */
  mean: Record<Measure, number>;
}

/** Figures a second in one bucket. */
export interface Rates {
  /** Of the reads in the table, by slot. */
  kept: number[];
  /** Of those that were lost, by slot. */
  lost: number[];
  /** Of all that were lost. */
  lostTogether: number;
}

/** One moment: milliseconds since 1970 at the start of its bucket. */
export interface ChartPoint extends Record<Measure, Rates> {
  at: number;
}

export interface ThroughputData {
  series: ChartSeries[];
  points: ChartPoint[];
  colors: SeriesColors;
  /** Start of the first bucket, nanoseconds since 1970 UTC, and the width of one. */
  from: bigint;
  widthNs: number;
  /** What was asked of; null: the whole capture. */
  zoom: Span | null;
  /** Reads that were lost and are among the figures. */
  lost: number;
  /** Reads that were lost and are in no series: nobody knows whether the filter would let them pass. */
  lostPerhaps: number;
}

export const NO_THROUGHPUT: ThroughputData = {
  series: [],
  points: [],
  colors: new Map(),
  from: 0n,
  widthNs: 1e9,
  zoom: null,
  lost: 0,
  lostPerhaps: 0,
};

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
  const from = BigInt(throughput.from);
  const fromMs = Number(from / 1_000_000n);
  const rates = (measure: Measure, bucket: number): Rates => {
    const kept = Array.from({ length: OTHERS + 1 }, () => 0);
    const lost = [...kept];
    for (const one of shown) {
      const slot = slotOf(one.pid);
      const gone = lostOf(one, measure)[bucket] ?? 0;
      kept[slot] = ((one[measure][bucket] ?? 0) - gone) * perSecond;
      lost[slot] = gone * perSecond;
    }
    return { kept, lost, lostTogether: lost.reduce((sum, rate) => sum + rate, 0) };
  };
  const points = Array.from({ length: full }, (_, bucket) => ({
    at: fromMs + (bucket * throughput.width_ns) / 1e6,
    bytes: rates('bytes', bucket),
    reads: rates('reads', bucket),
  }));
  const mean = (slot: number, measure: Measure) =>
    points.reduce((sum, { [measure]: { kept, lost } }) => sum + (kept[slot] ?? 0) + (lost[slot] ?? 0), 0) /
    Math.max(1, points.length);
  const series = shown.map(({ pid, comm }) => ({
    pid,
    name: pid === 0 ? 'Others' : visibleText(comm),
    slot: slotOf(pid),
    mean: { bytes: mean(slotOf(pid), 'bytes'), reads: mean(slotOf(pid), 'reads') },
  }));
  const lost = throughput.series.flatMap(({ lost_reads }) => lost_reads).reduce((a, b) => a + b, 0);
  return {
    series,
    points,
    colors,
    from,
    widthNs: throughput.width_ns,
    zoom: null,
    lost,
    lostPerhaps: throughput.lost_perhaps,
  };
}

function lostOf(series: Series, measure: Measure): readonly number[] {
  return measure === 'bytes' ? series.lost_bytes : series.lost_reads;
}

/** A single bucket has no width between two points: it is drawn as long as it lasted. */
export function drawnPoints({ points, widthNs }: ThroughputData): ChartPoint[] {
  const [only] = points;
  return points.length === 1 && only ? [only, { ...only, at: only.at + widthNs / 1e6 }] : points;
}

/** Of all processes, with what was lost. */
export const together = ({ kept, lostTogether }: Rates) =>
  kept.reduce((sum, rate) => sum + rate, lostTogether);

export function highestOf(points: readonly ChartPoint[], measure: Measure): number {
  return points.reduce((most, point) => Math.max(most, together(point[measure])), 0);
}

/** The slot on top of all others: what was lost. */
export const LOST = OTHERS + 1;

export interface Outline {
  slot: number;
  /** As SVG has it. */
  path: string;
}

/** Where a moment and a rate stand in the picture, in pixels. */
export interface Scales {
  x(at: number): number;
  y(rate: number): number;
}

/** One area a slot that has any, each on top of those before. */
export function outlinesOf(points: readonly ChartPoint[], measure: Measure, { x, y }: Scales): Outline[] {
  const outlines: Outline[] = [];
  const xs = points.map(({ at }) => x(at).toFixed(1));
  let below = points.map(() => 0);
  for (let slot = 0; slot <= LOST; slot++) {
    const above = points.map(({ [measure]: { kept, lostTogether } }, nth) => {
      return (below[nth] ?? 0) + (slot === LOST ? lostTogether : (kept[slot] ?? 0));
    });
    if (above.every((rate, nth) => rate === below[nth])) continue;
    const corner = (rates: number[]) => (at: string, nth: number) => `${at},${y(rates[nth] ?? 0).toFixed(1)}`;
    const path = [...xs.map(corner(above)), ...xs.map(corner(below)).reverse()];
    outlines.push({ slot, path: `M${path.join('L')}Z` });
    below = above;
  }
  return outlines;
}

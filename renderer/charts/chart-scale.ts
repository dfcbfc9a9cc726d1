// Round numbers for axes: times on the local clock and rates in SI steps. Pure.

import { formatClock } from '../parts/format.ts';

const TIME_STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000, 86_400_000,
];

/** At most `most` round moments of local time between `from` and `to`, all in milliseconds since 1970. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const step = TIME_STEPS_MS.find((ms) => (to - from) / ms <= most) ?? Math.max(1, to - from);
  const zone = new Date(from).getTimezoneOffset() * 60_000;
  const ticks: number[] = [];
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** Whether seconds alone do not tell these moments, in milliseconds since 1970, apart. */
export const areFine = (ticks: readonly number[]) => ticks.some((at) => at % 1000 !== 0);

/** The clock at a moment in milliseconds since 1970, with milliseconds where `fine`. */
export function timeLabel(at: number, fine: boolean): string {
  return fine ? `${formatClock(at)}.${String(Math.floor(at) % 1000).padStart(3, '0')}` : formatClock(at);
}

/** Powers of ten from `least` to `most`, one in two or three where there are more than `limit`. */
export function decades(least: number, most: number, limit: number): number[] {
  const first = Math.ceil(Math.log10(least) - 1e-9);
  const last = Math.floor(Math.log10(most) + 1e-9);
  const step = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, limit)));
  return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, at) =>
    Number(`1e${first + at * step}`),
  );
}

/** Round values from 0 up to at least `max`, in at most `steps` steps. */
export function rateTicks(max: number, steps = 4): number[] {
  if (max <= 0) return [0, 1];
  const rough = max / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5].find((factor) => rough <= factor * power) ?? 10);
  const ticks = [0];
  while ((ticks.at(-1) ?? 0) < max) ticks.push(ticks.length * step);
  return ticks;
}

/** Likewise of what is counted: whole numbers only. */
export function countTicks(max: number, steps = 4): number[] {
  return max < steps
    ? Array.from({ length: Math.max(1, max) + 1 }, (_, count) => count)
    : rateTicks(max, steps);
}

/** What the axis of a chart's figures is given: from zero to the last of its ticks, with nothing but their labels. */
export function fromZero(ticks: number[]) {
  return {
    type: 'number',
    domain: [0, ticks.at(-1) ?? 1],
    ticks,
    interval: 0,
    tickLine: false,
    axisLine: false,
  } as const;
}

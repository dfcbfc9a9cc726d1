// What was read lately, from the seconds a process tells of. Pure.

import type { ProcessInfo, Totals } from '../../contract/processes.ts';

/** Over so many whole seconds a rate is a mean: the one under way would make it jump. */
const RATE_S = 3;
/** Bars of a sparkline, each of some seconds. */
export const SPARK_BARS = 30;
const BAR_S = 60 / SPARK_BARS;

/** Per second. */
export interface Rate {
  reads: number;
  bytes: number;
}

export const NO_RATE: Rate = { reads: 0, bytes: 0 };
export const NO_TOTALS: Totals = { reads: 0, bytes: 0, errors: 0 };

/** `now` in seconds since 1970 UTC. */
export function rateOf({ recent }: Pick<ProcessInfo, 'recent'>, now: number): Rate {
  let reads = 0;
  let bytes = 0;
  for (let index = recent.length - 1; index >= 0; index--) {
    const second = recent[index];
    if (second === undefined || second.at < now - RATE_S) break;
    if (second.at >= now) continue;
    reads += second.reads;
    bytes += second.bytes;
  }
  return { reads: reads / RATE_S, bytes: bytes / RATE_S };
}

export function sumRates(rates: readonly Rate[]): Rate {
  return rates.reduce(
    (sum, rate) => ({ reads: sum.reads + rate.reads, bytes: sum.bytes + rate.bytes }),
    NO_RATE,
  );
}

export function sumTotals(totals: readonly Totals[]): Totals {
  return totals.reduce(
    (sum, one) => ({
      reads: sum.reads + one.reads,
      bytes: sum.bytes + one.bytes,
      errors: sum.errors + one.errors,
    }),
    NO_TOTALS,
  );
}

/** Bytes of the minute before `now`, the oldest bar first. All 0 where nothing was read. */
export function sparkOf(processes: readonly Pick<ProcessInfo, 'recent'>[], now: number): number[] {
  const bars = new Array<number>(SPARK_BARS).fill(0);
  for (const { recent } of processes) {
    for (const { at, bytes } of recent) {
      const bar = SPARK_BARS - 1 - Math.floor((now - 1 - at) / BAR_S);
      if (bar >= 0 && bar < SPARK_BARS) bars[bar] = (bars[bar] ?? 0) + bytes;
    }
  }
  return bars;
}

/** The bars as points of a line in a box of 1 by 1, y downwards; null where there is nothing to draw. */
export function sparkPoints(bars: readonly number[]): string | null {
  const highest = Math.max(...bars);
  if (highest <= 0) return null;
  const x = (index: number) => (index / (bars.length - 1)).toFixed(3);
  return bars.map((bytes, index) => `${x(index)},${(1 - bytes / highest).toFixed(3)}`).join(' ');
}

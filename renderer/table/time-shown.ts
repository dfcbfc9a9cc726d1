// The time column in the way that is wanted: by the clock, since the recording began, since the row above. Pure.

import { formatDuration, formatTime } from '../parts/format.ts';

export const TIMES_SHOWN = ['clock', 'start', 'previous'] as const;
export type TimeShown = (typeof TIMES_SHOWN)[number];

export const TIME_LABELS: Readonly<Record<TimeShown, string>> = {
  clock: 'By the clock',
  start: 'Since recording began',
  previous: 'Since the read above',
};

const MICROS_PER_S = 1_000_000n;

/** Seconds with microseconds: `+83.012345`. */
function sinceStart(ns: bigint): string {
  const micros = (ns < 0n ? -ns : ns) / 1000n;
  const fraction = String(micros % MICROS_PER_S).padStart(6, '0');
  return `${ns < 0n ? '−' : '+'}${micros / MICROS_PER_S}.${fraction}`;
}

/** Rows stand as they arrived; of two threads the one that began later may have come first. */
function sincePrevious(ns: number): string {
  return `${ns < 0 ? '−' : '+'}${formatDuration(Math.abs(ns))}`;
}

export interface Moments {
  /** Of the row and the one above it; all in nanoseconds since 1970. */
  time: string;
  /** null: it is the first. undefined: not there yet. */
  previous: string | null | undefined;
  /** When recording began; null: not yet. */
  started: string | null;
}

export function timeText(shown: TimeShown, { time, previous, started }: Moments): string {
  switch (shown) {
    case 'clock':
      return formatTime(time);
    case 'start':
      return started === null ? formatTime(time) : sinceStart(BigInt(time) - BigInt(started));
    case 'previous':
      if (previous === undefined) return '';
      return previous === null ? '—' : sincePrevious(Number(BigInt(time) - BigInt(previous)));
    default:
      return shown satisfies never;
  }
}

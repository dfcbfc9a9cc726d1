// The axis of what is drawn over time, one for all charts: over the whole capture, or over a part of it more finely.

import type { TimeRange } from '../contract/analysis.ts';
import { type Filter, together } from '../contract/filter.ts';
import type { LostView } from './lost-view.ts';
import { bucketWidth } from './series.ts';
import type { Times } from './times.ts';

export interface Axis {
  /** Start of the first bucket, nanoseconds since 1970 UTC, a multiple of the width. */
  from: bigint;
  /** Nanoseconds. */
  width: number;
  /** Buckets. */
  length: number;
  /** End of the last bucket, not included. */
  to: bigint;
}

/** A part of the capture may be looked at down to the microsecond. */
const LEAST_ZOOMED_NS = 1000;

/** At most `buckets` over the time from `first` to `last`, both included, or else over all that `range` touches. */
export function axisOver(first: bigint, last: bigint, buckets: number, range: TimeRange | null): Axis {
  if (range === null) return axis(first, last, bucketWidth(Number(last - first), buckets));
  const [from, to] = [BigInt(range.from), BigInt(range.to) - 1n];
  return axis(from, to, bucketWidth(Number(to - from), buckets, LEAST_ZOOMED_NS));
}

function axis(first: bigint, last: bigint, width: number): Axis {
  const from = first - (first % BigInt(width));
  const length = Number((last - from) / BigInt(width)) + 1;
  return { from, width, length, to: from + BigInt(length) * BigInt(width) };
}

/** The filter, and in this time, its end not included: for what is worked out of a part alone. */
export function inTime(filter: Filter, { from, to }: Pick<Axis, 'from' | 'to'>): Filter {
  return together([filter, { op: 'is', field: 'time', compare: '..', value: `${from}..${to - 1n}` }]);
}

/** Works out axes over the time of a capture: of its reads, those that were lost among them. */
export class Axes {
  #times: Times;
  #lost: LostView;

  constructor(times: Times, lost: LostView) {
    this.#times = times;
    this.#lost = lost;
  }

  /** What `look` finds, and the axis on which it all lies; null where there is no read. */
  async over<T>(
    buckets: number,
    range: TimeRange | null,
    look: (axis: Axis) => Promise<T>,
  ): Promise<{ axis: Axis; found: T } | null> {
    let axis = this.#axis(buckets, range);
    while (axis !== null) {
      const found = await look(axis);
      // Rows may have come meanwhile that lie beyond the last bucket.
      const now: Axis | null = this.#axis(buckets, range);
      if (now?.width === axis.width) return { axis: now, found };
      axis = now;
    }
    return null;
  }

  #axis(buckets: number, range: TimeRange | null): Axis | null {
    const times = [this.#times.first, this.#times.last, ...this.#lost.times()]
      .filter((time) => time !== null)
      .sort((a, b) => (a < b ? -1 : 1));
    const [first] = times;
    return first === undefined ? null : axisOver(first, times.at(-1) ?? first, buckets, range);
  }
}

// What the rows that pass a filter add up to in each moment, of each thing that is told apart there: a process, a
// band of latencies.

import { type Filter, simplify, timeOf } from '../contract/filter.ts';
import { inTime } from './axis.ts';
import type { Passing } from './passing.ts';
import { Recent } from './recent.ts';
import type { Range } from './row-range.ts';

/** SQL over a row `e`: what is told apart, a whole number, and what is summed of it. */
export interface Told {
  key: string;
  sums: readonly string[];
}

export interface TimeCell {
  /** Since 1970. */
  bucket: number;
  key: number;
  sums: number[];
}

/** Those of one filter. */
class TimeCells {
  #passing: Passing;
  #told: Told;
  #width = 0;
  /** By key, then by bucket. */
  #cells = new Map<number, Map<number, TimeCell>>();

  constructor(passing: Passing, told: Told) {
    this.#passing = passing;
    this.#told = told;
  }

  /** Of the buckets asked for last, in nanoseconds; 0 before. */
  get width(): number {
    return this.#width;
  }

  cells(width: number): Promise<readonly TimeCell[]> {
    return this.#passing.whole(
      (rows) => this.#look(rows, width),
      () => [...this.#cells.values()].flatMap((cells) => [...cells.values()]),
      // In buckets of another width each read has another place.
      () => width !== this.#width,
    );
  }

  async #look(rows: Range, width: number): Promise<void> {
    const told = this.#told;
    const found = await this.#passing.select(
      rows,
      (values) => `${told.key}, e.time // ${values.add(width)}, ${told.sums.join(', ')}`,
      'GROUP BY 1, 2',
    );
    if (rows.from === 0) this.#cells.clear();
    this.#width = width;
    for (const [key, bucket, ...more] of found) this.#add(Number(key), Number(bucket), more.map(Number));
  }

  #add(key: number, bucket: number, more: number[]): void {
    const cells = this.#cells.get(key) ?? new Map<number, TimeCell>();
    this.#cells.set(key, cells);
    const cell = cells.get(bucket);
    if (cell === undefined) cells.set(bucket, { bucket, key, sums: more });
    else cell.sums = cell.sums.map((sum, nth) => sum + (more[nth] ?? 0));
  }
}

/**
 * Those of the filters used last. A part of the time costs next to nothing where all of it was asked for: whole
 * buckets are as they were, and only the rows of the two at its ends are looked at.
 */
export class CellsOfFilters {
  #made: Recent<Filter, TimeCells>;

  constructor(passing: (filter: Filter) => Passing, told: Told) {
    this.#made = new Recent((filter) => new TimeCells(passing(filter), told));
  }

  /** The capture was cleared. */
  clear(): void {
    this.#made.clear();
  }

  /** Buckets of `width` nanoseconds, counted from 1970 on. The cells are not the caller's to change. */
  async of(filter: Filter, width: number): Promise<readonly TimeCell[]> {
    const wanted = simplify(filter);
    const parts = inWholeBuckets(wanted, BigInt(width));
    const all = parts === null ? undefined : this.#made.known(parts.rest);
    if (parts === null || all?.width !== width) return this.#made.of(wanted).cells(width);
    const { rest, first, last, ends } = parts;
    const found: (readonly TimeCell[])[] = [
      (await all.cells(width)).filter(({ bucket }) => bucket >= first && bucket < last),
    ];
    for (const end of ends) found.push(await this.#made.of(inTime(rest, end)).cells(width));
    return found.flat();
  }
}

/** No time is negative or later. */
const LAST_TIME = 2n ** 63n - 1n;

/**
 * The whole buckets that a filter's time leaves, from one to before another, and what it leaves of the two beside.
 * Null where it leaves no whole bucket, or all.
 */
function inWholeBuckets(filter: Filter, width: bigint) {
  const time = timeOf(filter);
  if (time === null) return null;
  const { from: since, to: until, rest } = time;
  const from = since === null || since < 0n ? 0n : since;
  const to = until === null || until > LAST_TIME ? LAST_TIME : until;
  const [first, last] = [(from + width - 1n) / width, (to + 1n) / width];
  if (first >= last) return null;
  const ends = [
    { from, to: first * width },
    { from: last * width, to: to + 1n },
  ];
  return { rest, first, last, ends: ends.filter((end) => end.from < end.to) };
}

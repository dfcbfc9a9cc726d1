// How many rows pass a filter, and where the nth of them lies, kept up to date by counting new rows only.

import type { Filter } from '../contract/filter.ts';
import type { Places } from './places.ts';
import type { Rows } from './rows.ts';
import { GROUP_ROWS } from './schema.ts';

/**
 * Segments, which are row groups, counted at a time: at first so many, then as many as take about so long. Between two
 * slices others get their turn, but each costs as much as several segments.
 */
const FIRST_SLICE = 16;
const SLICE_MS = 60;

/** One filter's counts, a number a segment of the capture. */
export class Matches {
  readonly filter: Filter;
  #rows: Rows;
  #counts: number[] = [];
  #countedRows = 0;
  #slice = FIRST_SLICE;

  constructor(filter: Filter, rows: Rows) {
    this.filter = filter;
    this.#rows = rows;
  }

  /**
   * Those that pass among the first `rows` rows of the capture, or among fewer where counting them lasts until
   * `until`, a time of performance.now. Counts what came since the last call.
   */
  async places(rows: number, until = Number.POSITIVE_INFINITY): Promise<Places> {
    do {
      await this.#count(rows);
    } while (this.#countedRows < rows && performance.now() < until);
    const counted = Math.min(rows, this.#countedRows);
    const counts = await this.#countsOf(counted);
    const { filter } = this;
    return {
      rows: counted,
      count: sum(counts),
      page: async (offset, limit) => {
        const { from, skip } = locate(counts, offset, counted);
        return this.#rows.page(filter, from, skip, limit, counted);
      },
      rowAt: async (place) => {
        const { from, skip } = locate(counts, place, counted);
        return (await this.#rows.rowAt(filter, from, skip)) ?? from;
      },
      before: (row) => this.#before(counts, row),
    };
  }

  /** Counts a slice of what is not counted. */
  async #count(rows: number): Promise<void> {
    if (rows <= this.#countedRows) return;
    const first = Math.floor(this.#countedRows / GROUP_ROWS);
    const to = Math.min(rows, (first + this.#slice) * GROUP_ROWS);
    const begin = performance.now();
    const found = await this.#rows.countGroups(this.filter, first * GROUP_ROWS, to);
    this.#slice = sliceAfter(to / GROUP_ROWS - first, performance.now() - begin);
    // Who asked at the same moment may have come further.
    if (to <= this.#countedRows) return;
    const counted = new Map(found);
    for (let segment = first; segment * GROUP_ROWS < to; segment++) {
      this.#counts[segment] = counted.get(segment) ?? 0;
    }
    this.#countedRows = to;
  }

  /** The counts of the first `rows` rows. */
  async #countsOf(rows: number): Promise<number[]> {
    if (rows === this.#countedRows) return [...this.#counts];
    const last = Math.floor(rows / GROUP_ROWS);
    const before = this.#counts.slice(0, last);
    return [...before, (await this.#before(before, rows)) - sum(before)];
  }

  async #before(counts: readonly number[], row: number): Promise<number> {
    const segment = Math.floor(row / GROUP_ROWS);
    const start = segment * GROUP_ROWS;
    const whole = sum(counts.slice(0, segment));
    if (row === start) return whole;
    const [part] = await this.#rows.countGroups(this.filter, start, row);
    return whole + (part?.[1] ?? 0);
  }
}

/** How many segments take SLICE_MS, if so many took so long. */
function sliceAfter(segments: number, ms: number): number {
  return Math.max(FIRST_SLICE, Math.floor((segments * SLICE_MS) / Math.max(1, ms)));
}

/** Where to start so that the row at place `offset` comes after `skip` of those that pass. */
function locate(counts: readonly number[], offset: number, counted: number): { from: number; skip: number } {
  let before = 0;
  for (const [segment, count] of counts.entries()) {
    if (before + count > offset) return { from: segment * GROUP_ROWS, skip: offset - before };
    before += count;
  }
  return { from: counted, skip: 0 };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

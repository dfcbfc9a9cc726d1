// How many rows pass a filter, and where the nth of them lies, kept up to date by counting new rows only.

import type { Filter } from '../contract/filter.ts';
import type { Queries } from './queries.ts';

/** DuckDB's row group: a segment is scanned or skipped as one. */
const SEGMENT_ROWS = 122_880;

/** One filter's counts, a number a segment of the capture. */
export class Matches {
  readonly filter: Filter;
  #queries: Queries;
  #counts: number[] = [];
  #total = 0;
  #countedRows = 0;

  constructor(filter: Filter, queries: Queries) {
    this.filter = filter;
    this.#queries = queries;
  }

  /** Rows passing among the first `rows` of the capture. Counts what came since the last call. */
  async count(rows: number): Promise<number> {
    if (rows > this.#countedRows) {
      const segment = Math.floor(this.#countedRows / SEGMENT_ROWS);
      const counted = await this.#queries.countSegments(
        this.filter,
        SEGMENT_ROWS,
        segment * SEGMENT_ROWS,
        rows,
      );
      this.#counts[segment] = 0;
      for (const [index, count] of counted) this.#counts[index] = count;
      this.#total = this.#counts.reduce((sum, count) => sum + (count ?? 0), 0);
      this.#countedRows = rows;
    }
    return this.#total;
  }

  /** Rows passing before row `row`, of those counted. */
  async before(row: number): Promise<number> {
    const segment = Math.floor(row / SEGMENT_ROWS);
    const start = segment * SEGMENT_ROWS;
    const whole = this.#counts.slice(0, segment).reduce((sum, count) => sum + (count ?? 0), 0);
    if (row === start) return whole;
    const part = await this.#queries.countSegments(this.filter, SEGMENT_ROWS, start, row);
    return whole + (part[0]?.[1] ?? 0);
  }

  /** Where to start so that the `offset`th passing row comes after `skip` of them. */
  locate(offset: number): { from: number; skip: number } {
    let before = 0;
    for (let segment = 0; segment < this.#counts.length; segment++) {
      const count = this.#counts[segment] ?? 0;
      if (before + count > offset) return { from: segment * SEGMENT_ROWS, skip: offset - before };
      before += count;
    }
    return { from: this.#countedRows, skip: 0 };
  }
}

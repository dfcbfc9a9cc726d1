// How many of the rows that pass lie in each bin of a sort key, kept up to date by counting new rows only.

import type { DuckDBConnection } from '@duckdb/node-api';
import { firstIndex } from '../contract/first-index.ts';
import type { Part } from './filter-sql.ts';
import { GROUP_ROWS } from './schema.ts';
import type { SortKey } from './sort-key.ts';
import { Binding, query } from './sql.ts';

/** Rows counted at a time: between two slices others get their turn. */
const SLICE_ROWS = 32 * GROUP_ROWS;

/** Bins whose rows are equal to sort by: of a number one, of a text those with that text. */
export interface Bin {
  place: number | string;
  ids: number[];
  count: number;
}

/** The bins in order, as of the first `rows` rows. Does not change. */
export class Arrangement {
  readonly rows: number;
  readonly bins: readonly Readonly<Bin>[];
  /** Rows before each bin. */
  readonly starts: readonly number[];
  /** Rows that pass. */
  readonly count: number;
  #descending: boolean;

  constructor(rows: number, bins: Bin[], descending: boolean) {
    this.rows = rows;
    this.bins = bins;
    this.#descending = descending;
    let count = 0;
    this.starts = bins.map((bin) => {
      count += bin.count;
      return count - bin.count;
    });
    this.count = count;
  }

  /** Index of the bin in which the row at this place lies. */
  holding(place: number): number {
    return firstIndex(this.bins.length, (index) => (this.starts[index] ?? 0) > place) - 1;
  }

  /** Index of the first bin that does not come before `place`. */
  indexOf(place: number | string): number {
    return firstIndex(this.bins.length, (index) => {
      const at = this.bins[index]?.place ?? 0;
      return this.#descending ? at <= place : at >= place;
    });
  }
}

export class SortBins {
  readonly key: SortKey;
  #connection: DuckDBConnection;
  #passing: Part;
  #descending: boolean;
  /** Rows by bin. */
  #counts = new Map<number, number>();
  /** Rows that are counted in it. */
  #counted = 0;
  #arranged: Arrangement;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: DuckDBConnection, passing: Part, key: SortKey, descending: boolean) {
    this.#connection = connection;
    this.#passing = passing;
    this.key = key;
    this.#descending = descending;
    this.#arranged = new Arrangement(0, [], descending);
  }

  /** Rows counted so far. */
  get rows(): number {
    return this.#arranged.rows;
  }

  get size(): number {
    return this.#arranged.bins.length;
  }

  /** As of `rows` rows, or of fewer where counting lasts until `until`, a time of performance.now. */
  arranged(rows: number, until = Number.POSITIVE_INFINITY): Promise<Arrangement> {
    const run = this.#last.then(() => this.#extend(rows, until));
    this.#last = run.catch(() => {});
    return run;
  }

  async #extend(rows: number, until: number): Promise<Arrangement> {
    if (this.rows >= rows) return this.#arranged;
    do {
      // What was counted stays counted, whatever becomes of the next slice.
      const to = Math.min(rows, this.#counted + SLICE_ROWS);
      for (const [bin, count] of await this.#count(this.#counted, to)) {
        this.#counts.set(bin, (this.#counts.get(bin) ?? 0) + count);
      }
      this.#counted = to;
    } while (this.#counted < rows && performance.now() < until);
    this.#arranged = new Arrangement(this.#counted, this.#bins(), this.#descending);
    return this.#arranged;
  }

  async #count(from: number, to: number): Promise<[number, number][]> {
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT ${this.key.bin}, count(*) FROM events e
       WHERE e.rowid >= ${values.add(from)} AND e.rowid < ${values.add(to)} AND ${this.#passing(values)}
       GROUP BY 1`,
      values,
    );
    return rows.map(([bin, count]) => [Number(bin), Number(count)]);
  }

  #bins(): Bin[] {
    const bins = new Map<number | string, Bin>();
    for (const [id, count] of this.#counts) {
      const place = this.key.place(id);
      const bin = bins.get(place);
      if (bin === undefined) {
        bins.set(place, { place, ids: [id], count });
      } else {
        bin.ids.push(id);
        bin.count += count;
      }
    }
    const way = this.#descending ? -1 : 1;
    return [...bins.values()].sort((a, b) => (a.place < b.place ? -way : way));
  }
}

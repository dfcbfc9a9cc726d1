// Where a line between rows stands that tells of a moment: the row it stands before, and the place of that row among
// those that pass a filter. Both never change once they are known, and are kept. Knows no SQL.

import type { Filter } from '../contract/filter.ts';
import { passesAll } from '../contract/filter.ts';
import type { Queries } from './queries.ts';
import { Recent } from './recent.ts';

export class LinePlaces {
  #queries: Queries;
  #moments: Moments;
  #places: Recent<Filter, Places>;

  constructor(queries: Queries) {
    this.#queries = queries;
    this.#moments = new Moments(queries);
    this.#places = new Recent((filter) => new Places(filter, queries));
  }

  /** The capture was cleared. */
  clear(): void {
    this.#moments = new Moments(this.#queries);
    this.#places.clear();
  }

  /** How many rows that pass lie before each of these times, which rise: nanoseconds since 1970 UTC. */
  async of(filter: Filter, times: readonly bigint[], stored: number): Promise<number[]> {
    const rows = await this.rows(times, stored);
    const wanted = [...new Set(rows)];
    const places = await this.places(filter, wanted);
    return rows.map((row) => places[wanted.indexOf(row)] ?? 0);
  }

  /** The row, of the first `stored`, before which each of these times was. */
  rows(times: readonly bigint[], stored: number): Promise<number[]> {
    return this.#moments.rows(times, stored);
  }

  /** How many rows that pass lie before each of these rows, which rise. */
  places(filter: Filter, rows: readonly number[]): Promise<number[]> {
    return this.#places.of(filter).before(rows);
  }
}

/** Before which row a moment was: the first that returned after it. */
class Moments {
  #queries: Queries;
  #known = new Map<bigint, number>();
  /** The latest of which it is known, and its row. */
  #last = { time: 0n, row: 0 };
  #turn: Promise<unknown> = Promise.resolve();

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  /** Of each of these times, among the first `stored` rows. */
  rows(times: readonly bigint[], stored: number): Promise<number[]> {
    const run = this.#turn.then(() => this.#rows(times, stored));
    this.#turn = run.catch(() => {});
    return run;
  }

  async #rows(times: readonly bigint[], stored: number): Promise<number[]> {
    const fresh = [...new Set(times.filter((time) => !this.#known.has(time)))].sort((a, b) =>
      a < b ? -1 : 1,
    );
    const [first] = fresh;
    const found = new Map<bigint, number>();
    if (first !== undefined) {
      if (first < this.#last.time) this.#last = { time: 0n, row: 0 };
      let { row } = this.#last;
      // What returned at the very moment was before.
      const bounds = fresh.map((time) => time + 1n);
      const counts = await this.#queries.laterRows.countReturned(row, stored, bounds);
      for (const [index, time] of fresh.entries()) {
        row += counts[index] ?? 0;
        found.set(time, row);
        // Else more may come that returned before.
        if (row >= stored) continue;
        this.#known.set(time, row);
        this.#last = { time, row };
      }
    }
    return times.map((time) => this.#known.get(time) ?? found.get(time) ?? stored);
  }
}

/** How many rows that pass lie before a row: in order of arrival, that never changes. */
class Places {
  #filter: Filter;
  #queries: Queries;
  #known = new Map<number, number>();
  /** The last row of which it is known. */
  #last = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(filter: Filter, queries: Queries) {
    this.#filter = filter;
    this.#queries = queries;
  }

  /** Of each of these rows, which rise. */
  before(rows: readonly number[]): Promise<number[]> {
    const run = this.#turn.then(() => this.#before(rows));
    this.#turn = run.catch(() => {});
    return run;
  }

  async #before(rows: readonly number[]): Promise<number[]> {
    if (passesAll(this.#filter)) return [...rows];
    const fresh = rows.filter((row) => !this.#known.has(row));
    const [first] = fresh;
    if (first !== undefined) {
      if (first < this.#last) return this.#anew(rows);
      let place = this.#known.get(this.#last) ?? 0;
      const counts = await this.#queries.laterRows.countBetween(this.#filter, this.#last, fresh);
      for (const [index, row] of fresh.entries()) {
        place += counts[index] ?? 0;
        this.#known.set(row, place);
      }
      this.#last = fresh.at(-1) ?? this.#last;
    }
    return rows.map((row) => this.#known.get(row) ?? 0);
  }

  #anew(rows: readonly number[]): Promise<number[]> {
    this.#known.clear();
    this.#last = 0;
    return this.#before(rows);
  }
}

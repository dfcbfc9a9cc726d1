// What a table shows: pages of the rows that pass a filter in an order, and the next of them that is also what one
// looks for.

import type { Found, Page, RowOrder } from '../contract/capture.ts';
import { type Filter, passesAll } from '../contract/filter.ts';
import type { Args } from '../contract/requests.ts';
import { Matches } from './matches.ts';
import type { Places } from './places.ts';
import { Recent } from './recent.ts';
import type { Rows } from './rows.ts';
import type { Sorted } from './sorted.ts';

/** A window has one order at a time, and looks for something in it. */
const ORDERS_KEPT = 4;
/** More bins than these were made for a shorter time, and are made anew. */
const MOST_BINS = 2 ** 16;
/** A page is answered after this, with what was looked at so far. */
const LOOKING_MS = 100;
/** The same of the last rows, of which there are none before all were looked at. */
const LOOKING_FOR_LAST_MS = 400;

interface Asked {
  filter: Filter;
  order: RowOrder;
  /** Set for one who holds still while others go on. */
  of: number | null;
}

export class Shown {
  #rows: Rows;
  #matches: Recent<Filter, Matches>;
  #sorted: Recent<Asked, Sorted>;

  constructor(rows: Rows) {
    this.#rows = rows;
    this.#matches = new Recent((filter) => new Matches(filter, rows));
    this.#sorted = new Recent(({ filter, order }) => rows.sorted(filter, order), ORDERS_KEPT);
  }

  /** The capture was cleared. */
  clear(): void {
    this.#matches.clear();
    this.#sorted.clear();
  }

  /** `stored`: rows in the capture. */
  async page({ filter, order, offset, limit, of }: Args<'page'>, stored: number): Promise<Page> {
    const total = Math.min(stored, of ?? stored);
    // Who asks for no row asks how many there are.
    const wanted = limit === 0 ? null : order;
    const looking = offset === null ? LOOKING_FOR_LAST_MS : LOOKING_MS;
    const until = limit === 0 ? undefined : performance.now() + looking;
    const places = await this.#places(filter, wanted, total, until);
    const first = offset ?? Math.max(0, places.count - limit);
    // Of rows half of which are not sorted yet none has a place, and nobody knows yet which is the last.
    const none = (wanted !== null || offset === null) && places.rows < total;
    const rows = none || limit === 0 ? [] : await places.page(first, limit);
    return { matched: places.count, counted: places.rows, total, offset: first, rows };
  }

  async find(args: Args<'find'>, stored: number): Promise<Found | null> {
    const { filter, order, find, from, backward } = args;
    const total = Math.min(stored, args.of ?? stored);
    const all = await this.#places(filter, order, total);
    const wanted = await this.#places({ op: 'and', of: [filter, find] }, order, total);
    if (wanted.count === 0) return null;
    const before = from >= all.count ? wanted.count : await wanted.before(await all.rowAt(from));
    const next = backward ? before - 1 : before;
    const nth = (next + wanted.count) % wanted.count;
    const row = await wanted.rowAt(nth);
    return { row, place: await all.before(row), nth, of: wanted.count, wrapped: nth !== next };
  }

  async #places(filter: Filter, order: RowOrder | null, rows: number, until?: number): Promise<Places> {
    if (order === null) {
      if (passesAll(filter)) return everything(this.#rows, filter, rows);
      return this.#matches.of(filter).places(rows, until);
    }
    const latest = { filter, order, of: null };
    let sorted = this.#sorted.of(latest);
    if (sorted.rows > rows) sorted = this.#sorted.of({ ...latest, of: rows });
    const places = await sorted.places(rows, until);
    if (order.field === 'time' && sorted.bins > MOST_BINS) this.#sorted.drop(latest);
    return places;
  }
}

/** With no filter and in order of arrival, a row's number is its place. */
function everything(rows: Rows, filter: Filter, count: number): Places {
  return {
    rows: count,
    count,
    page: (offset, limit) => rows.page(filter, offset, 0, Math.max(0, Math.min(limit, count - offset))),
    rowAt: async (place) => place,
    before: async (row) => row,
  };
}

// The next row, among those that pass a filter, that is also what one looks for. Counts segments once and then
// looks into single ones.

import type { Args, Found } from '../contract/capture.ts';
import { type Filter, passesAll } from '../contract/filter.ts';
import type { Matches } from './matches.ts';
import type { Queries } from './queries.ts';
import type { Recent } from './recent.ts';

export class Finder {
  #queries: Queries;
  #matches: Recent<Filter, Matches>;

  constructor(queries: Queries, matches: Recent<Filter, Matches>) {
    this.#queries = queries;
    this.#matches = matches;
  }

  /** Among the first `total` rows of the capture; null: there is none. */
  async find({ filter, find, from, backward }: Args<'find'>, total: number): Promise<Found | null> {
    const all = this.#matches.of(filter);
    const wanted = this.#matches.of({ op: 'and', of: [filter, find] });
    const shown = passesAll(filter) ? total : await all.count(total);
    const of = await wanted.count(total);
    if (of === 0) return null;
    const before = await wanted.before(from >= shown ? total : await this.#rowAt(all, from));
    const next = backward ? before - 1 : before;
    const nth = (next + of) % of;
    const found = await this.#rowAt(wanted, nth);
    const place = passesAll(filter) ? found : await all.before(found);
    return { row: found, place, nth, of, wrapped: nth !== next };
  }

  async #rowAt(matches: Matches, place: number): Promise<number> {
    if (passesAll(matches.filter)) return place;
    const { from, skip } = matches.locate(place);
    return (await this.#queries.rowAt(matches.filter, from, skip)) ?? from;
  }
}

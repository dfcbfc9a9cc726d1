// Where in the table reads were lost: the spans of loss as lines between the rows that pass a filter. Knows no SQL.

import type { LostLine, LostSpan } from '../contract/capture.ts';
import type { Filter } from '../contract/filter.ts';
import { passesAll } from '../contract/filter.ts';
import { wouldPass } from './lost-filter.ts';
import type { Queries } from './queries.ts';
import { Recent } from './recent.ts';

/** More lines than these become fewer. */
const MOST_LINES = 400;

interface Told {
  span: LostSpan;
  passes: boolean | null;
}

export class LostLines {
  #queries: Queries;
  #ends: Ends;
  #places: Recent<Filter, Places>;

  constructor(queries: Queries) {
    this.#queries = queries;
    this.#ends = new Ends(queries);
    this.#places = new Recent((filter) => new Places(filter, queries));
  }

  /** The capture was cleared. */
  clear(): void {
    this.#ends = new Ends(this.#queries);
    this.#places.clear();
  }

  /** See the request `lostLines`. `stored`: rows in the capture. */
  async of(filter: Filter, stored: number): Promise<LostLine[]> {
    const spans = this.#queries.lost().filter(({ reads }) => reads > 0);
    const groups = together(spans);
    const rows = await this.#ends.rows(
      groups.map((group) => group.reduce((end, { to }) => (BigInt(to) > end ? BigInt(to) : end), 0n)),
      stored,
    );
    const byRow = new Map<number, Told[]>();
    for (const [index, group] of groups.entries()) {
      const told = group
        .map((span) => ({ span, passes: wouldPass(filter, span) }))
        .filter(({ passes }) => passes !== false);
      const row = rows[index] ?? stored;
      if (told.length > 0) byRow.set(row, [...(byRow.get(row) ?? []), ...told]);
    }
    const wanted = [...byRow.keys()].sort((a, b) => a - b);
    const places = await this.#places.of(filter).before(wanted);
    const byPlace = new Map<number, Told[]>();
    for (const [index, row] of wanted.entries()) {
      const place = places[index] ?? 0;
      byPlace.set(place, [...(byPlace.get(place) ?? []), ...(byRow.get(row) ?? [])]);
    }
    return [...byPlace].map(([place, told]) => lineOf(place, told));
  }
}

/**
 * Before which row a loss ended: the first that returned after it. It was told before or after rows that the ring
 * held meanwhile, so the row that had arrived by then is not the one.
 */
class Ends {
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

/** Spans that share a line: those told of at once, and where there are very many, soon after one another. */
function together(spans: readonly LostSpan[]): LostSpan[][] {
  for (let width = 1; ; width *= 2) {
    const groups = new Map<number, LostSpan[]>();
    for (const span of spans) {
      const key = Math.floor(span.row / width);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [span]);
      else group.push(span);
    }
    if (groups.size <= MOST_LINES) return [...groups.values()];
  }
}

function lineOf(place: number, told: readonly Told[]): LostLine {
  const spans = told.map(({ span }) => span);
  const readsOf = (those: readonly LostSpan[]) => those.reduce((sum, { reads }) => sum + reads, 0);
  const all = readsOf(spans);
  const reads = readsOf(told.filter(({ passes }) => passes === true).map(({ span }) => span));
  const byPid = new Map<number, LostLine['most']>();
  for (const { pid, process, reads } of spans) {
    const known = byPid.get(pid);
    byPid.set(pid, { pid, process: process || (known?.process ?? ''), reads: reads + (known?.reads ?? 0) });
  }
  const [most = { pid: 0, process: '', reads: 0 }] = [...byPid.values()].sort((a, b) => b.reads - a.reads);
  const times = spans.flatMap(({ from, to }) => [BigInt(from), BigInt(to)]).sort((a, b) => (a < b ? -1 : 1));
  return {
    place,
    from: String(times[0] ?? 0),
    to: String(times.at(-1) ?? 0),
    reads,
    perhaps: all - reads,
    slotless: spans.reduce((sum, { slotless }) => sum + slotless, 0),
    most,
  };
}

// The rows that pass a filter, sorted by a column, without a list of them: how many lie in each bin of values says in
// which bins a place is, and only the rows of these are sorted. Memory does not grow with the capture, and rows that
// come are counted and no more.

import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { RowOrder } from '../contract/capture.ts';
import type { ReadRow } from '../contract/read.ts';
import type { Part } from './filter-sql.ts';
import type { Places } from './places.ts';
import { type Arrangement, type Bin, SortBins } from './sort-bins.ts';
import type { SortKey } from './sort-key.ts';
import { Binding, query } from './sql.ts';

/** Bins of fewer rows together are sorted in one go. */
const TOGETHER = 2_000;
/** A bin of more rows than these is divided further. */
const MOST_SORTED = 50_000;

/** Reads the rows that what follows FROM in a query says. */
export type RowReader = (sql: string, values: Binding) => Promise<ReadRow[]>;

export class Sorted {
  #connection: DuckDBConnection;
  #read: RowReader;
  #passing: Part;
  #descending: boolean;
  #bins: SortBins;
  /** By the number of a bin that is divided. */
  #inner = new Map<number, Sorted>();

  /** `passing` lets the rows pass that are sorted. */
  constructor(
    connection: DuckDBConnection,
    read: RowReader,
    passing: Part,
    key: SortKey,
    { descending }: Pick<RowOrder, 'descending'>,
  ) {
    this.#connection = connection;
    this.#read = read;
    this.#passing = passing;
    this.#descending = descending;
    this.#bins = new SortBins(connection, passing, key, descending);
  }

  /** Rows of the capture that were looked at. */
  get rows(): number {
    return this.#bins.rows;
  }

  get bins(): number {
    return this.#bins.size;
  }

  /** As of the first `rows` rows, no fewer than ever before, or of fewer where counting lasts until `until`. */
  async places(rows: number, until?: number): Promise<Places> {
    const arrangement = await this.#bins.arranged(rows, until);
    return {
      rows: arrangement.rows,
      count: arrangement.count,
      page: (offset, limit) => this.#page(arrangement, offset, limit),
      rowAt: async (place) => (await this.#page(arrangement, place, 1))[0]?.row ?? 0,
      before: (row) => this.#before(arrangement, row),
    };
  }

  async #page(arrangement: Arrangement, offset: number, limit: number): Promise<ReadRow[]> {
    const { bins, starts, count, rows } = arrangement;
    const end = Math.min(count, offset + limit);
    const found: ReadRow[] = [];
    let index = arrangement.holding(offset);
    for (let place = offset; place < end; ) {
      const next = this.#together(arrangement, index, end);
      const run = bins.slice(index, next);
      const skip = place - (starts[index] ?? 0);
      const runEnd = starts[next] ?? count;
      const take = Math.min(end, runEnd) - place;
      const inner = this.#within(run, rows);
      found.push(
        ...(inner === null
          ? await this.#rows(run, rows, skip, take)
          : await (await inner.places(rows)).page(skip, take)),
      );
      place += take;
      index = next;
    }
    return found;
  }

  async #before(arrangement: Arrangement, row: number): Promise<number> {
    const { key } = this.#bins;
    const of = new Binding();
    const [found] = await query(
      this.#connection,
      `SELECT ${key.bin}, ${key.value?.sql ?? 'NULL'} FROM events e WHERE e.rowid = ${of.add(row)}`,
      of,
    );
    const [bin, value] = found ?? [];
    const place = key.place(Number(bin));
    const index = arrangement.indexOf(place);
    const start = arrangement.starts[index] ?? arrangement.count;
    const same = arrangement.bins[index];
    if (same === undefined || same.place !== place) return start;
    const values = new Binding();
    const conditions = this.#conditions(same.ids, arrangement.rows, values);
    const earlier = `e.rowid < ${values.add(row)}`;
    const isBefore = key.value === null ? earlier : this.#sooner(key.value, value, earlier, values);
    const [counted] = await query(
      this.#connection,
      `SELECT count(*) FROM events e WHERE ${conditions} AND ${isBefore}`,
      values,
    );
    return start + Number(counted?.[0] ?? 0);
  }

  /** Whether a row comes before one of this value, which `earlier` ones of the same value do. */
  #sooner(
    { sql, type }: { sql: string; type: DuckDBType },
    value: DuckDBValue | undefined,
    earlier: string,
    values: Binding,
  ): string {
    const bound = values.typed(BigInt(String(value)), type);
    return `(${sql} ${this.#descending ? '>' : '<'} ${bound} OR (${sql} = ${bound} AND ${earlier}))`;
  }

  /** Index behind the bins from `index` on that are read in one go for rows before place `end`. */
  #together({ bins, starts }: Arrangement, index: number, end: number): number {
    let next = index + 1;
    let count = bins[index]?.count ?? 0;
    while (next < bins.length && (starts[next] ?? end) < end) {
      count += bins[next]?.count ?? 0;
      if (count > TOGETHER) break;
      next++;
    }
    return next;
  }

  /** The rows of a bin, where they are too many to be sorted each time. */
  #within([bin, ...others]: readonly Readonly<Bin>[], rows: number): Sorted | null {
    const [id] = bin?.ids ?? [];
    if (bin === undefined || id === undefined || others.length > 0 || bin.count <= MOST_SORTED) return null;
    const key = this.#bins.key.within(id);
    if (key === null) return null;
    const known = this.#inner.get(id);
    if (known !== undefined && known.rows <= rows) return known;
    const among = this.#bins.key.among([id]);
    const passing: Part = (binding) => `${this.#passing(binding)} AND ${among(binding)}`;
    const order = { descending: this.#descending };
    const inner = new Sorted(this.#connection, this.#read, passing, key, order);
    // Else it is of the past, for one who asks late.
    if (known === undefined) this.#inner.set(id, inner);
    return inner;
  }

  async #rows(run: readonly Readonly<Bin>[], rows: number, skip: number, take: number): Promise<ReadRow[]> {
    const { key } = this.#bins;
    const ids = run.flatMap((bin) => bin.ids);
    const [only = 0] = ids;
    if (run.length === 1 && (key.value === null || key.within(only) === null)) {
      return this.#equal(ids, rows, skip, take);
    }
    const values = new Binding();
    const conditions = this.#conditions(ids, rows, values);
    if (key.value === null) {
      // The database knows ids: their texts are sorted here.
      const all = await this.#read(`WHERE ${conditions}`, values);
      const nth = new Map(run.map(({ place }, index) => [place, index]));
      const at = (row: ReadRow) => nth.get(key.shown(row)) ?? 0;
      return all.sort((a, b) => at(a) - at(b) || a.row - b.row).slice(skip, skip + take);
    }
    const way = this.#descending ? 'DESC' : 'ASC';
    const limits = `LIMIT ${values.add(take)} OFFSET ${values.add(skip)}`;
    return this.#read(`WHERE ${conditions} ORDER BY ${key.value.sql} ${way}, e.rowid ${limits}`, values);
  }

  /** Rows that are in order of arrival. Those passed over are not read: there may be millions. */
  async #equal(ids: readonly number[], rows: number, skip: number, take: number): Promise<ReadRow[]> {
    let from = 0;
    if (skip > 0) {
      const over = new Binding();
      const [first] = await query(
        this.#connection,
        `SELECT e.rowid FROM events e WHERE ${this.#conditions(ids, rows, over)} LIMIT 1 OFFSET ${over.add(skip)}`,
        over,
      );
      from = Number(first?.[0] ?? rows);
    }
    const values = new Binding();
    const conditions = this.#conditions(ids, rows, values);
    return this.#read(
      `WHERE e.rowid >= ${values.add(from)} AND ${conditions} LIMIT ${values.add(take)}`,
      values,
    );
  }

  #conditions(ids: readonly number[], rows: number, values: Binding): string {
    const among = this.#bins.key.among(ids);
    return `e.rowid < ${values.add(rows)} AND ${this.#passing(values)} AND ${among(values)}`;
  }
}

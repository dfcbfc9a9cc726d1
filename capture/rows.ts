// Single rows of a capture, in SQL: those that pass a filter, in order of arrival or sorted. Has a connection of its
// own, so that the table does not wait for the panels.

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { RowOrder } from '../contract/capture.ts';
import { type Bounds, type Filter, passesAll, timeOf } from '../contract/filter.ts';
import type { ReadRow } from '../contract/read.ts';
import { SYSCALLS } from '../contract/read.ts';
import { errorName } from './errno.ts';
import type { FilterSql } from './filter-sql.ts';
import type { Met } from './intake.ts';
import { isWithin, type Range } from './row-range.ts';
import { GROUP_ROWS } from './schema.ts';
import { sortKey } from './sort-key.ts';
import { Sorted } from './sorted.ts';
import { Binding, query } from './sql.ts';
import type { Span } from './times.ts';

/** What `#row` takes. */
const EVENT =
  'e.rowid, e.time, e.pid, e.tid, e.comm, e.process, e.call, e.fd, e.file, e."offset", e.count, e.ret, e.latency_ns';

export class Rows {
  #connection: DuckDBConnection;
  #met: Met;
  #conditionOf: (filter: Filter) => FilterSql;

  constructor(connection: DuckDBConnection, met: Met, conditionOf: (filter: Filter) => FilterSql) {
    this.#connection = connection;
    this.#met = met;
    this.#conditionOf = conditionOf;
  }

  /**
   * How many of the rows [from, to) pass, by row group, as [group, rows]; groups without one may be left out. Of time
   * alone most groups tell themselves.
   */
  async countGroups(filter: Filter, from: number, to: number): Promise<[number, number][]> {
    const time = timeOf(filter);
    const known = time !== null && passesAll(time.rest) ? time : null;
    const counts: [number, number][] = [];
    const unknown: Range[] = [];
    for (const rows of byGroup(from, to)) {
      const passing = known && howManyOf(this.#met.times.of(rows.from, rows.to), known);
      if (passing === 'all') counts.push([rows.from / GROUP_ROWS, rows.to - rows.from]);
      else if (passing !== 'none') extend(unknown, rows);
    }
    for (const rows of unknown) counts.push(...(await this.#countGroups(filter, rows)));
    return counts;
  }

  async #countGroups(filter: Filter, { from, to }: Range): Promise<[number, number][]> {
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT e.rowid // ${values.add(GROUP_ROWS)}, count(*) FROM events e
       WHERE ${this.#within(from, to, values)} AND ${this.#where(filter, values)}
       GROUP BY 1`,
      values,
    );
    return rows.map(([group, count]) => [Number(group), Number(count)]);
  }

  /** Rows that pass in [from, bounds[0]), then between each bound and the next; bounds rise. */
  countBetween(filter: Filter, from: number, bounds: readonly number[]): Promise<number[]> {
    return this.#countBelow('e.rowid', bounds, (values) => {
      return `${this.#within(from, bounds.at(-1) ?? from, values)} AND ${this.#where(filter, values)}`;
    });
  }

  /** Rows of [from, to) that had returned before the first of these times, then between each and the next. */
  countReturned(from: number, to: number, times: readonly bigint[]): Promise<number[]> {
    return this.#countBelow('(e.time + e.latency_ns::BIGINT)', times, (values) => {
      return this.#within(from, to, values);
    });
  }

  /** Rows of which `value` lies below the first bound, then between each and the next; bounds rise. */
  async #countBelow(
    value: string,
    bounds: readonly (number | bigint)[],
    where: (values: Binding) => string,
  ): Promise<number[]> {
    const values = new Binding();
    const names = bounds.map((bound) => values.add(bound));
    const rows = await query(
      this.#connection,
      `SELECT ${nthAbove(value, names, 0, names.length)}, count(*) FROM events e
       WHERE ${where(values)} GROUP BY 1`,
      values,
    );
    const counts = new Map(rows.map(([nth, count]) => [Number(nth), Number(count)]));
    return bounds.map((_, nth) => counts.get(nth) ?? 0);
  }

  /** The first `limit` rows that pass of [from, to), after passing over `skip` of them. */
  page(
    filter: Filter,
    from: number,
    skip: number,
    limit: number,
    to = Number.MAX_SAFE_INTEGER,
  ): Promise<ReadRow[]> {
    const values = new Binding();
    return this.#read(
      `WHERE ${this.#within(from, to, values)} AND ${this.#where(filter, values)}
       LIMIT ${values.add(limit)} OFFSET ${values.add(skip)}`,
      values,
    );
  }

  /** The row that passes after `skip` of them from row `from` on, or null. */
  async rowAt(filter: Filter, from: number, skip: number): Promise<number | null> {
    const values = new Binding();
    const [found] = await query(
      this.#connection,
      `SELECT e.rowid FROM events e WHERE e.rowid >= ${values.add(from)} AND ${this.#where(filter, values)}
       LIMIT 1 OFFSET ${values.add(skip)}`,
      values,
    );
    return found === undefined ? null : Number(found[0]);
  }

  /** Those that pass, sorted. Times are told apart as finely as those there are now call for. */
  sorted(filter: Filter, order: RowOrder): Sorted {
    const { first, last } = this.#met.times;
    return new Sorted(
      this.#connection,
      (sql, values) => this.#read(sql, values),
      (values) => this.#where(filter, values),
      sortKey(order.field, this.#met, { least: first ?? 0n, most: last ?? 0n }),
      order,
    );
  }

  /** `sql`: what follows FROM events e. */
  async #read(sql: string, values: Binding): Promise<ReadRow[]> {
    const rows = await query(this.#connection, `SELECT ${EVENT} FROM events e ${sql}`, values);
    return rows.map((row) => this.#row(row));
  }

  #within(from: number, to: number, values: Binding): string {
    return isWithin({ from, to }, this.#met.times, values);
  }

  #where(filter: Filter, values: Binding): string {
    return this.#conditionOf(filter).sql(values);
  }

  #row(values: DuckDBValue[]): ReadRow {
    const [row, time, pid, tid, comm, process, call, fd, file, offset, count, ret, latency] = values;
    const { names, processes, files } = this.#met;
    return {
      row: Number(row),
      time: String(time),
      pid: Number(pid),
      tid: Number(tid),
      comm: names.texts[Number(comm)] ?? '',
      process: processes.texts[Number(process)] ?? '',
      syscall: SYSCALLS[Number(call) - 1] ?? 'read',
      fd: Number(fd),
      kind: files.kinds[Number(file)] ?? 'unknown',
      path: files.texts[Number(file)] ?? '',
      offset: Number(offset),
      count: String(count),
      ret: Number(ret),
      error: errorName(Number(ret)),
      latency_ns: Number(latency),
    };
  }
}

/** SQL for the index of the first of bounds [first, end) that lies above a value; `end` where none does. */
function nthAbove(value: string, bounds: readonly string[], first: number, end: number): string {
  if (first === end) return String(first);
  const middle = (first + end) >> 1;
  const lower = nthAbove(value, bounds, first, middle);
  return `CASE WHEN ${value} < ${bounds[middle]} THEN ${lower} ELSE ${nthAbove(value, bounds, middle + 1, end)} END`;
}

/** Row by row group; `from` starts one. */
function byGroup(from: number, to: number): Range[] {
  return Array.from({ length: Math.ceil((to - from) / GROUP_ROWS) }, (_, nth) => {
    const start = from + nth * GROUP_ROWS;
    return { from: start, to: Math.min(start + GROUP_ROWS, to) };
  });
}

/** Of rows whose times lie in this span, as far as that tells. */
function howManyOf(span: Span | null, { from, to }: Bounds): 'all' | 'some' | 'none' {
  if (span === null) return 'some';
  if ((to !== null && span.first > to) || (from !== null && span.last < from)) return 'none';
  return (from === null || span.first >= from) && (to === null || span.last <= to) ? 'all' : 'some';
}

/** Ranges that follow each other become one. */
function extend(ranges: Range[], rows: Range): void {
  const last = ranges.at(-1);
  if (last?.to === rows.from) last.to = rows.to;
  else ranges.push({ ...rows });
}

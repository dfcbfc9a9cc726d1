// Questions about a capture, in SQL. Reads only; the store writes.

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { Seen, Series, Throughput } from '../contract/capture.ts';
import type { Findings } from '../contract/findings.ts';
import type { Filter, ReadRow } from '../contract/read.ts';
import { NO_FILTER, SYSCALLS } from '../contract/read.ts';
import { Analysis } from './analysis.ts';
import { bucketWidth } from './buckets.ts';
import { ReadDetails } from './details.ts';
import { errorName } from './errno.ts';
import { FilterSql } from './filter-sql.ts';
import { FindingsLog } from './findings.ts';
import type { Met } from './intake.ts';
import { Recent } from './recent.ts';
import { READS } from './schema.ts';
import { Binding, query } from './sql.ts';
import { Tally } from './tally.ts';

export class Queries {
  #connection: DuckDBConnection;
  #met: Met;
  #conditions: Recent<Filter, FilterSql>;
  #tally: Tally;
  #findings: FindingsLog;
  readonly analysis: Analysis;
  readonly details: ReadDetails;

  constructor(connection: DuckDBConnection, met: Met) {
    this.#connection = connection;
    this.#met = met;
    this.#conditions = new Recent((filter) => new FilterSql(filter, met));
    this.#tally = new Tally(connection, met);
    this.#findings = new FindingsLog(connection, met);
    this.analysis = new Analysis(connection, met, (filter) => this.#conditions.of(filter));
    this.details = new ReadDetails(connection, met, async (row) => {
      const [read] = await this.page(NO_FILTER, row, 0, 1);
      return read ?? null;
    });
  }

  /** The capture was cleared: what was worked out so far is of the past. */
  forget(): void {
    this.#conditions.clear();
    this.#tally = new Tally(this.#connection, this.#met);
    this.#findings = new FindingsLog(this.#connection, this.#met);
  }

  /** Rows that pass, as [segment, rows], in segments of `size` rows, over rows [from, to); `from` starts a segment. */
  async countSegments(filter: Filter, size: number, from: number, to: number): Promise<[number, number][]> {
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT e.rowid // ${values.add(size)} AS segment, count(*) FROM events e
       WHERE e.rowid >= ${values.add(from)} AND e.rowid < ${values.add(to)} AND ${this.#where(filter, values)}
       GROUP BY 1 ORDER BY 1`,
      values,
    );
    return rows.map(([segment, count]) => [Number(segment), Number(count)]);
  }

  /** The first `limit` rows that pass from row `from` on, after passing over `skip` of them. */
  async page(filter: Filter, from: number, skip: number, limit: number): Promise<ReadRow[]> {
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT e.rowid, e.time, e.pid, e.tid, e.comm, e.process, e.call, e.fd, e.file, e."offset", e.count, e.ret,
         e.latency_ns
       FROM events e WHERE e.rowid >= ${values.add(from)} AND ${this.#where(filter, values)}
       LIMIT ${values.add(limit)} OFFSET ${values.add(skip)}`,
      values,
    );
    return rows.map((row) => this.#row(row));
  }

  /** At most `buckets` buckets over the whole capture; see Throughput. No series where no row passes. */
  async throughput(filter: Filter, buckets: number, series: number): Promise<Throughput> {
    const [range] = await query(this.#connection, 'SELECT min(time), max(time) FROM events');
    const [first, last] = range ?? [];
    if (typeof first !== 'bigint' || typeof last !== 'bigint')
      return { from: '0', width_ns: 1e9, series: [] };
    const width = bucketWidth(Number(last - first), buckets);
    const from = first - (first % BigInt(width));
    const values = new Binding();
    const cells = await query(
      this.#connection,
      `SELECT e.pid, (e.time - ${values.add(from)}) // ${values.add(width)},
         sum(greatest(e.ret, 0))::DOUBLE, count(*)::DOUBLE
       FROM events e WHERE ${this.#where(filter, values)} GROUP BY ALL`,
      values,
    );
    const length = Number((last - from) / BigInt(width)) + 1;
    const grouped = toSeries(cells, length, series);
    const names = await this.#processNames(grouped.map(({ pid }) => pid));
    for (const one of grouped) one.comm = names.get(one.pid) ?? '';
    return { from: String(from), width_ns: width, series: grouped };
  }

  /** What is there to filter by; see Seen. */
  seen(): Promise<Seen> {
    return this.#tally.seen();
  }

  /** Where reads are wasted. */
  async findings(): Promise<Findings> {
    const asked = this.#findings;
    const found = await asked.findings();
    // Of rows that were cleared meanwhile there is nothing to say.
    return asked === this.#findings ? found : this.findings();
  }

  /** `line`, an SQL text over the columns of the view `reads`, for each row of [from, to) that passes. */
  async lines(line: string, filter: Filter, from: number, to: number): Promise<string[]> {
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT ${line} FROM (${READS} WHERE e.rowid >= ${values.add(from)} AND e.rowid < ${values.add(to)}
       AND ${this.#where(filter, values)}) ORDER BY row`,
      values,
    );
    return rows.map(([text]) => String(text));
  }

  #where(filter: Filter, values: Binding): string {
    return this.#conditions.of(filter).sql(values);
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

  /** The newest name of each process; where none is known, that of its main thread or else of any. */
  async #processNames(pids: number[]): Promise<Map<number, string>> {
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT pid, max(process), arg_max(comm, (tid = pid)::INTEGER) FROM events
       WHERE pid IN ${values.list(pids)} GROUP BY 1`,
      values,
    );
    const { names, processes } = this.#met;
    return new Map(
      rows.map(([pid, process, comm]) => [
        Number(pid),
        processes.texts[Number(process)] || (names.texts[Number(comm)] ?? ''),
      ]),
    );
  }
}

/** Cells of [pid, bucket, bytes, reads] as series: the `most` busiest by bytes, then the rest as one. */
function toSeries(cells: DuckDBValue[][], length: number, most: number): Series[] {
  const totals = new Map<number, number>();
  for (const [pid, , bytes] of cells) totals.set(Number(pid), (totals.get(Number(pid)) ?? 0) + Number(bytes));
  const busiest = [...totals].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most);
  const series = busiest.map(([pid]) => emptySeries(pid, length));
  const byPid = new Map(series.map((one) => [one.pid, one]));
  const rest = emptySeries(0, length);
  for (const [pid, bucket, bytes, reads] of cells) {
    const target = byPid.get(Number(pid)) ?? rest;
    const at = Number(bucket);
    target.bytes[at] = (target.bytes[at] ?? 0) + Number(bytes);
    target.reads[at] = (target.reads[at] ?? 0) + Number(reads);
  }
  return totals.size > most ? [...series, rest] : series;
}

function emptySeries(pid: number, length: number): Series {
  return {
    pid,
    comm: '',
    bytes: new Array<number>(length).fill(0),
    reads: new Array<number>(length).fill(0),
  };
}

// Questions about a capture, in SQL. Reads only; the store writes.

import type { DuckDBConnection } from '@duckdb/node-api';
import type { TimeRange } from '../contract/analysis.ts';
import type { LostSpan, Seen, SeenValue, Series, Throughput, ValueField } from '../contract/capture.ts';
import type { Filter } from '../contract/filter.ts';
import { NO_FILTER } from '../contract/filter.ts';
import type { Findings } from '../contract/findings.ts';
import type { ProcessNews, ThreadInfo } from '../contract/processes.ts';
import { Analysis } from './analysis.ts';
import { Axes, inTime } from './axis.ts';
import { ReadDetails } from './details.ts';
import { FilterSql } from './filter-sql.ts';
import { FindingsLog } from './findings.ts';
import type { Stored } from './intake.ts';
import type { LostSpans } from './lost-spans.ts';
import { LostView } from './lost-view.ts';
import { BYTES, Passing } from './passing.ts';
import { ProcessTally } from './process-tally.ts';
import { Recent } from './recent.ts';
import { isWithin } from './row-range.ts';
import { Rows } from './rows.ts';
import { READS } from './schema.ts';
import { toSeries } from './series.ts';
import { Binding, query } from './sql.ts';
import { Tally } from './tally.ts';
import { ThreadTally } from './thread-tally.ts';
import { CellsOfFilters } from './time-cells.ts';
import { Values } from './values.ts';

export class Queries {
  #connection: DuckDBConnection;
  #met: Stored;
  #conditions: Recent<Filter, FilterSql>;
  #throughput: CellsOfFilters;
  #tally: Tally;
  #lost: LostView;
  #axes: Axes;
  #values: Values;
  #processes: ProcessTally;
  #threads: Recent<string, ThreadTally>;
  #findings: FindingsLog;
  readonly analysis: Analysis;
  readonly details: ReadDetails;
  readonly rows: Rows;
  /** The same for who can wait. */
  readonly laterRows: Rows;

  /** `single`: another connection, for single rows. */
  constructor(connection: DuckDBConnection, single: DuckDBConnection, met: Stored & { lost: LostSpans }) {
    this.#connection = connection;
    this.#met = met;
    this.#lost = new LostView(met);
    this.#axes = new Axes(met.times, this.#lost);
    this.#conditions = new Recent((filter) => new FilterSql(filter, met));
    const conditions = (filter: Filter) => this.#conditions.of(filter);
    this.rows = new Rows(single, met, conditions);
    this.laterRows = new Rows(connection, met, conditions);
    const passing = (filter: Filter) => new Passing(connection, conditions(filter), met);
    const sums = [`sum(${BYTES})::DOUBLE`, 'count(*)::DOUBLE'];
    this.#throughput = new CellsOfFilters(passing, { key: 'e.pid', sums });
    this.#tally = new Tally(connection, met);
    this.#values = new Values(connection, met);
    // A capture process that takes the place of one that died tells greater versions than that did.
    this.#processes = new ProcessTally(connection, met, Date.now());
    this.#threads = new Recent(() => new ThreadTally(connection, met));
    this.#findings = new FindingsLog(connection, met);
    this.analysis = new Analysis(met, { axes: this.#axes, lost: this.#lost }, passing);
    this.details = new ReadDetails(connection, met, async (row) => {
      const [read] = await this.rows.page(NO_FILTER, row, 0, 1);
      return read ?? null;
    });
  }

  /** The capture was cleared: what was worked out so far is of the past. */
  forget(): void {
    this.#conditions.clear();
    this.#throughput.clear();
    this.analysis.forget();
    this.#tally = new Tally(this.#connection, this.#met);
    this.#values = new Values(this.#connection, this.#met);
    this.#processes = new ProcessTally(this.#connection, this.#met, this.#processes.version + 1);
    this.#threads.clear();
    this.#findings = new FindingsLog(this.#connection, this.#met);
  }

  /** At most `buckets` buckets over the range or the whole capture; see Throughput. No series where no row passes. */
  async throughput(
    filter: Filter,
    buckets: number,
    series: number,
    range: TimeRange | null = null,
  ): Promise<Throughput> {
    const looked = await this.#axes.over(buckets, range, (axis) =>
      this.#throughput.of(range === null ? filter : inTime(filter, axis), axis.width),
    );
    if (looked === null) return { from: '0', width_ns: 1e9, series: [], lost_perhaps: 0 };
    const { axis, found } = looked;
    const before = Number(axis.from / BigInt(axis.width));
    const cells = found.map(({ bucket, key, sums: [bytes = 0, reads = 0] }) => {
      return { pid: key, bucket: bucket - before, bytes, reads, lost: false };
    });
    const lost = this.#lost.on(axis, filter);
    const grouped = toSeries([...cells, ...lost.cells], axis.length, series);
    await this.#name(grouped);
    return { from: String(axis.from), width_ns: axis.width, series: grouped, lost_perhaps: lost.perhaps };
  }

  /** See LostSpan. */
  lost(): LostSpan[] {
    return this.#lost.all();
  }

  /** What is there to filter by; see Seen. */
  seen(): Promise<Seen> {
    return this.#tally.seen();
  }

  /** See the request of this name. */
  values(field: ValueField, part: string, limit: number): Promise<SeenValue[]> {
    return this.#values.of(field, part, limit);
  }

  /** Processes that changed after version `since`; `now` in seconds since 1970 UTC, null for the newest read's. */
  processes(since: number, now: number | null): Promise<ProcessNews> {
    return this.#processes.news(since, now);
  }

  /** Threads of a process of which `processes` told, over the first `rows`; none of one it does not know. */
  async threads(process: string, rows: number): Promise<ThreadInfo[]> {
    const known = this.#processes.idsOf(process);
    if (known === null) return [];
    return this.#threads.of(process).threads(known.pid, known.ids, rows);
  }

  /** Where reads are wasted; see FindingsLog about `goesOn`. */
  async findings(goesOn?: () => boolean): Promise<Findings> {
    const asked = this.#findings;
    const found = await asked.findings(goesOn);
    // Of rows that were cleared meanwhile there is nothing to say.
    return asked === this.#findings ? found : this.findings(goesOn);
  }

  /** `line`, an SQL text over the columns of the view `reads`, for each row of [from, to) that passes. */
  async lines(line: string, filter: Filter, from: number, to: number): Promise<string[]> {
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT ${line} FROM (${READS} WHERE ${isWithin({ from, to }, this.#met.times, values)}
       AND ${this.#where(filter, values)}) ORDER BY row`,
      values,
    );
    return rows.map(([text]) => String(text));
  }

  #where(filter: Filter, values: Binding): string {
    return this.#conditions.of(filter).sql(values);
  }

  /** By the newest name of its process; where none is known, by that of its main thread or else of any. */
  async #name(series: Series[]): Promise<void> {
    for (const one of series) one.comm = this.#lost.newestName(one.pid);
    const nameless = series.filter(({ comm, pid }) => comm === '' && pid !== 0);
    if (nameless.length === 0) return;
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT pid, arg_max(comm, (tid = pid)::INTEGER) FROM events
       WHERE pid IN ${values.list(nameless.map(({ pid }) => pid))} GROUP BY 1`,
      values,
    );
    const comms = new Map(rows.map(([pid, comm]) => [Number(pid), Number(comm)]));
    for (const one of nameless) one.comm = this.#met.names.texts[comms.get(one.pid) ?? 0] ?? '';
  }
}

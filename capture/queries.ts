// Questions about a capture, in SQL. Reads only; the store writes.

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { LostSpan, Seen, SeenValue, Throughput, ValueField } from '../contract/capture.ts';
import type { Filter } from '../contract/filter.ts';
import { NO_FILTER } from '../contract/filter.ts';
import type { Findings } from '../contract/findings.ts';
import type { ProcessNews, ThreadInfo } from '../contract/processes.ts';
import { Analysis } from './analysis.ts';
import { ReadDetails } from './details.ts';
import { FilterSql } from './filter-sql.ts';
import { FindingsLog } from './findings.ts';
import type { Met } from './intake.ts';
import { wouldPass } from './lost-filter.ts';
import type { LostSpans, Span } from './lost-spans.ts';
import { ProcessTally } from './process-tally.ts';
import { Recent } from './recent.ts';
import { Rows } from './rows.ts';
import { READS } from './schema.ts';
import { bucketWidth, lostCells, toSeries } from './series.ts';
import { Binding, query } from './sql.ts';
import { Tally } from './tally.ts';
import { ThreadTally } from './thread-tally.ts';
import { Values } from './values.ts';

export class Queries {
  #connection: DuckDBConnection;
  #met: Met;
  #conditions: Recent<Filter, FilterSql>;
  #tally: Tally;
  #lost: LostSpans;
  #values: Values;
  #processes: ProcessTally;
  #threads: Recent<string, ThreadTally>;
  #findings: FindingsLog;
  readonly analysis: Analysis;
  readonly details: ReadDetails;
  readonly rows: Rows;

  /** `single`: another connection, for single rows. */
  constructor(connection: DuckDBConnection, single: DuckDBConnection, met: Met & { lost: LostSpans }) {
    this.#connection = connection;
    this.#met = met;
    this.#lost = met.lost;
    this.#conditions = new Recent((filter) => new FilterSql(filter, met));
    this.rows = new Rows(single, met, (filter) => this.#conditions.of(filter));
    this.#tally = new Tally(connection, met);
    this.#values = new Values(connection, met);
    // A capture process that takes the place of one that died tells greater versions than that did.
    this.#processes = new ProcessTally(connection, met, Date.now());
    this.#threads = new Recent(() => new ThreadTally(connection, met));
    this.#findings = new FindingsLog(connection, met);
    this.analysis = new Analysis(connection, met, (filter) => this.#conditions.of(filter));
    this.details = new ReadDetails(connection, met, async (row) => {
      const [read] = await this.rows.page(NO_FILTER, row, 0, 1);
      return read ?? null;
    });
  }

  /** The capture was cleared: what was worked out so far is of the past. */
  forget(): void {
    this.#conditions.clear();
    this.#tally = new Tally(this.#connection, this.#met);
    this.#values = new Values(this.#connection, this.#met);
    this.#processes = new ProcessTally(this.#connection, this.#met, this.#processes.version + 1);
    this.#threads.clear();
    this.#findings = new FindingsLog(this.#connection, this.#met);
  }

  /** At most `buckets` buckets over the whole capture; see Throughput. No series where no row passes. */
  async throughput(filter: Filter, buckets: number, series: number): Promise<Throughput> {
    const [range = []] = await query(this.#connection, 'SELECT min(time), max(time) FROM events');
    const lost = this.#lost.all;
    const ends = extent([...range, ...lost.flatMap((span) => [span.from, span.to])]);
    if (ends === null) return { from: '0', width_ns: 1e9, series: [], lost_perhaps: 0 };
    const [first, last] = ends;
    const width = bucketWidth(Number(last - first), buckets);
    const from = first - (first % BigInt(width));
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT e.pid, (e.time - ${values.add(from)}) // ${values.add(width)},
         sum(greatest(e.ret, 0))::DOUBLE, count(*)::DOUBLE
       FROM events e WHERE ${this.#where(filter, values)} GROUP BY ALL`,
      values,
    );
    const cells = rows.map(([pid, bucket, bytes, reads]) => ({
      pid: Number(pid),
      bucket: Number(bucket),
      bytes: Number(bytes),
      reads: Number(reads),
      lost: false,
    }));
    const verdicts = lost.map((span) => wouldPass(filter, { pid: span.pid, process: this.#loser(span) }));
    const passing = lost.filter((_, index) => verdicts[index] === true);
    const perhaps = lost.filter((_, index) => verdicts[index] === null);
    const missing = passing.flatMap((span) => lostCells(span, from, width));
    const length = Number((last - from) / BigInt(width)) + 1;
    const grouped = toSeries([...cells, ...missing], length, series);
    const names = await this.#processNames(grouped.map(({ pid }) => pid));
    for (const one of grouped) one.comm = names.get(one.pid) ?? this.#newestName(one.pid);
    return {
      from: String(from),
      width_ns: width,
      series: grouped,
      lost_perhaps: perhaps.reduce((sum, { reads }) => sum + reads, 0),
    };
  }

  /** See LostSpan. */
  lost(): LostSpan[] {
    return this.#lost.all.map((span) => ({
      from: String(span.from),
      to: String(span.to),
      row: span.row,
      pid: span.pid,
      process: this.#loser(span),
      reads: span.reads,
      slotless: span.slotless,
      bytes: span.bytes,
      errors: span.errors,
      latency_ns: span.latencyNs,
    }));
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

  /** Where reads are wasted; see FindingsLog about the budget. */
  async findings(budgetMs?: number): Promise<Findings> {
    const asked = this.#findings;
    const found = await asked.findings(budgetMs);
    // Of rows that were cleared meanwhile there is nothing to say.
    return asked === this.#findings ? found : this.findings(budgetMs);
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

  #loser({ pid, process }: Readonly<Span>): string {
    return this.#met.processes.texts[process] || this.#newestName(pid);
  }

  #newestName(pid: number): string {
    const { texts, newest } = this.#met.processes;
    return texts[newest.get(pid) ?? 0] ?? '';
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

/** The first and the last of these times; null where there is none. */
function extent(values: readonly (DuckDBValue | undefined)[]): [bigint, bigint] | null {
  const times = values.filter((value) => typeof value === 'bigint').sort((a, b) => (a < b ? -1 : 1));
  const [first] = times;
  return first === undefined ? null : [first, times.at(-1) ?? first];
}

// Questions about many reads at once: how long, how much, of which files. Reads only.

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type {
  Bar,
  Distribution,
  FileOrder,
  FileTotals,
  FolderTotals,
  HeatMap,
  Totals,
} from '../contract/analysis.ts';
import type { Filter } from '../contract/filter.ts';
import type { FilterSql } from './filter-sql.ts';
import type { Met } from './intake.ts';
import { bucketWidth } from './series.ts';
import { Binding, query } from './sql.ts';
import { type Steps, stepRange, stepSql } from './steps.ts';

/** Of the heat map and the chart of latencies. */
const BARS_AN_OCTAVE = 2;
/** The chart's middle of an octave, a step's edge: next to the root of 2. */
const HALF_OCTAVE = 181 / 128;
/** Of what percentiles are taken from: less than 0.8 % wide from 128 ns up. */
const LATENCY_STEPS: Steps = { bits: 12, octaves: 5 };
/** Each within one octave. */
const SIZE_STEPS: Steps = { bits: 6, octaves: 6 };

/** A filter's condition over `events e`, as of now. */
type Where = (binding: Binding) => string;

const SUMS = `count(*), sum(greatest(e.ret, 0))::DOUBLE, count(*) FILTER (e.ret < 0), sum(e.latency_ns)::DOUBLE`;

export class Analysis {
  #connection: DuckDBConnection;
  #met: Met;
  #conditions: (filter: Filter) => FilterSql;

  constructor(connection: DuckDBConnection, met: Met, conditions: (filter: Filter) => FilterSql) {
    this.#connection = connection;
    this.#met = met;
    this.#conditions = conditions;
  }

  #where(filter: Filter): Where {
    const condition = this.#conditions(filter);
    return (binding) => condition.sql(binding);
  }

  /** For several passes over the same rows, though more come meanwhile. */
  async #whereAsOfNow(filter: Filter): Promise<Where> {
    const condition = this.#where(filter);
    const [[rows] = []] = await query(this.#connection, 'SELECT count(*) FROM events');
    return (binding) => `e.rowid < ${binding.add(Number(rows))} AND ${condition(binding)}`;
  }

  async distribution(filter: Filter): Promise<Distribution> {
    const where = await this.#whereAsOfNow(filter);
    const latency = await this.#rows(
      `${stepSql('e.latency_ns', LATENCY_STEPS)}, count(*), sum(e.latency_ns)::DOUBLE`,
      where,
      'GROUP BY 1 ORDER BY 1',
    );
    const asked = await this.#rows(`${stepSql('e.count', SIZE_STEPS)}, count(*)`, where, 'GROUP BY 1');
    const got = await this.#rows(
      `CASE WHEN e.ret < 0 THEN -1 ELSE ${stepSql('e.ret', SIZE_STEPS)} END, count(*),
       sum(e.ret)::DOUBLE, count(*) FILTER (greatest(e.ret, 0)::UBIGINT < e.count)`,
      where,
      'GROUP BY 1',
    );
    const errors = got.filter(([step]) => Number(step) < 0);
    const good = got.filter(([step]) => Number(step) >= 0);
    return {
      totals: {
        reads: addUp(latency, 1),
        bytes: addUp(good, 2),
        errors: addUp(errors, 1),
        latency_ns: addUp(latency, 2),
      },
      latency: bars(latency, LATENCY_STEPS, latencyBar, latencyEdge),
      percentiles: percentiles(latency),
      asked: bars(asked, SIZE_STEPS, octaveOf, sizeEdge),
      got: bars(good, SIZE_STEPS, octaveOf, sizeEdge),
      short: addUp(good, 3),
      empty: addUp(
        good.filter(([step]) => Number(step) === 0),
        3,
      ),
    };
  }

  /** At most `columns` columns, as wide as a bucket of Throughput may be; rows of any latency there is. */
  async heatMap(filter: Filter, columns: number): Promise<HeatMap> {
    const where = await this.#whereAsOfNow(filter);
    const [range] = await this.#rows('min(e.time), max(e.time)', where);
    const [first, last] = range ?? [];
    if (typeof first !== 'bigint' || typeof last !== 'bigint') return NO_HEAT;
    const width = bucketWidth(Number(last - first), columns);
    const from = first - (first % BigInt(width));
    const values = new Binding();
    const column = `(e.time - ${values.add(from)}) // ${values.add(width)}`;
    const row = octave('greatest(e.latency_ns, 1)', BARS_AN_OCTAVE);
    const cells = await query(
      this.#connection,
      `SELECT ${column}, ${row}, count(*) FROM events e
       WHERE ${where(values)} GROUP BY 1, 2`,
      values,
    );
    const found = cells.map((cell) => cell.map(Number));
    const least = Math.min(...found.map(([, bar = 0]) => bar));
    const most = Math.max(...found.map(([, bar = 0]) => bar));
    return {
      from: String(from),
      width_ns: width,
      columns: Number((last - from) / BigInt(width)) + 1,
      least_ns: 2 ** (least / BARS_AN_OCTAVE),
      ratio: 2 ** (1 / BARS_AN_OCTAVE),
      rows: most - least + 1,
      cells: found.flatMap(([at = 0, bar = 0, reads = 0]) => [at, bar - least, reads]),
    };
  }

  /** The `limit` paths that come first in this order, below `folder` or anywhere. */
  async topFiles(filter: Filter, order: FileOrder, limit: number, folder = ''): Promise<FileTotals[]> {
    const sizes = await this.#sizes();
    const byPath = new Map<string, FileTotals>();
    for (const [id, totals] of await this.#grouped('e.file', this.#where(filter))) {
      const path = this.#met.files.texts[id] ?? '';
      if (!isBelow(path, folder)) continue;
      const kind = this.#met.files.kinds[id] ?? 'unknown';
      const before = byPath.get(path) ?? { ...NOTHING, path, kind, size: 0, factor: null };
      const size = Math.max(before.size, kind === 'file' || kind === 'memfd' ? (sizes.get(id) ?? 0) : 0);
      const all = sum(before, totals);
      byPath.set(path, { ...all, path, kind, size, factor: size === 0 ? null : all.bytes / size });
    }
    const key = (file: FileTotals) => file[order] ?? 0;
    return [...byPath.values()]
      .sort((a, b) => key(b) - key(a) || b.reads - a.reads || (a.path < b.path ? -1 : 1))
      .slice(0, limit);
  }

  /** What lies in `folder`, most bytes first; `/` and what has no path at all where it is empty. */
  async folder(filter: Filter, folder: string): Promise<FolderTotals[]> {
    const byName = new Map<string, FolderTotals & { paths: Set<string> }>();
    for (const [id, totals] of await this.#grouped('e.file', this.#where(filter))) {
      const path = this.#met.files.texts[id] ?? '';
      if (!isBelow(path, folder)) continue;
      const rest = path.slice(folder.length).replace(/^\//, '');
      const [name = ''] = rest.split('/', 1);
      const before = byName.get(name);
      const paths = before?.paths ?? new Set<string>();
      paths.add(path);
      byName.set(name, {
        ...sum(before ?? NOTHING, totals),
        name,
        isFolder: (before?.isFolder ?? false) || rest.length > name.length,
        files: paths.size,
        paths,
      });
    }
    return [...byName.values()]
      .map(({ paths: _, ...totals }) => totals)
      .sort((a, b) => b.bytes - a.bytes || b.reads - a.reads || (a.name < b.name ? -1 : 1));
  }

  /** Totals by a whole number that `group` works out. */
  async #grouped(group: string, where: Where): Promise<Map<number, Totals>> {
    const rows = await this.#rows(`${group}, ${SUMS}`, where, 'GROUP BY 1 ORDER BY 1');
    return new Map(
      rows.map(([key, reads, bytes, errors, latency]) => [
        Number(key),
        { reads: Number(reads), bytes: Number(bytes), errors: Number(errors), latency_ns: Number(latency) },
      ]),
    );
  }

  #rows(what: string, where: Where, then = ''): Promise<DuckDBValue[][]> {
    const values = new Binding();
    return query(this.#connection, `SELECT ${what} FROM events e WHERE ${where(values)} ${then}`, values);
  }

  /** Bytes by id. */
  async #sizes(): Promise<Map<number, number>> {
    const rows = await query(this.#connection, 'SELECT id, size FROM files WHERE size > 0');
    return new Map(rows.map(([id, size]) => [Number(id), Number(size)]));
  }
}

const NO_HEAT: HeatMap = {
  from: '0',
  width_ns: 1e9,
  columns: 0,
  least_ns: 1,
  ratio: 2 ** (1 / BARS_AN_OCTAVE),
  rows: 0,
  cells: [],
};

const NOTHING: Totals = { reads: 0, bytes: 0, errors: 0, latency_ns: 0 };

function sum(a: Totals, b: Totals): Totals {
  return {
    reads: a.reads + b.reads,
    bytes: a.bytes + b.bytes,
    errors: a.errors + b.errors,
    latency_ns: a.latency_ns + b.latency_ns,
  };
}

function octave(value: string, bars: number): string {
  return `floor(log2(${value}) * ${bars})::INTEGER`;
}

/** -1 for nothing, else the octave: 0 for 1, 1 for 2 and 3, … Of a step's edge, which no rounding reaches. */
const octaveOf = (value: number) => (value < 1 ? -1 : Math.floor(Math.log2(value)));

const sizeEdge = (octave: number) => (octave < 0 ? 0 : 2 ** octave);

function latencyBar(ns: number): number {
  const octave = Math.max(0, octaveOf(ns));
  return octave * BARS_AN_OCTAVE + (ns >= 2 ** octave * HALF_OCTAVE ? 1 : 0);
}

function latencyEdge(bar: number): number {
  return 2 ** Math.floor(bar / BARS_AN_OCTAVE) * (bar % BARS_AN_OCTAVE === 0 ? 1 : HALF_OCTAVE);
}

/** Rows of [step, reads, …] as bars: `barOf` gives the bar of a value, `edge` where a bar begins. */
function bars(
  rows: DuckDBValue[][],
  steps: Steps,
  barOf: (value: number) => number,
  edge: (bar: number) => number,
): Bar[] {
  const counts = new Map<number, number>();
  for (const [step, reads] of rows) {
    const bar = barOf(stepRange(Number(step), steps).from);
    counts.set(bar, (counts.get(bar) ?? 0) + Number(reads));
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([bar, reads]) => ({ from: edge(bar), to: edge(bar + 1), reads }));
}

/** Of rows of [step, reads, …] in order. */
function percentiles(rows: DuckDBValue[][]): Distribution['percentiles'] {
  const reads = addUp(rows, 1);
  if (reads === 0) return null;
  const below = (share: number) => {
    let left = Math.ceil(reads * share);
    const last = rows.find(([, more]) => {
      left -= Number(more);
      return left <= 0;
    });
    const { from, to } = stepRange(Number(last?.[0] ?? 0), LATENCY_STEPS);
    return Math.min(to, Math.max(from, 1) * 1.05);
  };
  return { p50: below(0.5), p90: below(0.9), p99: below(0.99), p999: below(0.999) };
}

function addUp(rows: DuckDBValue[][], column: number): number {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0);
}

/** Whether a path lies in a folder, however deep; everything lies in the empty one. */
function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

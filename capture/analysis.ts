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

/** Of the heat map and the chart of latencies. */
const BARS_AN_OCTAVE = 2;
/** Of what percentiles are taken from: an edge is 4.4 % above the one below. */
const FINE_BARS_AN_OCTAVE = 16;

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

  async distribution(filter: Filter): Promise<Distribution> {
    const where = this.#where(filter);
    const fine = await this.#grouped(octave('greatest(e.latency_ns, 1)', FINE_BARS_AN_OCTAVE), where);
    const asked = await this.#counted(sizeBar('e.count'), where);
    const got = await this.#counted(sizeBar('e.ret'), where, 'e.ret >= 0');
    const [[short, empty] = []] = await this.#rows(
      'count(*), count(*) FILTER (e.ret = 0)',
      where,
      'e.ret >= 0 AND e.ret < e.count',
    );
    const latency = new Map<number, number>();
    for (const [bar, { reads }] of fine)
      add(latency, Math.floor(bar / (FINE_BARS_AN_OCTAVE / BARS_AN_OCTAVE)), reads);
    return {
      totals: [...fine.values()].reduce(sum, NOTHING),
      latency: bars(latency, (bar) => 2 ** (bar / BARS_AN_OCTAVE)),
      percentiles: percentiles(fine),
      asked: bars(asked, sizeEdge),
      got: bars(got, sizeEdge),
      short: Number(short ?? 0),
      empty: Number(empty ?? 0),
    };
  }

  /** At most `columns` columns, as wide as a bucket of Throughput may be; rows of any latency there is. */
  async heatMap(filter: Filter, columns: number): Promise<HeatMap> {
    const where = this.#where(filter);
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
       WHERE ${where(values)} AND e.time <= ${values.add(last)} GROUP BY 1, 2`,
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
    const rows = await this.#rows(`${group}, ${SUMS}`, where, 'true', 'GROUP BY 1 ORDER BY 1');
    return new Map(
      rows.map(([key, reads, bytes, errors, latency]) => [
        Number(key),
        { reads: Number(reads), bytes: Number(bytes), errors: Number(errors), latency_ns: Number(latency) },
      ]),
    );
  }

  async #counted(group: string, where: Where, also = 'true'): Promise<Map<number, number>> {
    const rows = await this.#rows(`${group}, count(*)`, where, also, 'GROUP BY 1 ORDER BY 1');
    return new Map(rows.map(([key, reads]) => [Number(key), Number(reads)]));
  }

  #rows(what: string, where: Where, also = 'true', then = ''): Promise<DuckDBValue[][]> {
    const values = new Binding();
    return query(
      this.#connection,
      `SELECT ${what} FROM events e WHERE ${also} AND ${where(values)} ${then}`,
      values,
    );
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

/** -1 for nothing, else the octave: 0 for 1, 1 for 2 and 3, … */
function sizeBar(value: string): string {
  return `CASE WHEN ${value} = 0 THEN -1 ELSE floor(log2(${value}))::INTEGER END`;
}

const sizeEdge = (bar: number) => (bar < 0 ? 0 : 2 ** bar);

/** `edge` gives where a bar begins. */
function bars(counts: ReadonlyMap<number, number>, edge: (bar: number) => number): Bar[] {
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([bar, reads]) => ({ from: edge(bar), to: edge(bar + 1), reads }));
}

function percentiles(fine: ReadonlyMap<number, Totals>): Distribution['percentiles'] {
  const ordered = [...fine].sort(([a], [b]) => a - b);
  const reads = ordered.reduce((total, [, totals]) => total + totals.reads, 0);
  if (reads === 0) return null;
  const below = (share: number) => {
    let left = Math.ceil(reads * share);
    const last = ordered.find(([, totals]) => {
      left -= totals.reads;
      return left <= 0;
    });
    return 2 ** (((last?.[0] ?? 0) + 1) / FINE_BARS_AN_OCTAVE);
  };
  return { p50: below(0.5), p90: below(0.9), p99: below(0.99), p999: below(0.999) };
}

function add<K>(counts: Map<K, number>, key: K, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}

/** Whether a path lies in a folder, however deep; everything lies in the empty one. */
function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

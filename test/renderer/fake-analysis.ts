// Sums over made-up rows, one row at a time, as the capture process would answer.

import type {
  Bar,
  FileOrder,
  FileTotals,
  FolderTotals,
  HeatMap,
  Latencies,
  Sizes,
  TimeRange,
  Totals,
} from '../../contract/analysis.ts';
import type { ReadRow } from '../../contract/read.ts';

/** Bytes a file has: made up from its path, the same each time. */
export const sizeOf = (path: string) => 20_000 * ((path.length % 17) + 1) ** 2;

function totals(rows: readonly ReadRow[]): Totals {
  return {
    reads: rows.length,
    bytes: rows.reduce((sum, { ret }) => sum + Math.max(0, ret), 0),
    errors: rows.filter(({ ret }) => ret < 0).length,
    latency_ns: rows.reduce((sum, { latency_ns }) => sum + latency_ns, 0),
  };
}

function grouped<K>(rows: readonly ReadRow[], keyOf: (row: ReadRow) => K): Map<K, ReadRow[]> {
  const groups = new Map<K, ReadRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

function bars(
  rows: readonly ReadRow[],
  barOf: (row: ReadRow) => number,
  edge: (bar: number) => number,
): Bar[] {
  return [...grouped(rows, barOf)]
    .sort(([a], [b]) => a - b)
    .map(([bar, members]) => ({ from: edge(bar), to: edge(bar + 1), reads: members.length }));
}

export function latencies(rows: readonly ReadRow[]): Latencies {
  const ordered = rows.map(({ latency_ns }) => latency_ns).sort((a, b) => a - b);
  const below = (share: number) => (ordered[Math.ceil(ordered.length * share) - 1] ?? 0) + 1;
  const { reads, latency_ns } = totals(rows);
  return {
    ...{ reads, latency_ns },
    bars: bars(
      rows,
      (row) => Math.floor(Math.log2(row.latency_ns) * 2),
      (bar) => 2 ** (bar / 2),
    ),
    percentiles:
      rows.length === 0 ? null : { p50: below(0.5), p90: below(0.9), p99: below(0.99), p999: below(0.999) },
  };
}

export function sizes(rows: readonly ReadRow[]): Sizes {
  const good = rows.filter(({ ret }) => ret >= 0);
  const octave = (bytes: number) => (bytes === 0 ? -1 : Math.floor(Math.log2(bytes)));
  const size = (bar: number) => (bar < 0 ? 0 : 2 ** bar);
  const short = good.filter(({ ret, count }) => ret < Number(count));
  const { reads, bytes, errors } = totals(rows);
  return {
    ...{ reads, bytes, errors },
    asked: bars(rows, ({ count }) => octave(Number(count)), size),
    got: bars(good, ({ ret }) => octave(ret), size),
    short: short.length,
    empty: short.filter(({ ret }) => ret === 0).length,
  };
}

export function heatMap(rows: readonly ReadRow[], columns: number, range: TimeRange | null): HeatMap {
  const times = rows.map(({ time }) => BigInt(time));
  const first = range ? BigInt(range.from) : (times[0] ?? 0n);
  const last = range ? BigInt(range.to) : (times.at(-1) ?? 0n);
  const width = Math.max(range ? 1000 : 1e8, Math.ceil(Number(last - first) / columns) + 1);
  const rowOf = ({ latency_ns }: ReadRow) => Math.floor(Math.log2(latency_ns) * 2);
  const least = rows.reduce((low, row) => Math.min(low, rowOf(row)), 99);
  const most = rows.reduce((high, row) => Math.max(high, rowOf(row)), -1);
  const columnOf = ({ time }: ReadRow) => Math.floor(Number(BigInt(time) - first) / width);
  const cells = [...grouped(rows, (row) => columnOf(row) * 1000 + rowOf(row) - least)];
  return {
    from: String(first),
    width_ns: width,
    columns: rows.length === 0 ? 0 : Math.floor(Number(last - first) / width) + 1,
    least_ns: rows.length === 0 ? 1 : 2 ** (least / 2),
    ratio: 2 ** 0.5,
    rows: Math.max(0, most - least + 1),
    cells: cells.flatMap(([key, members]) => [Math.floor(key / 1000), key % 1000, members.length]),
    lost: [],
    lost_perhaps: 0,
  };
}

export function topFiles(rows: readonly ReadRow[], order: FileOrder, limit: number): FileTotals[] {
  const files = [...grouped(rows, ({ path }) => path)].map(([path, members]) => {
    const kind = members[0]?.kind ?? 'unknown';
    const all = totals(members);
    const size = kind === 'file' ? sizeOf(path) : 0;
    return { path, kind, ...all, size, factor: size === 0 ? null : all.bytes / size };
  });
  return files.sort((a, b) => (b[order] ?? 0) - (a[order] ?? 0)).slice(0, limit);
}

export function folder(rows: readonly ReadRow[], within: string): FolderTotals[] {
  const below = rows.filter(({ path }) => within === '' || path.startsWith(`${within}/`));
  const rest = ({ path }: ReadRow) => path.slice(within.length).replace(/^\//, '');
  return [...grouped(below, (row) => rest(row).split('/', 1)[0] ?? '')].map(([name, members]) => ({
    name,
    isFolder: members.some((row) => rest(row).length > name.length),
    files: new Set(members.map(({ path }) => path)).size,
    ...totals(members),
  }));
}

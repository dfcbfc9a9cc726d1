// Throughput as series of buckets: what rows add to them, and what lost reads do. Pure.

import type { Series } from '../contract/capture.ts';
import type { Axis } from './axis.ts';
import type { Span } from './lost-spans.ts';

/** Widths a bucket may have, in nanoseconds: round numbers on a clock, from 100 ms to a day. */
const BUCKET_WIDTHS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400,
].map((seconds) => seconds * 1e9);

/** Narrower ones, in nanoseconds, from 1 µs to 50 ms. */
const FINE_WIDTHS = [1e3, 1e4, 1e5, 1e6, 1e7].flatMap((power) => [power, 2 * power, 5 * power]);

/** The narrowest width, from `least` up, with which `span` nanoseconds fit into `buckets`, whatever their phase. */
export function bucketWidth(span: number, buckets: number, least = 1e8): number {
  const widths = [...FINE_WIDTHS, ...BUCKET_WIDTHS].filter((width) => width >= least);
  const widest = BUCKET_WIDTHS.at(-1) as number;
  const fitting = widths.find((width) => span / width <= buckets - 1);
  return fitting ?? widest * Math.ceil(span / widest / Math.max(1, buckets - 1));
}

/** What one bucket of one process has. */
export interface Cell {
  pid: number;
  bucket: number;
  bytes: number;
  reads: number;
  lost: boolean;
}

/** Cells as series: the `most` busiest processes by bytes, then the rest as one. Pid 0 is of the rest always. */
export function toSeries(cells: readonly Cell[], length: number, most: number): Series[] {
  const totals = new Map<number, number>();
  for (const { pid, bytes } of cells) if (pid !== 0) totals.set(pid, (totals.get(pid) ?? 0) + bytes);
  const busiest = [...totals].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most);
  const byPid = new Map(busiest.map(([pid]) => [pid, emptySeries(pid, length)]));
  const rest = emptySeries(0, length);
  let hasRest = false;
  for (const { pid, bucket, bytes, reads, lost } of cells) {
    const target = byPid.get(pid) ?? rest;
    hasRest ||= target === rest;
    add(target.bytes, bucket, bytes);
    add(target.reads, bucket, reads);
    if (!lost) continue;
    add(target.lost_bytes, bucket, bytes);
    add(target.lost_reads, bucket, reads);
  }
  return hasRest ? [...byPid.values(), rest] : [...byPid.values()];
}

function emptySeries(pid: number, length: number): Series {
  const zeros = () => new Array<number>(length).fill(0);
  return { pid, comm: '', bytes: zeros(), reads: zeros(), lost_bytes: zeros(), lost_reads: zeros() };
}

function add(values: number[], at: number, more: number): void {
  values[at] = (values[at] ?? 0) + more;
}

/** A span's reads and bytes evenly over its time, in whole numbers whose sums are the span's: those on the axis. */
export function lostCells(span: Readonly<Span>, { from, width, length }: Axis): Cell[] {
  const start = Number(span.from - from);
  const end = Math.max(start + 1, Number(span.to - from));
  const first = Math.floor(start / width);
  const last = Math.floor((end - 1) / width);
  /** The share of `total` that had been lost by the end of a bucket. */
  const until = (bucket: number, total: number) => {
    if (bucket >= last) return total;
    return bucket < first ? 0 : Math.floor((total * ((bucket + 1) * width - start)) / (end - start));
  };
  const begun = Math.max(first, 0);
  const count = Math.min(last, length - 1) - begun + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const bucket = begun + index;
    const share = (total: number) => until(bucket, total) - until(bucket - 1, total);
    return { pid: span.pid, bucket, bytes: share(span.bytes), reads: share(span.reads), lost: true };
  });
}

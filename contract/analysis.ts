// What a window may ask about many reads at once. All of it is of the rows that pass a filter; reads that were
// lost are in Throughput, HeatMap and LostSpan alone, for their files and sizes are not known.

import type { Kind } from './read.ts';

/** Sums over some reads. `latency_ns` is a sum of times that may have passed side by side. */
export interface Totals {
  reads: number;
  /** Returned. */
  bytes: number;
  errors: number;
  latency_ns: number;
}

/** One bar: reads with a value from `from` up to, not including, `to`. */
export interface Bar {
  from: number;
  to: number;
  reads: number;
}

/** How long reads took. Bars without reads are left out. */
export interface Latencies extends Pick<Totals, 'reads' | 'latency_ns'> {
  /** In nanoseconds, two an octave: their edges are powers of 2, and 181/128 of each. */
  bars: Bar[];
  /** Latency below which this share of the reads lies, in nanoseconds, at most 5 % too much; null without reads. */
  percentiles: { p50: number; p90: number; p99: number; p999: number } | null;
}

/** How much reads asked for and got. Bars without reads are left out. */
export interface Sizes extends Pick<Totals, 'reads' | 'bytes' | 'errors'> {
  /** Bytes, a bar an octave; asked for nothing: from 0 to 1. */
  asked: Bar[];
  /** Likewise, of reads that did not fail. */
  got: Bar[];
  /** Reads that got less than they asked for, and of these those that got nothing. */
  short: number;
  empty: number;
}

/** From `from` up to, not including, `to`: nanoseconds since 1970 UTC, in decimal. */
export interface TimeRange {
  from: string;
  to: string;
}

/** Reads by time and latency. */
export interface HeatMap {
  /** Start of the first column: nanoseconds since 1970 UTC. */
  from: string;
  /** Width of a column in nanoseconds. */
  width_ns: number;
  columns: number;
  /** Lower edge of the lowest row and ratio of each edge to the one below, in nanoseconds of latency. */
  least_ns: number;
  ratio: number;
  rows: number;
  /** Triples of column, row, reads; no triple for none. */
  cells: number[];
  /** Pairs of column, reads lost then: in no cell, for how long they took is not known. No pair for none. */
  lost: number[];
  /** Reads lost in this time of which the filter cannot say whether they would pass. */
  lost_perhaps: number;
}

export const FILE_ORDERS = ['bytes', 'reads', 'latency_ns', 'errors', 'factor'] as const;
export type FileOrder = (typeof FILE_ORDERS)[number];

/** A path and what was read there. */
export interface FileTotals extends Totals {
  path: string;
  kind: Kind;
  /** Bytes when it was first seen; 0 where it has no size or is empty. */
  size: number;
  /** Bytes read by size: 2 is the whole file twice. null where there is no size. */
  factor: number | null;
}

/** What lies directly in a folder, with all below it. */
export interface FolderTotals extends Totals {
  /** Name of the folder or file. */
  name: string;
  isFolder: boolean;
  /** Distinct paths. */
  files: number;
}

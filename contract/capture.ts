// What there is to tell of a capture and of recording: the shapes of answers and of the status.

import type { CaptureFilter } from './capture-filter.ts';
import type { FilterField } from './filter.ts';
import type { Problem } from './problem.ts';
import type { Column, Kind, ReadRow, Syscall } from './read.ts';

export type ExportFormat = 'csv' | 'jsonl' | 'text';
export type AttachMode = 'btf' | 'tracepoint';

/**
 * Rows sorted by a column: numbers by size, names as text, a kind, a call and an error by their names too. Equal ones
 * stay in order of arrival, whichever way the others go.
 */
export interface RowOrder {
  field: Column;
  descending: boolean;
}

/** A page of rows in the order that was asked for. */
export interface Page {
  /** Rows that pass the filter, of those that were looked at. */
  matched: number;
  /**
   * Rows that were looked at, from the first on. Where they are fewer than `total`, the page is of them alone, and to
   * ask again goes on looking; what is sorted has no rows until all were looked at.
   */
  counted: number;
  /** Rows in the capture when the page was read, or as many of them as were asked of. */
  total: number;
  /** Place of the first row of the page among those that pass. */
  offset: number;
  rows: ReadRow[];
}

/** Bytes and reads of one process in each bucket of a Throughput, those that were lost among them. */
export interface Series {
  /** 0 stands for all processes that have no series of their own. */
  pid: number;
  /** Name of the process; empty for pid 0. */
  comm: string;
  /** Bytes returned, one entry a bucket. */
  bytes: number[];
  /** Calls, one entry a bucket. */
  reads: number[];
  /** Of these, what was lost: no row shows it. */
  lost_bytes: number[];
  lost_reads: number[];
}

export interface Throughput {
  /** Start of the first bucket: nanoseconds since 1970 UTC, a multiple of the bucket's width. */
  from: string;
  /** Width of a bucket in nanoseconds. */
  width_ns: number;
  /** Busiest by bytes first, at most `series` of them, then the rest under pid 0. */
  series: Series[];
  /** Reads lost of which the filter cannot say whether they would pass: in no series. */
  lost_perhaps: number;
}

/**
 * Reads of one process that were lost one soon after the other, told apart as finely as the loader reports: a
 * quarter of a second.
 */
export interface LostSpan {
  /** Nanoseconds since 1970 UTC: of the first loss and the last. */
  from: string;
  to: string;
  /** Rows that had arrived before this was told: its place in the table. */
  row: number;
  /** 0: of processes whose losses had no account of their own. */
  pid: number;
  process: string;
  reads: number;
  /** Of these, for want of room in the join map; the others, in the ring buffer. */
  slotless: number;
  bytes: number;
  errors: number;
  /** Sum over the reads. */
  latency_ns: number;
}

/** Reads that were lost between two rows of the table, in order of arrival. */
export interface LostLine {
  /** Rows that pass the filter and had arrived before: the place of the row that the line stands before. */
  place: number;
  /** Nanoseconds since 1970 UTC: of the first loss and the last. */
  from: string;
  to: string;
  /** Reads that would pass. */
  reads: number;
  /** Those of which the filter cannot say, besides. */
  perhaps: number;
  /** Of both, for want of room in the join map; the others, in the ring buffer. */
  slotless: number;
  /** Of both, the most of one process. */
  most: { pid: number; process: string; reads: number };
}

/** How often each was seen, most often first. */
export interface Seen {
  processes: { process: string; reads: number }[];
  kinds: { kind: Kind; reads: number }[];
  comms: { comm: string; reads: number }[];
  pids: { pid: number; comm: string; reads: number }[];
}

/** Fields whose values can be asked for. */
export const VALUE_FIELDS = [
  'comm',
  'process',
  'pid',
  'path',
  'kind',
  'syscall',
  'error',
] as const satisfies readonly FilterField[];
export type ValueField = (typeof VALUE_FIELDS)[number];

export interface SeenValue {
  /** As ReadRow writes it, a pid in decimal. */
  value: string;
  /** For a pid, the newest name of its process; else empty. */
  hint: string;
  reads: number;
}

/** A row that was looked for. */
export interface Found {
  row: number;
  /** Its place among the rows that pass the filter, from 0. */
  place: number;
  /** Which it is of all that were found, from 0. */
  nth: number;
  /** How many there are. */
  of: number;
  /** The search went on at the other end. */
  wrapped: boolean;
}

/** Reads that happened and are not in the table, each by its cause. */
export interface Losses {
  /** No room in the ring buffer. */
  ring_full: number;
  /** No room in the join map. */
  join_full: number;
  /** Began before tracing did; ended while it ran. */
  started_before: number;
  /** The thread ended inside the read. */
  died: number;
  /** Had not returned when tracing stopped. */
  in_flight: number;
  /** An entry with no exit, followed by another entry. */
  overwritten: number;
  /** 32-bit calls. */
  compat: number;
}

/** Calls of recorded processes that get at a file's bytes in ways that are not shown. */
export interface NotShown {
  /** Files mapped into memory, not the faults that load them. */
  mmap: number;
  io_uring: number;
  sendfile: number;
  splice: number;
  copy_file_range: number;
}

/** What recording itself costs. */
export interface Cost {
  /** Nanoseconds the kernel's side spends on a call, over a sample; null before there is one. */
  ns_per_call: number | null;
  /**
   * Share of one core over the last moments, from 0 to the number of cores: of the loader, the capture process, the
   * shell and the window it opened. Of a window in a browser that was there already, nothing is known.
   */
  cpu: number;
  /** Bytes resident, of all of these, with the ring buffer. */
  memory: number;
}

/** A call that has been entered and has not returned. */
export interface BlockedCall {
  pid: number;
  tid: number;
  process: string;
  syscall: Syscall;
  fd: number;
  kind: Kind;
  path: string;
  /** Bytes asked for. */
  count: string;
  /** How long it has waited, in nanoseconds. */
  waited_ns: number;
}

export type State =
  | 'idle'
  | 'preparing' // opening the socket, asking for permission
  | 'recording'
  | 'stopping'
  | 'failed';

/** Everything the status bar says. Pushed at most four times a second, and at once when `state` changes. */
export interface Status {
  state: State;
  /** Set when `state` is `failed`, or as a notice beside another state. */
  problem: Problem | null;
  /** Rows in the capture. */
  rows: number;
  /** Rows added per second over the last second. */
  rows_per_second: number;
  losses: Losses;
  not_shown: NotShown;
  /** Calls left out by the capture filter for their kind of file, their time or their success. */
  filtered: number;
  /** What is recorded, or will be at the next `record`. */
  capture_filter: CaptureFilter;
  /** Size of the ring buffer in bytes; null before the first recording. */
  ring_bytes: number | null;
  /** What was chosen for its size from the next recording on, in MiB; null: nothing, it is as large as before. */
  next_ring_mib: number | null;
  /** null while nothing is recorded. */
  cost: Cost | null;
  attach: AttachMode | null;
  /** Start of the recording, nanoseconds since 1970 UTC; null before the first. */
  started: string | null;
  /** Length of all recording so far, in nanoseconds. */
  elapsed_ns: number;
  /** Bytes of the capture file. */
  file_bytes: number;
}

/** Reads lost: those that no row will ever show although tracing ran for all of them. */
export function lostReads(losses: Losses): number {
  return losses.ring_full + losses.join_full + losses.overwritten;
}

/** As large as the loader makes the ring buffer. */
export const MAX_RING_MIB = 1024;

/** Sizes it can have. */
export const RING_MIB: readonly number[] = Array.from({ length: 11 }, (_, power) => 2 ** power);

/** How far an export has come; `done` of `total` rows. */
export interface ExportProgress {
  done: number;
  total: number;
}

export interface ExportResult {
  rows: number;
  /** Where it went: a path, or in a browser the address to fetch it from. */
  target: string;
}

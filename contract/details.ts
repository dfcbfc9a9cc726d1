// What a window may ask about one read. Facts only: what they mean in words is the window's business.

import type { Kind, ReadRow } from './read.ts';

/** The reads right before and after another in the order of arrival; null: there is none. */
export interface Neighbours {
  before: ReadRow | null;
  after: ReadRow | null;
}

/** The process as it was when it read. */
export interface ProcessFacts {
  pid: number;
  /** The group leader's name. */
  name: string;
  /** Path of the program; empty for a thread of the kernel. */
  exe: string;
  /** Arguments with a space between. */
  cmdline: string;
  /** Pid. */
  parent: number;
  /** Empty where the parent is not known. */
  parent_name: string;
  uid: number;
  /** As ProcessInfo has them: empty where they are not known. */
  user: string;
  cgroup: string;
  started: string;
}

/** The file as it was when it was first seen. */
export interface FileFacts {
  kind: Kind;
  path: string;
  /** Bytes; 0 where it has no size or was empty. */
  size: number;
  /** In decimal. */
  inode: string;
  /** Of the device it lies on. */
  device: { major: number; minor: number };
  /** It has no name any more. */
  deleted: boolean;
  /** The beginning of its path is not known. */
  cut: boolean;
  /** No path leads to it from the process's root. */
  unreachable: boolean;
}

/**
 * How a process goes through a file, of reads that got bytes from a place in it:
 * `none`: there is no such read; `single`: there is one; `re-read`: at least half of the bytes had been read before;
 * `sequential`: mostly each where the one before ended; `strided`: mostly the same distance apart; else `random`.
 */
export const ACCESS = ['none', 'single', 'sequential', 'strided', 'random', 're-read'] as const;
export type Access = (typeof ACCESS)[number];

export interface Pattern {
  access: Access;
  /** Bytes from the beginning of one read to that of the next; null unless `strided`. Negative: backwards. */
  stride: number | null;
  /** Reads of the file by the process in the whole capture, also those that failed or got nothing. */
  reads: number;
  /** Those of them that all else is worked out from: the ones around the read where they are too many. */
  examined: number;
  /** Of the examined: bytes they got, and how many of these are different bytes of the file. */
  bytes: number;
  distinct: number;
  /** Where the times of `points` count from: nanoseconds since 1970 UTC. */
  from: string;
  /** Triples of nanoseconds since `from`, offset, bytes got; in order of arrival, at most MOST_POINTS. */
  points: number[];
  /** Reads that got bytes from a place in the file; more than points: they were thinned evenly. */
  placed: number;
  /** Of these, reads that asked for less than a page. */
  tiny: number;
  /** The placed read of the file by the process right before this one; null: there is none among the examined. */
  before: { offset: number; bytes: number } | null;
}

export const MOST_POINTS = 2000;

export interface Details {
  read: ReadRow;
  thread: Neighbours;
  /** Of any process; none where the file is not known. */
  sameFile: Neighbours;
  /** How many reads of the whole capture took less time than it, and how many there are: exact. */
  rank: { faster: number; rows: number };
  /** From the end of the thread's previous read to the start of this one, in nanoseconds; null: there is none. */
  gap_ns: number | null;
  /** It got less than it asked for, and did not fail. */
  short: boolean;
  /** It asked for something and got nothing: the file's end, or the other side closed. */
  end: boolean;
  /** Where in the file it began, as a share of the file's size; null where there is no place or no size. */
  position: number | null;
  /** null: not known. */
  process: ProcessFacts | null;
  /** null: not known. */
  file: FileFacts | null;
  /** Of the file by the process; null where the file is not known. */
  pattern: Pattern | null;
}

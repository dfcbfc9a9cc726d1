// What reads are wasted on, as the capture process finds it: one process and one file at a time, or many files
// alike.

import type { Kind } from './read.ts';

export const FINDING_KINDS = ['again', 'tiny', 'polling', 'slow', 'failing', 'beyond'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** What every finding has. Sums are of the reads that the finding is about. */
export interface Found {
  pid: number;
  /** The process's newest name; empty where none is known. */
  process: string;
  path: string;
  fileKind: Kind;
  reads: number;
  /** Returned. */
  bytes: number;
  latency_ns: number;
  /** Time spent in calls that could have been spared: an estimate, by which findings are ordered. */
  wasted_ns: number;
  /** The first and the last of the reads, in order of arrival; times are nanoseconds since 1970 UTC. */
  first: { row: number; time: string };
  last: { row: number; time: string };
  /** What its rows have in common; among them may be reads that it is not about. `folder`: they lie below it. */
  rows: { pid: number; path?: string; folder?: string; error?: string };
  /**
   * It is about so many files, of which `path` is the one that wastes most; null: about one. `folder`: all lie below
   * it; empty where they have none in common. `paths`: the first of them. What a kind has beside is the most of any
   * file, but `size`, `needed` and `factor` are of all.
   */
  files: { count: number; folder: string; paths: string[] } | null;
}

export type Finding = Found &
  (
    | {
        /** The file was read from its beginning again and again, `times` in all. */
        kind: 'again';
        times: number;
        /** Bytes: the most it is known to have had. */
        size: number;
      }
    | {
        /** Each read asked for little, where the one before had ended. */
        kind: 'tiny';
        /** Calls that a buffer of `buffer` bytes would have needed for the same. */
        needed: number;
        buffer: number;
      }
    | {
        /** The same place was read at a fixed period. */
        kind: 'polling';
        times: number;
        period_ns: number;
      }
    | { kind: 'slow'; slowest_ns: number }
    | {
        kind: 'failing';
        /** errno's name. */
        error: string;
      }
    | {
        /** Much more was read than the file has. */
        kind: 'beyond';
        /** Bytes read by size. */
        factor: number;
        size: number;
      }
  );

export interface Findings {
  /** What wastes most comes first. */
  findings: Finding[];
  /** Findings left out because there were too many: those that waste least. */
  left_out: number;
  /** Pairs of process and file that were forgotten, the longest unread first: what they did before is not counted. */
  forgotten: number;
  /** Rows looked at: fewer than there are where they were too many for one answer; the next one goes on. */
  rows: number;
}

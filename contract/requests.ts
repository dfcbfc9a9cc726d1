// What a window may ask, what it is told unasked, and its one way out.

import type {
  FileOrder,
  FileTotals,
  FolderTotals,
  HeatMap,
  Latencies,
  Sizes,
  TimeRange,
} from './analysis.ts';
import type {
  BlockedCall,
  ExportFormat,
  ExportProgress,
  ExportResult,
  Found,
  LostLine,
  LostSpan,
  Page,
  RowOrder,
  Seen,
  SeenValue,
  Status,
  Throughput,
  ValueField,
} from './capture.ts';
import type { CaptureFilter } from './capture-filter.ts';
import type { Details } from './details.ts';
import type { Filter } from './filter.ts';
import type { Findings } from './findings.ts';
import type { Mark, MarkLine } from './marks.ts';
import type { Problem } from './problem.ts';
import type { ProcessNews, ThreadInfo } from './processes.ts';

/** Requests by name. `session` ones are answered by the shell's main process, the others by the capture process. */
export interface Requests {
  /** Begins to record into the present capture. Answers when the first read can be seen. */
  record: { args: Record<string, never>; reply: null };
  /**
   * Runs a program and records it with its descendants from its first read on. `command`: its name or path and its
   * arguments, with quotes, no shell; `directory`: where, empty for the user's home; `keepOn`: recording goes on
   * when the program ends. Answers when it runs.
   */
  trace: { args: { command: string; directory: string; keepOn: boolean }; reply: null };
  /** Ends recording. Answers when every read is stored. */
  stop: { args: Record<string, never>; reply: null };
  /** Says what to record: from now on if a recording runs (answers when it is in force), else from the next. */
  chooseReads: { args: { filter: CaptureFilter }; reply: null };
  /** Gives the ring buffer this many MiB, a power of two, from the next recording on. */
  chooseRing: { args: { mib: number }; reply: null };
  /** Asks where, then writes. null: the user thought better of it. */
  export: { args: { filter: Filter; format: ExportFormat }; reply: ExportResult | null };
  cancelExport: { args: Record<string, never>; reply: null };
  /**
   * `order` null: as they arrived. `of`: of the first so many rows of the capture, null for all there are. What is
   * sorted moves with each row that comes: pages that shall fit together are asked of the same rows. `offset` null:
   * the last `limit` rows, none of them before all were looked at.
   */
  page: {
    args: { filter: Filter; order: RowOrder | null; offset: number | null; limit: number; of: number | null };
    reply: Page;
  };
  /** Over the whole capture, or over `range` more finely. */
  throughput: {
    args: { filter: Filter; buckets: number; series: number; range: TimeRange | null };
    reply: Throughput;
  };
  /**
   * The first of the rows that pass `filter`, in this order and from place `from` on, that passes `find` as well;
   * `backward`: the last before that place. Past the end it goes on at the other. null: there is none. `of`: as in
   * `page`, whose places these are.
   */
  find: {
    args: {
      filter: Filter;
      order: RowOrder | null;
      find: Filter;
      from: number;
      backward: boolean;
      of: number | null;
    };
    reply: Found | null;
  };
  /** Values of a field that hold `part`, case aside; a pid also by its process. Most often first. */
  values: { args: { field: ValueField; part: string; limit: number }; reply: SeenValue[] };
  /** How long the reads that pass took. */
  latencies: { args: { filter: Filter }; reply: Latencies };
  /** How much they asked for and got. */
  sizes: { args: { filter: Filter }; reply: Sizes };
  /** At most `columns` columns: the buckets of as many of `throughput`. */
  heatMap: { args: { filter: Filter; columns: number; range: TimeRange | null }; reply: HeatMap };
  /** The `limit` paths that come first, below `folder` (`/home/me`) or anywhere (empty). */
  topFiles: {
    args: { filter: Filter; order: FileOrder; limit: number; folder: string };
    reply: FileTotals[];
  };
  /** What lies in `folder`, most bytes first; in the empty one, what paths begin with. */
  folder: { args: { filter: Filter; folder: string }; reply: FolderTotals[] };
  /** All about one read; `no-such-read` where the capture has no row of this number. */
  details: { args: { row: number }; reply: Details };
  /** Where reads are wasted, in the whole capture as far as it has been looked at. */
  findings: { args: Record<string, never>; reply: Findings };
  seen: { args: Record<string, never>; reply: Seen };
  /** What was lost, in order of `row`; spans of one process that follow one another closely are one when many. */
  lost: { args: Record<string, never>; reply: LostSpan[] };
  /** The same as the table shows it among the rows that pass, in order of `place`; lines close together are one when many. */
  lostLines: { args: { filter: Filter }; reply: LostLine[] };
  /** What is new about processes since the version told last; 0: everything. */
  processes: { args: { since: number }; reply: ProcessNews };
  /** Threads of the process with this key, the busiest first; none where it is not known. */
  threads: { args: { process: string }; reply: ThreadInfo[] };
  /** Calls that wait now, the longest wait first; none while nothing is recorded. */
  blocked: { args: Record<string, never>; reply: BlockedCall[] };
  /** Marks this moment, with a number for a name where that is empty. */
  mark: { args: { name: string }; reply: Mark };
  /** In order of time. */
  marks: { args: Record<string, never>; reply: Mark[] };
  /** Where marks stand among the rows that pass, in order of `place`. */
  markLines: { args: { filter: Filter }; reply: MarkLine[] };
  /** `no-such-mark` where there is none; an empty name is its number again. */
  renameMark: { args: { id: number; name: string }; reply: Mark };
  removeMark: { args: { id: number }; reply: null };
  /** Forgets all rows and marks; recording goes on. */
  clear: { args: Record<string, never>; reply: null };
  status: { args: Record<string, never>; reply: Status };
}

export type RequestName = keyof Requests;
export type Args<N extends RequestName> = Requests[N]['args'];
export type Reply<N extends RequestName> = Requests[N]['reply'];

/** Requests a shell's main process answers itself; all others go on to the capture process. */
export const SESSION_REQUESTS = [
  'record',
  'trace',
  'stop',
  'chooseReads',
  'chooseRing',
  'export',
  'cancelExport',
] as const satisfies RequestName[];

export type SessionRequest = (typeof SESSION_REQUESTS)[number];

export function isSessionRequest(name: RequestName): name is SessionRequest {
  return (SESSION_REQUESTS as readonly RequestName[]).includes(name);
}

/** Told to every window, unasked. */
export type Push =
  | { push: 'status'; status: Status }
  | { push: 'export'; progress: ExportProgress }
  /** All there are, after each change of one. */
  | { push: 'marks'; marks: Mark[] }
  /** The rows were cleared: whatever a window holds of them is stale. */
  | { push: 'cleared' };

export type Message =
  | { id: number; name: RequestName; args: Args<RequestName> }
  | { id: number; ok: true; reply: Reply<RequestName> }
  | { id: number; ok: false; problem: Problem }
  | Push;

/** The window's one way out, whatever the shell: implemented by the Electron preload and by the WebSocket. */
export interface Bridge {
  /** Rejects with a ProblemError. */
  request<N extends RequestName>(name: N, args: Args<N>): Promise<Reply<N>>;
  /** Returns the function that ends the subscription. */
  onPush(listener: (push: Push) => void): () => void;
}

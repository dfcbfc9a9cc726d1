// What a shell's main process and its capture process say to each other, beside the requests of windows.

import type { ExportFormat, Push, Requests, State } from './capture.ts';
import type { Problem } from './problem.ts';
import type { Filter } from './read.ts';

/** Which processes the kernel traces. */
export interface Scope {
  /** Left out with their descendants: ioscope's own. */
  leaveOut: number[];
  /** Traced alone. */
  pids: number[];
  /** Traced with their descendants. */
  trees: number[];
}

/** How a capture process is started: the one message it gets before any request. */
export interface OpenCapture {
  open: {
    /** The DuckDB file: created, or opened if there. */
    file: string;
  };
}

interface InternalRequests {
  /** Opens the private directory with the socket and waits there for one loader. */
  listen: { args: { scope: Scope }; reply: { directory: string } };
  /** Answers when the loader has attached, or rejects with what kept it from it. */
  attached: { args: Record<string, never>; reply: null };
  /** Stops listening for a loader that will not come. */
  abandon: { args: Record<string, never>; reply: null };
  /** Ends the recording: answers when the loader has said goodbye and every read is stored. */
  finish: { args: Record<string, never>; reply: null };
  /** Tells all windows the session's state. */
  announce: { args: { state: State; problem: Problem | null }; reply: null };
  /**
   * Writes the rows that pass the filter to a file (whole or not at all) or to standard output (null).
   * `follow`: goes on with the rows to come, until `finish`.
   */
  write: {
    args: { path: string | null; filter: Filter; format: ExportFormat; follow: boolean };
    reply: { rows: number };
  };
  /** Ends a write; a file half written goes away. */
  cancelWrite: { args: Record<string, never>; reply: null };
}

/** Everything a capture process answers. */
export type CaptureRequests = Omit<Requests, 'record' | 'stop' | 'export' | 'cancelExport'> &
  InternalRequests;
export type CaptureRequestName = keyof CaptureRequests;

/** What a capture process tells unasked. */
export type CapturePush =
  | Push
  /** It is ready for requests. */
  | { push: 'opened' }
  /** The recording ended without being asked to: the loader died or spoke nonsense. */
  | { push: 'ended'; problem: Problem };

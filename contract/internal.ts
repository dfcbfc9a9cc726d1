// What a shell's main process and its capture process say to each other, beside the requests of windows.

import type { ExportFormat, State } from './capture.ts';
import type { CaptureFilter } from './capture-filter.ts';
import type { Filter } from './filter.ts';
import type { Mark } from './marks.ts';
import type { Problem } from './problem.ts';
import type { Push, Requests, SessionRequest } from './requests.ts';

/** How a capture process is started: the one message it gets before any request. */
export interface OpenCapture {
  open: {
    /** The DuckDB file: created, or opened if there. */
    file: string;
  };
}

/** The session's state: what is recorded, or will be at the next recording. */
export interface Announced {
  state: State;
  problem: Problem | null;
  filter: CaptureFilter;
  /** Size of the ring buffer from the next recording on, where one was chosen. */
  ringMib: number | null;
}

interface InternalRequests {
  /**
   * Opens the private directory with the socket and waits there for one loader. `leaveOut`: processes left out
   * with their descendants, whatever the filter says: ioscope's own. `ringMib`: size of the ring buffer, 0 for the
   * loader's own choice. Rejects with `no-cgroup` and the like where the filter cannot be put to the kernel.
   */
  listen: {
    args: { filter: CaptureFilter; leaveOut: number[]; ringMib: number };
    reply: { directory: string };
  };
  /**
   * Puts another filter to the recording under way; with none, sees whether it could be. Answers when it is in
   * force; what rejects changes nothing.
   */
  choose: { args: { filter: CaptureFilter }; reply: null };
  /** Answers when the loader has attached, or rejects with what kept it from it. */
  attached: { args: Record<string, never>; reply: null };
  /** Stops listening for a loader that will not come. */
  abandon: { args: Record<string, never>; reply: null };
  /** Ends the recording: answers when the loader has said goodbye and every read is stored. */
  finish: { args: Record<string, never>; reply: null };
  /** As `mark`, of a moment of CLOCK_MONOTONIC, in decimal: a message may be long on its way. */
  markAt: { args: { name: string; monotonic_ns: string }; reply: Mark };
  /** Tells all windows the session's state. */
  announce: { args: Announced; reply: null };
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
export type CaptureRequests = Omit<Requests, SessionRequest> & InternalRequests;
export type CaptureRequestName = keyof CaptureRequests;

/** What a capture process tells unasked. */
export type CapturePush =
  | Push
  /** It is ready for requests. */
  | { push: 'opened' }
  /** The recording ended without being asked to: the loader died or spoke nonsense. */
  | { push: 'ended'; problem: Problem };

// The words of a capture: one read, with DESIGN's names of fields, used everywhere.

/**
 * One read as the window shows it. `time` and `count` are decimal strings: both can pass 2^53, and a
 * string crosses JSON and structured clone alike.
 */
export interface ReadRow {
  /** Place in the capture, from 0, in order of arrival. */
  row: number;
  /** Start of the call: nanoseconds since 1970 UTC. */
  time: string;
  pid: number;
  tid: number;
  /** The thread's name; bytes that are not UTF-8 stand as \xNN, and a backslash as \\. */
  comm: string;
  /** The name of the process: its group leader's, when it first read or since its last exec. */
  process: string;
  syscall: Syscall;
  fd: number;
  kind: Kind;
  /**
   * The file's path as the process saw it at the time of the call, written as `comm` is. `pipe:[N]`,
   * `socket:[N]`, `ns:[N]` and `anon_inode:[name]` for what has none; ` (deleted)` behind a path that is gone,
   * `…/` before one whose beginning is not known, `(unreachable)/` before one outside the process's root;
   * ` (by /proc)` behind what the kernel side could not tell and /proc told when the row arrived. Empty where the
   * file is not known.
   */
  path: string;
  /** Where in the file the call began to read, in bytes; -1 where there is no such place. */
  offset: number;
  /** Bytes asked for. */
  count: string;
  /** Bytes returned, or -errno. */
  ret: number;
  /** errno's name, empty on success. */
  error: string;
  latency_ns: number;
}

/** The calls that are shown, in the order of enum read_call in bpf/event.h. */
export const SYSCALLS = ['read', 'pread64', 'readv', 'preadv', 'preadv2'] as const;
export type Syscall = (typeof SYSCALLS)[number];

/** What a descriptor is open on. `unknown`: it could not be told; `anon`: an anonymous inode of another sort. */
export const KINDS = [
  'unknown',
  'file',
  'dir',
  'pipe',
  'socket',
  'tty',
  'device',
  'proc',
  'sys',
  'memfd',
  'eventfd',
  'timerfd',
  'signalfd',
  'inotify',
  'epoll',
  'anon',
] as const;
export type Kind = (typeof KINDS)[number];

/** The columns of every export, in this order. */
export const COLUMNS = [
  'time',
  'pid',
  'tid',
  'comm',
  'process',
  'syscall',
  'fd',
  'kind',
  'path',
  'offset',
  'count',
  'ret',
  'error',
  'latency_ns',
] as const satisfies readonly (keyof ReadRow)[];
export type Column = (typeof COLUMNS)[number];

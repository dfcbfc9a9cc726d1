// The words of a capture: one read, and how reads are chosen. DESIGN names of fields, used everywhere.

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
  fd: number;
  /** Bytes asked for. */
  count: string;
  /** Bytes returned, or -errno. */
  ret: number;
  /** errno's name, empty on success. */
  error: string;
  latency_ns: number;
}

/** The columns of every export, in this order. */
export const COLUMNS = [
  'time',
  'pid',
  'tid',
  'comm',
  'fd',
  'count',
  'ret',
  'error',
  'latency_ns',
] as const satisfies readonly (keyof ReadRow)[];

export type FilterField = 'comm' | 'pid';

/** One condition. `value` is compared whole: a comm as `ReadRow.comm` writes it, a pid in decimal. */
export interface Term {
  field: FilterField;
  value: string;
  exclude: boolean;
}

/**
 * A view filter: hides rows, discards none. A row passes if no excluding term matches it and, for each
 * field with including terms, one of them does. `text`, if not empty, must also be part of the row's comm
 * (case aside) or equal its pid.
 */
export interface Filter {
  terms: Term[];
  text: string;
}

export const NO_FILTER: Filter = { terms: [], text: '' };

// What a chart may ask to be added to the filter. How a filter says it is not a chart's business.

/** A condition; ranges go from `from` up to, not including, `to`. */
export type Narrowing =
  /** Nanoseconds since 1970 UTC. */
  | { field: 'time'; from: bigint; to: bigint }
  /** Nanoseconds. */
  | { field: 'latency'; from: number; to: number }
  /** Bytes. */
  | { field: 'count' | 'ret'; from: number; to: number }
  | { pid: number }
  | { path: string }
  /** errno's name. */
  | { error: string }
  /** Everything below it, however deep. */
  | { folder: string };

/** Adds conditions that are meant together: one step to be undone. */
export type OnNarrow = (conditions: readonly Narrowing[]) => void;

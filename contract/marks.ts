// Marks: moments of a recording that someone gave a name, to find them again.

export interface Mark {
  /** Names it for good within its capture. */
  id: number;
  /** Nanoseconds since 1970 UTC, by the clock that reads are timed with. */
  time: string;
  /** What someone typed or a program wrote: any text at all. */
  name: string;
}

/** A mark among the rows that a table shows in order of arrival. */
export interface MarkLine {
  id: number;
  /** Rows that pass and had returned before it. */
  place: number;
}

/** Characters of a name. */
export const MARK_NAME_MAX = 200;
/** Of one capture. */
export const MARKS_MAX = 1000;

// The rows that pass a filter, in an order, as of so many rows of the capture: what stands at a place, and where a row
// stands.

import type { ReadRow } from '../contract/read.ts';

export interface Places {
  /** Rows of the capture, from the first on, of which this is true. */
  rows: number;
  /** Rows that pass, of these. */
  count: number;
  /** Rows at places [offset, offset + limit). */
  page(offset: number, limit: number): Promise<ReadRow[]>;
  /** The row at a place below `count`. */
  rowAt(place: number): Promise<number>;
  /** Places before that of a row, or before where it would stand if it passed. */
  before(row: number): Promise<number>;
}

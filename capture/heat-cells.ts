// How many of the rows that pass one filter lie in each moment and octave of latency.

import type { Passing } from './passing.ts';
import type { Range } from './row-range.ts';
import { octaveSql } from './steps.ts';

/** Equal parts of an octave. */
export const ROWS_AN_OCTAVE = 2;

export interface HeatCell {
  /** Since 1970. */
  column: number;
  row: number;
  reads: number;
}

export class HeatCells {
  #passing: Passing;
  #width = 0;
  /** By column, then by row. */
  #cells = new Map<number, Map<number, HeatCell>>();

  constructor(passing: Passing) {
    this.#passing = passing;
  }

  /** Columns of `width` nanoseconds, counted from 1970 on. They are not the caller's to change. */
  cells(width: number): Promise<readonly HeatCell[]> {
    return this.#passing.whole(
      (rows) => this.#look(rows, width),
      () => [...this.#cells.values()].flatMap((column) => [...column.values()]),
      // In columns of another width each read has another place.
      () => width !== this.#width,
    );
  }

  async #look(rows: Range, width: number): Promise<void> {
    const found = await this.#passing.select(
      rows,
      (values) =>
        `e.time // ${values.add(width)}, ${octaveSql('e.latency_ns', ROWS_AN_OCTAVE)}, count(*)::DOUBLE`,
      'GROUP BY 1, 2',
    );
    if (rows.from === 0) this.#cells.clear();
    this.#width = width;
    for (const [column, row, reads] of found) this.#add(Number(column), Number(row), Number(reads));
  }

  #add(column: number, row: number, reads: number): void {
    const cells = this.#cells.get(column) ?? new Map<number, HeatCell>();
    this.#cells.set(column, cells);
    const cell = cells.get(row) ?? { column, row, reads: 0 };
    cells.set(row, cell);
    cell.reads += reads;
  }
}

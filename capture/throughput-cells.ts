// How much each process read in each moment, among the rows that pass one filter.

import type { Passing } from './passing.ts';
import { BYTES } from './passing.ts';
import type { Range } from './row-range.ts';
import type { Cell } from './series.ts';

export class ThroughputCells {
  #passing: Passing;
  #width = 0;
  /** By pid, then by bucket since 1970. */
  #cells = new Map<number, Map<number, Cell>>();

  constructor(passing: Passing) {
    this.#passing = passing;
  }

  /** Buckets of `width` nanoseconds, counted from 1970 on. They are not the caller's to change. */
  cells(width: number): Promise<readonly Cell[]> {
    return this.#passing.whole(
      (rows) => this.#look(rows, width),
      () => [...this.#cells.values()].flatMap((cells) => [...cells.values()]),
      // In buckets of another width each read has another place.
      () => width !== this.#width,
    );
  }

  async #look(rows: Range, width: number): Promise<void> {
    const found = await this.#passing.select(
      rows,
      (values) => `e.pid, e.time // ${values.add(width)}, sum(${BYTES})::DOUBLE, count(*)::DOUBLE`,
      'GROUP BY 1, 2',
    );
    if (rows.from === 0) this.#cells.clear();
    this.#width = width;
    for (const [pid, bucket, bytes, reads] of found) {
      this.#add(Number(pid), Number(bucket), Number(bytes), Number(reads));
    }
  }

  #add(pid: number, bucket: number, bytes: number, reads: number): void {
    const cells = this.#cells.get(pid) ?? new Map<number, Cell>();
    this.#cells.set(pid, cells);
    const cell = cells.get(bucket) ?? { pid, bucket, bytes: 0, reads: 0, lost: false };
    cells.set(bucket, cell);
    cell.bytes += bytes;
    cell.reads += reads;
  }
}

// The ids of a dictionary whose texts pass a test, as a condition in SQL. Each id is looked at once; the scan
// compares integers only, however many ids there are.

import type { Binding } from './sql.ts';

/** More ids than these are given as a bit each: DuckDB takes a list for a table and joins it. */
const MOST_LISTED = 16;

export class Chosen {
  #passes: (id: number) => boolean;
  #seen = 0;
  #count = 0;
  #listed: number[] = [];
  /** A bit an id, the first in the highest bit, behind the byte that says how many bits are padding: none. */
  #bits = new Uint8Array(1 + 128);

  constructor(passes: (id: number) => boolean) {
    this.#passes = passes;
  }

  /** Looks at the ids up to `length` that are new since the last call. */
  extend(length: number): void {
    for (let id = this.#seen; id < length; id++) {
      if (this.#passes(id)) this.#choose(id);
    }
    this.#seen = Math.max(this.#seen, length);
  }

  get any(): boolean {
    return this.#count > 0;
  }

  /** Whether `column` is among the ids chosen. */
  sql(column: string, binding: Binding): string {
    if (this.#count <= MOST_LISTED) return `${column} IN ${binding.list(this.#listed)}`;
    // A bit beyond the last would be an error, and rows of a capture just cleared may have later ids.
    const last = 8 * (this.#bits.length - 1) - 1;
    return `get_bit(${binding.bits(this.#bits)}, least(${column}, ${last})::INTEGER) = 1`;
  }

  #choose(id: number): void {
    this.#count++;
    if (this.#count <= MOST_LISTED) this.#listed.push(id);
    const at = 1 + (id >> 3);
    // The last byte stays empty, for ids that are not there.
    if (at + 1 >= this.#bits.length) {
      const wider = new Uint8Array(1 + 2 * Math.max(this.#bits.length - 1, at));
      wider.set(this.#bits);
      this.#bits = wider;
    }
    this.#bits[at] = (this.#bits[at] ?? 0) | (0x80 >> (id & 7));
  }
}

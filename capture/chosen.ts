// The ids of a dictionary whose texts pass a test, as a condition in SQL. Each id is looked at once; the scan
// compares integers only, however many ids there are.

import type { Binding } from './sql.ts';

/** More ids than these are given as a bit each. */
const MOST_LISTED = 4;

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
    this.#widen(length);
    for (let id = this.#seen; id < length; id++) {
      if (this.#passes(id)) this.#choose(id);
    }
    this.#seen = Math.max(this.#seen, length);
  }

  /** Whether `column` is among the ids chosen; NULL for an id that is later than all that were looked at. */
  sql(column: string, binding: Binding): string {
    if (this.#count === 0) return 'false';
    if (this.#count <= MOST_LISTED) {
      // No IN: DuckDB may take its list for a table and join it, and rows come out of a join in any order.
      return `(${this.#listed.map((id) => `${column} = ${binding.add(id)}`).join(' OR ')})`;
    }
    // A bit beyond the last would be an error: a row that came after `extend`, or one of a capture being cleared,
    // may have a later id. It is neither in nor out, and is judged when it is counted. `least` would cost more
    // than all the rest.
    return `(try(get_bit(${binding.bits(this.#bits)}, ${column}::INTEGER)) = 1)`;
  }

  #choose(id: number): void {
    this.#count++;
    if (this.#count <= MOST_LISTED) this.#listed.push(id);
    const at = 1 + (id >> 3);
    this.#bits[at] = (this.#bits[at] ?? 0) | (0x80 >> (id & 7));
  }

  /** Room for a bit for each id looked at. */
  #widen(length: number): void {
    const bytes = 1 + Math.ceil(length / 8);
    if (bytes <= this.#bits.length) return;
    const wider = new Uint8Array(1 + 2 * bytes);
    wider.set(this.#bits);
    this.#bits = wider;
  }
}

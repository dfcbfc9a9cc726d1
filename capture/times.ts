// The first and the last start of a read in a capture, kept up to date as rows come: asking the table for them would
// look through it all. Reads come in the order of their ends, so neither the first row nor the last has them.

import type { Columns } from './columns.ts';

export class Times {
  /** Nanoseconds since 1970 UTC; null where there is no read. */
  first: bigint | null = null;
  /** Nanoseconds since 1970 UTC; null where there is no read. */
  last: bigint | null = null;

  take({ time, length }: Columns): void {
    if (length === 0) return;
    let least = 0;
    let most = 0;
    for (let row = 1; row < length; row++) {
      if (isBefore(time, row, least)) least = row;
      else if (isBefore(time, most, row)) most = row;
    }
    this.include(timeAt(time, least), timeAt(time, most));
  }

  include(first: bigint, last: bigint): void {
    if (this.first === null || first < this.first) this.first = first;
    if (this.last === null || last > this.last) this.last = last;
  }

  clear(): void {
    this.first = null;
    this.last = null;
  }
}

/** Words of 32 bits, the lower one first; no time is negative. */
function isBefore(time: Uint32Array, a: number, b: number): boolean {
  const highA = time[2 * a + 1] as number;
  const highB = time[2 * b + 1] as number;
  return highA === highB ? (time[2 * a] as number) < (time[2 * b] as number) : highA < highB;
}

function timeAt(time: Uint32Array, row: number): bigint {
  return (BigInt(time[2 * row + 1] as number) << 32n) | BigInt(time[2 * row] as number);
}

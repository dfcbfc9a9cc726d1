// When the reads of a capture began, of all and of each row group, kept up to date as rows come: asking the table for
// it would look through it all. Reads come in the order of their ends, so neither the first row nor the last tells.

import type { Columns } from './columns.ts';
import { GROUP_ROWS } from './schema.ts';

/** Nanoseconds since 1970 UTC. */
export interface Span {
  first: bigint;
  last: bigint;
}

export class Times {
  #all: Span | null = null;
  #groups: Span[] = [];
  #rows = 0;
  /** Of so many groups from the first on nothing is known yet. */
  #unknown = 0;

  /** Those that were taken in. */
  get rows(): number {
    return this.#rows;
  }

  /** Nanoseconds since 1970 UTC; null where there is no read. */
  get first(): bigint | null {
    return this.#all?.first ?? null;
  }

  /** Nanoseconds since 1970 UTC; null where there is no read. */
  get last(): bigint | null {
    return this.#all?.last ?? null;
  }

  take({ time, length }: Columns): void {
    if (length === 0) return;
    let least = 0;
    let most = 0;
    for (let row = 1; row < length; row++) {
      if (isBefore(time, row, least)) least = row;
      else if (isBefore(time, most, row)) most = row;
    }
    const span = { first: timeAt(time, least), last: timeAt(time, most) };
    this.#all = together(this.#all, span);
    const end = this.#rows + length;
    for (let group = groupOf(this.#rows); group <= groupOf(end - 1); group++) this.#widen(group, span);
    this.#rows = end;
  }

  /** What was there when a capture was opened; of its groups `learn` tells later. */
  restore(rows: number, all: Span): void {
    this.#rows = rows;
    this.#unknown = rows > 0 ? groupOf(rows - 1) + 1 : 0;
    this.#all = together(this.#all, all);
  }

  /** The groups of what was there, from the first on. */
  learn(groups: readonly Span[]): void {
    for (const [group, span] of groups.entries()) this.#widen(group, span);
    this.#unknown = 0;
  }

  /** What none of the rows [from, to) lies outside of; null where that is not known. */
  of(from: number, to: number): Span | null {
    if (from >= to || to > this.#rows || groupOf(from) < this.#unknown) return null;
    return this.#groups.slice(groupOf(from), groupOf(to - 1) + 1).reduce(together);
  }

  clear(): void {
    this.#all = null;
    this.#groups = [];
    this.#rows = 0;
    this.#unknown = 0;
  }

  #widen(group: number, span: Span): void {
    this.#groups[group] = together(this.#groups[group] ?? null, span);
  }
}

const groupOf = (row: number) => Math.floor(row / GROUP_ROWS);

function together(one: Span | null, other: Span): Span {
  if (one === null) return other;
  let { first, last } = one;
  if (other.first < first) first = other.first;
  if (other.last > last) last = other.last;
  return { first, last };
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

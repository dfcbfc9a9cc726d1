// Where the lines of lost reads stand among the rows of the table, and what they say. A line takes the height of a row
// and no place: the place of a read is what it was. Pure; lines are few, rows any number.

import { type LostLine, MAX_RING_MIB, type Status } from '../../contract/capture.ts';
import { formatCount, formatRoundDuration } from '../parts/format.ts';

export class LinesAmong {
  /** Rows and lines. */
  readonly height: number;
  readonly #lines: readonly LostLine[];

  /** `lines` in order of their places; those beyond the `count` rows there are stand nowhere yet. */
  constructor(lines: readonly LostLine[], count: number) {
    this.#lines = lines.filter(({ place }) => place <= count);
    this.height = count + this.#lines.length;
  }

  /** Heights above the row at this place. */
  above(place: number): number {
    return place + firstIndex(this.#lines.length, (index) => (this.#lines[index]?.place ?? 0) > place);
  }

  /** The place of the row at this height, or of the one below the line that is there. */
  placeAt(height: number): number {
    return height - this.#before(height);
  }

  /** The lines in [from, to), each with its height. */
  between(from: number, to: number): { line: LostLine; height: number }[] {
    const found: { line: LostLine; height: number }[] = [];
    for (let index = this.#before(from); index < this.#lines.length; index++) {
      const line = this.#lines[index];
      if (line === undefined || line.place + index >= to) break;
      found.push({ line, height: line.place + index });
    }
    return found;
  }

  /** Lines above this height. */
  #before(height: number): number {
    return firstIndex(this.#lines.length, (index) => (this.#lines[index]?.place ?? 0) + index >= height);
  }
}

/** The first index below `length` that passes where all after it do as well; else `length`. */
function firstIndex(length: number, passes: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What a line says, in parts. The name is of a traced program. */
export interface LineText {
  what: string;
  cause: string;
  /** Whose reads most of them were; null where that is not known. */
  whose: { all: boolean; name: string } | null;
}

export function lineText({ reads, perhaps, slotless, from, to, most }: LostLine): LineText {
  const all = reads + perhaps;
  const name = most.process || (most.pid === 0 ? '' : `process ${most.pid}`);
  return {
    what: whatText(reads, perhaps),
    cause: causeText(all, slotless, Number(BigInt(to) - BigInt(from))),
    whose: name === '' || 2 * most.reads <= all ? null : { all: most.reads === all, name },
  };
}

function whatText(reads: number, perhaps: number): string {
  const counted = (count: number) => `${formatCount(count)} ${count === 1 ? 'read' : 'reads'}`;
  const were = (count: number) => (count === 1 ? 'was' : 'were');
  if (perhaps === 0) return `${counted(reads)} ${were(reads)} lost here`;
  if (reads === 0) return `${counted(perhaps)} ${were(perhaps)} lost here that may pass the filter`;
  return `${counted(reads)} ${were(reads)} lost here, and ${formatCount(perhaps)} that may pass the filter`;
}

function causeText(reads: number, slotless: number, ns: number): string {
  const full = ns > 0 ? `ring buffer full for ${formatRoundDuration(ns)}` : 'ring buffer full';
  if (slotless === 0) return full;
  if (slotless === reads) return 'too many threads were inside a read';
  return `${full}, and too many threads were inside a read`;
}

/** The ring buffer's sizes in MiB; null where there is none. */
export interface RingSize {
  /** Of the recording that runs or was the last. */
  now: number | null;
  /** Another one, chosen for the next. */
  next: number | null;
  double: number | null;
}

export function ringSize(status: Pick<Status, 'ring_bytes' | 'next_ring_mib'> | null): RingSize {
  const now = status?.ring_bytes ? status.ring_bytes / 2 ** 20 : null;
  const chosen = status?.next_ring_mib ?? null;
  return {
    now,
    next: chosen === now ? null : chosen,
    double: now !== null && 2 * now <= MAX_RING_MIB ? 2 * now : null,
  };
}

// Where lines stand among the rows of the table: of lost reads, and marks. A line takes the height of a row and no
// place: the place of a read is what it was. Pure; lines are few, rows any number.

import type { LostLine } from '../../contract/capture.ts';
import { firstIndex } from '../../contract/first-index.ts';
import type { Mark } from '../../contract/marks.ts';

export type TableLine = { place: number } & ({ kind: 'lost'; lost: LostLine } | { kind: 'mark'; mark: Mark });

/** In order of their places: of those at one, what was lost before the marks. */
export function tableLines(
  lost: readonly LostLine[],
  marks: readonly { place: number; mark: Mark }[],
): TableLine[] {
  const lines: TableLine[] = [
    ...lost.map((line) => ({ kind: 'lost' as const, place: line.place, lost: line })),
    ...marks.map(({ place, mark }) => ({ kind: 'mark' as const, place, mark })),
  ];
  return lines.sort((a, b) => a.place - b.place);
}

export class LinesAmong<L extends { place: number }> {
  /** Rows and lines. */
  readonly height: number;
  readonly #lines: readonly L[];

  /** `lines` in order of their places; those beyond the `count` rows there are stand nowhere yet. */
  constructor(lines: readonly L[], count: number) {
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
  between(from: number, to: number): { line: L; height: number }[] {
    const found: { line: L; height: number }[] = [];
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

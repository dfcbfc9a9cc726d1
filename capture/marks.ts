// The marks of a capture, in order of time. Knows no SQL; the store keeps what is here.

import { MARK_NAME_MAX, MARKS_MAX, type Mark } from '../contract/marks.ts';
import { ProblemError } from '../contract/problem.ts';

export class Marks {
  #marks: readonly Mark[] = [];
  #lastId = 0;

  /** Another list after each change. */
  get all(): readonly Mark[] {
    return this.#marks;
  }

  /** Without a name it is numbered. Throws a ProblemError where there are too many. */
  add(time: bigint, name: string): Mark {
    if (this.#marks.length >= MARKS_MAX) {
      throw new ProblemError(
        'too-many-marks',
        `This capture has ${MARKS_MAX} marks already.`,
        'Remove some of them first.',
      );
    }
    const id = ++this.#lastId;
    const mark = { id, time: String(time), name: nameOf(name, id) };
    this.#put([...this.#marks, mark]);
    return mark;
  }

  /** Throws a ProblemError where there is none with this id. */
  rename(id: number, name: string): Mark {
    const renamed = { ...this.#find(id), name: nameOf(name, id) };
    this.#put(this.#marks.map((mark) => (mark.id === id ? renamed : mark)));
    return renamed;
  }

  /** Throws a ProblemError where there is none with this id. */
  remove(id: number): void {
    const gone = this.#find(id);
    this.#put(this.#marks.filter((mark) => mark !== gone));
  }

  clear(): void {
    this.#marks = [];
    this.#lastId = 0;
  }

  restore(marks: readonly Mark[]): void {
    this.#put(marks);
    this.#lastId = Math.max(0, ...marks.map(({ id }) => id));
  }

  #find(id: number): Mark {
    const found = this.#marks.find((mark) => mark.id === id);
    if (found !== undefined) return found;
    throw new ProblemError('no-such-mark', 'There is no such mark.', 'It may have been removed elsewhere.');
  }

  #put(marks: readonly Mark[]): void {
    this.#marks = marks.toSorted((a, b) => Number(BigInt(a.time) - BigInt(b.time)) || a.id - b.id);
  }
}

function nameOf(name: string, id: number): string {
  const trimmed = name.trim().slice(0, MARK_NAME_MAX);
  return trimmed === '' ? `Mark ${id}` : trimmed;
}

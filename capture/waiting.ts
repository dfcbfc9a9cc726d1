// The question which calls wait now, and the loader's answer in pieces.

import { ProblemError } from '../contract/problem.ts';
import type { Blocked } from './decoder.ts';

/** The loader answers between two looks into the ring, 20 ms apart. */
const DEADLINE_MS = 5000;

export class Waiting {
  #ask: () => void;
  #asked: Promise<Blocked[]> | null = null;
  #pieces: Blocked[] = [];
  #answer: (blocked: Blocked[]) => void = () => {};

  constructor(ask: () => void) {
    this.#ask = ask;
  }

  /** Who asks while an answer is on its way has that one, too. Rejects if none comes. */
  question(): Promise<Blocked[]> {
    this.#asked ??= new Promise<Blocked[]>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#asked = null;
        reject(new ProblemError('no-answer', 'The loader did not say which calls wait.', ''));
      }, DEADLINE_MS);
      this.#pieces = [];
      this.#answer = (blocked) => {
        clearTimeout(timer);
        this.#asked = null;
        resolve(blocked);
      };
      this.#ask();
    });
    return this.#asked;
  }

  /** A piece of an answer; an empty one is its end. */
  take(piece: Blocked[]): void {
    if (piece.length > 0) this.#pieces.push(...piece);
    else this.#answer(this.#pieces);
  }

  /** No loader is left to answer. */
  end(): void {
    this.#answer([]);
  }
}

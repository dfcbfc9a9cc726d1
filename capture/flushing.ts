// When rows are stored: soon after the first that waits came, or a row group at a time where they come fast.

import { GROUP_ROWS } from './schema.ts';

/** From the first row that waits to its being visible. With the loader's 20 ms this stays within 100 ms. */
const LEAST_MS = 40;
/** Where as many as MANY_A_MS come in a millisecond: a commit has its price, and windows look four times a second. */
const MANY_MS = 150;
const MANY_A_MS = 50;
/**
 * While a busy disk makes storing slow, as much time goes to taking rows in, else the ring would fill; up to this.
 * Nor do rows wait longer for their row group to fill.
 */
const MOST_MS = 400;
/** They do while the ring buffer fills: late rows are better than lost ones. */
const MOST_PRESSED_MS = 2000;

export class Flushing {
  #waiting: () => number;
  #store: (most: number) => Promise<void>;
  #onFailure: (caught: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #storing = false;
  #tookMs = 0;
  #over = false;
  /** The ring buffer fills. */
  isPressed = false;

  /**
   * `waiting` says how many rows wait; `store` makes the first `most` of them visible and durable; `onFailure` is told
   * what it rejects with in its turn.
   */
  constructor(
    waiting: () => number,
    store: (most: number) => Promise<void>,
    onFailure: (caught: unknown) => void,
  ) {
    this.#waiting = waiting;
    this.#store = store;
    this.#onFailure = onFailure;
  }

  /** There are rows. */
  wish(): void {
    if (this.#waiting() >= GROUP_ROWS) this.#begin(GROUP_ROWS);
    else this.#timer ??= this.#wait();
  }

  /** Stores all that waits; nothing that is wished for comes from then on. */
  async end(): Promise<void> {
    this.#over = true;
    this.#cancel();
    await this.#store(Number.POSITIVE_INFINITY);
  }

  #pauseMs(): number {
    return Math.min(MOST_MS, Math.max(LEAST_MS, this.#tookMs));
  }

  #wait(): NodeJS.Timeout {
    const from = performance.now();
    return setTimeout(() => this.#due(performance.now() - from), this.#pauseMs());
  }

  /** `waitedMs`: a busy machine may have kept it longer than was asked for. */
  #due(waitedMs: number): void {
    const pauseMs = this.#pauseMs();
    const isFast = this.#waiting() * (MOST_MS / pauseMs) >= GROUP_ROWS;
    const isMany = this.#waiting() >= MANY_A_MS * Math.max(LEAST_MS, waitedMs);
    const mostMs = this.isPressed ? MOST_PRESSED_MS : isFast ? MOST_MS : isMany ? MANY_MS : 0;
    if (mostMs <= pauseMs) this.#begin(Number.POSITIVE_INFINITY);
    else this.#timer = setTimeout(() => this.#begin(Number.POSITIVE_INFINITY), mostMs - pauseMs);
  }

  #begin(most: number): void {
    this.#cancel();
    if (this.#storing || this.#over) return;
    this.#storing = true;
    const from = performance.now();
    this.#store(most).then(() => {
      this.#storing = false;
      this.#tookMs = performance.now() - from;
      if (this.#waiting() > 0 && !this.#over) this.wish();
    }, this.#onFailure);
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

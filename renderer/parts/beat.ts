// When what comes by itself is shown: all of it together, for a frame costs much the same whatever changes in it, and
// never so often that a key or a click waits.

import { flushSync } from 'react-dom';

/** Answers to the same news come within this time of one another. */
const GATHER_MS = 30;
const LEAST_MS = 250;
const MOST_MS = 1000;
/** Showing is followed by this many times the time it took without any. */
const REST = 3;

export class Beat {
  private waiting: (() => void)[] = [];
  private last = Number.NEGATIVE_INFINITY;
  private intervalMs = LEAST_MS;

  /** What a hand asked for is no matter for this: it is shown at once. */
  add(show: () => void): void {
    this.waiting.push(show);
    if (this.waiting.length > 1) return;
    const rest = this.last + this.intervalMs - performance.now();
    setTimeout(() => this.now(), Math.max(GATHER_MS, rest));
  }

  private now(): void {
    const shows = this.waiting;
    const from = performance.now();
    this.waiting = [];
    this.last = from;
    // One by one, or in a transition, stores and charts that hand their data on would each have a frame of their own.
    flushSync(() => {
      for (const show of shows) show();
    });
    // The first task after a frame begins when that is drawn.
    requestAnimationFrame(() => {
      setTimeout(() => {
        const tookMs = performance.now() - from;
        this.intervalMs = Math.min(MOST_MS, Math.max(LEAST_MS, tookMs * (1 + REST)));
      });
    });
  }
}

/** The window has one. */
export const beat = new Beat();

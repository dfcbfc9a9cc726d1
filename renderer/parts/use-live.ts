// A question asked again whenever its answer may have changed: never twice at once, never more often than told.

import { useEffect, useState } from 'react';
import { beat } from './beat.ts';

class Repeater<T> {
  ask: () => Promise<T> = () => Promise.reject();
  /** Milliseconds between two questions with the same key, at least. */
  interval = 0;
  onAnswer: (answer: T) => void = () => {};
  private key = '';
  private answeredKey: string | null = null;
  /** How many answers there were. */
  private turn = 0;
  private busy = false;
  private again = false;
  private last = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * A new key asks at once and makes an answer under way worthless; the same key waits for its turn, or while
   * `held` takes back what waits.
   */
  wish(key: string, held: boolean): void {
    if (held && key === this.key) {
      this.again = false;
      this.cancel();
      return;
    }
    const wait = key === this.key ? Math.max(0, this.last + this.interval - performance.now()) : 0;
    if (key !== this.key) this.cancel();
    this.key = key;
    if (this.busy) this.again = true;
    else this.timer ??= setTimeout(() => this.run(), wait);
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async run(): Promise<void> {
    const { key } = this;
    this.timer = undefined;
    this.busy = true;
    this.last = performance.now();
    try {
      const answer = await this.ask();
      const turn = ++this.turn;
      const show = () => {
        // A later one may have been shown already.
        if (key === this.key && turn === this.turn) this.onAnswer(answer);
      };
      // What was asked for by a hand is shown at once.
      if (key === this.answeredKey) beat.add(show);
      else show();
      this.answeredKey = key;
    } catch {
      // The table asks the same process and reports what is wrong; the next tick asks again.
    }
    this.busy = false;
    if (key !== this.key) this.last = Number.NEGATIVE_INFINITY;
    if (this.again) this.wish(this.key, false);
    this.again = false;
  }
}

export interface LiveOptions {
  key: string;
  tick: unknown;
  held: boolean;
  /** Milliseconds. */
  interval: number;
}

/**
 * The latest answer to `ask`, null before the first. Asked at once when `key` changes, and at most every
 * `interval` milliseconds when only `tick` does and it is not `held`. A failed question keeps the last answer.
 */
export function useLive<T>(ask: () => Promise<T>, live: LiveOptions): T | null {
  const { key, tick, held, interval } = live;
  const [answer, setAnswer] = useState<T | null>(null);
  const [repeater] = useState(() => new Repeater<T>());
  useEffect(() => {
    repeater.ask = ask;
    repeater.onAnswer = setAnswer;
    repeater.interval = interval;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new tick is the reason to ask again
  useEffect(() => repeater.wish(key, held), [repeater, key, tick, held]);
  useEffect(() => () => repeater.cancel(), [repeater]);
  return answer;
}

// Filters on their way to the kernel's side, and its word that they are in force.

import { ProblemError } from '../contract/problem.ts';

/** The loader listens between two looks into the ring, 20 ms apart; marking many processes takes a moment more. */
const DEADLINE_MS = 5000;

export class Filtering {
  #send: (frame: Uint8Array) => void;
  /** In the order in which their filters were sent, which is that of the answers. */
  #waiting: (() => void)[] = [];

  constructor(send: (frame: Uint8Array) => void) {
    this.#send = send;
  }

  /** Resolves when the filter is in force; rejects if the loader does not say so in time. */
  put(frame: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(late()), DEADLINE_MS);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
      this.#send(frame);
    });
  }

  /** One is in force. Returns false if none was sent. */
  take(): boolean {
    const settle = this.#waiting.shift();
    settle?.();
    return settle !== undefined;
  }

  /** No loader is left to answer: what was sent counts from the next recording. */
  end(): void {
    for (const settle of this.#waiting.splice(0)) settle();
  }
}

function late(): ProblemError {
  return new ProblemError(
    'no-answer',
    'The loader did not say within 5 s that it records what was chosen.',
    'Stop, choose again and press Record.',
  );
}

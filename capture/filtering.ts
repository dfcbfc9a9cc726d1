// Filters on their way to the kernel's side, and its word that they are in force.

import { ProblemError } from '../contract/problem.ts';

/** The loader listens between two looks into the ring, 20 ms apart; marking many processes takes a moment more. */
const DEADLINE_MS = 5000;

interface Waiting {
  resolve(): void;
  timer: NodeJS.Timeout;
}

export class Filtering {
  #send: (frame: Uint8Array) => void;
  /** In the order in which their filters were sent, which is that of the answers. */
  #waiting: Waiting[] = [];

  constructor(send: (frame: Uint8Array) => void) {
    this.#send = send;
  }

  /** Resolves when the filter is in force; rejects if the loader falls silent before it says so. */
  put(frame: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(late()), DEADLINE_MS);
      this.#waiting.push({ resolve, timer });
      this.#send(frame);
    });
  }

  /** Something else came from the loader: its word may stand behind a full buffer of rows. */
  heard(): void {
    for (const { timer } of this.#waiting) timer.refresh();
  }

  /** One is in force. Returns false if none was sent. */
  take(): boolean {
    const next = this.#waiting.shift();
    if (next) settle(next);
    return next !== undefined;
  }

  /** No loader is left to answer: what was sent counts from the next recording. */
  end(): void {
    for (const one of this.#waiting.splice(0)) settle(one);
  }
}

function settle({ resolve, timer }: Waiting): void {
  clearTimeout(timer);
  resolve();
}

function late(): ProblemError {
  return new ProblemError(
    'no-answer',
    'The loader fell silent before it recorded what was chosen.',
    'Stop, choose again and press Record.',
  );
}

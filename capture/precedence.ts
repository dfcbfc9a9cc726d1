// The rows of the table come before the charts: a new filter asks for all at once, and on few cores each would be
// half as fast. Knows no question and no SQL.

/** The table that has part of an answer draws it and asks on within this. */
const GRACE_MS = 100;
/** No chart waits longer, however one scrolls. */
const MOST_MS = 400;

export class Precedence {
  #under = 0;
  #passes = 0;
  #grace: NodeJS.Timeout | undefined;
  #waiting = new Set<() => void>();

  /** Does what others wait for; `isAll` says of what came of it whether nothing more will be asked for. */
  async first<T>(work: () => Promise<T>, isAll: (done: T) => boolean): Promise<T> {
    this.#under++;
    clearTimeout(this.#grace);
    let graceMs = GRACE_MS;
    try {
      const done = await work();
      if (isAll(done)) graceMs = 0;
      return done;
    } finally {
      this.#under--;
      this.#grace = this.#under === 0 ? setTimeout(() => this.#release(), graceMs) : undefined;
    }
  }

  /** Does what comes after that. */
  async later<T>(pass: () => Promise<T>): Promise<T> {
    await this.#turn();
    this.#passes++;
    try {
      return await pass();
    } finally {
      this.#passes--;
    }
  }

  /** Whether no one waits for anything but one such pass. */
  get isAlone(): boolean {
    return this.#under === 0 && this.#grace === undefined && this.#passes <= 1;
  }

  /** Resolves when nothing goes first. */
  #turn(): Promise<void> {
    if (this.#under === 0 && this.#grace === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, MOST_MS);
      this.#waiting.add(go);
    });
  }

  #release(): void {
    this.#grace = undefined;
    for (const go of [...this.#waiting]) go();
  }
}

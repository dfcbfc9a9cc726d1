// When rows are stored: soon after the first that waits came.

/** From the first row that waits to its being visible. With the loader's 20 ms this stays within 100 ms. */
const LEAST_MS = 40;
/** While a busy disk makes storing slow, as much time goes to taking rows in, else the ring would fill; up to this. */
const MOST_MS = 400;

export class Flushing {
  #store: () => Promise<void>;
  #onFailure: (caught: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #tookMs = 0;

  /** `store` makes what waits visible and durable; `onFailure` is told what it rejects with in its turn. */
  constructor(store: () => Promise<void>, onFailure: (caught: unknown) => void) {
    this.#store = store;
    this.#onFailure = onFailure;
  }

  /** There are rows. */
  wish(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.now().catch(this.#onFailure);
      },
      Math.min(MOST_MS, Math.max(LEAST_MS, this.#tookMs)),
    );
  }

  async now(): Promise<void> {
    const from = performance.now();
    await this.#store();
    this.#tookMs = performance.now() - from;
  }

  /** What is wished for does not come. */
  cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

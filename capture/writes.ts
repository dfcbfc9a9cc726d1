// The one write under way, to a file or to standard output: begun, followed, cancelled.

import type { ExportFormat, ExportProgress } from '../contract/capture.ts';
import { ProblemError } from '../contract/problem.ts';
import type { Filter } from '../contract/read.ts';
import { Export } from './export.ts';
import type { Store } from './store.ts';

export interface WriteArgs {
  path: string | null;
  filter: Filter;
  format: ExportFormat;
  follow: boolean;
}

export class Writes {
  #store: Store;
  #current: Export | null = null;
  #following = false;
  #wake: () => void = () => {};

  constructor(store: Store) {
    this.#store = store;
  }

  get busy(): boolean {
    return this.#current !== null;
  }

  /** Writes the rows there are and, if `follow`, those to come until `recordingOver`. */
  async write(args: WriteArgs, progress: (progress: ExportProgress) => void): Promise<{ rows: number }> {
    if (this.busy) {
      throw new ProblemError(
        'busy',
        'An export is being written already.',
        'Wait for it to end, or cancel it.',
      );
    }
    this.#following = args.follow;
    const current = await Export.begin(this.#store, args);
    this.#current = current;
    try {
      await current.advance(progress);
      while (this.#following) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        await current.advance(progress);
      }
      await current.finish();
      return { rows: current.rows };
    } finally {
      this.#current = null;
    }
  }

  cancel(): void {
    this.#following = false;
    this.#current?.cancel();
    this.#wake();
  }

  /** There are new rows. */
  rowsCame(): void {
    this.#wake();
  }

  /** No rows will follow. */
  recordingOver(): void {
    this.#following = false;
    this.#wake();
  }
}

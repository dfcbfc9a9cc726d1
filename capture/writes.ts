// The one write under way, to a file or to standard output: begun, followed, cancelled.

import type { ExportFormat, ExportProgress } from '../contract/capture.ts';
import type { Filter } from '../contract/filter.ts';
import { ProblemError } from '../contract/problem.ts';
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
  /** Settled when no write is under way; never rejects. */
  #over: Promise<unknown> = Promise.resolve();

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
    const current = new Export(this.#store, args);
    this.#current = current;
    const run = this.#run(current, progress);
    this.#over = run.catch(() => {});
    return run;
  }

  async #run(current: Export, progress: (progress: ExportProgress) => void): Promise<{ rows: number }> {
    try {
      await current.begin();
      // Also tells that the target could be opened.
      progress({ done: 0, total: this.#store.rows });
      await current.advance(progress);
      while (this.#following) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        await current.advance(progress);
      }
      // Rows that came while the last step was being written.
      await current.advance(progress);
      await current.finish();
      return { rows: current.rows };
    } catch (caught) {
      // Whatever failed, also the capture itself: no half file stays.
      await current.discard();
      throw caught;
    } finally {
      this.#current = null;
    }
  }

  /** Resolves when nothing is being written any more and no half file is left. */
  async cancel(): Promise<void> {
    this.#following = false;
    this.#current?.cancel();
    this.#wake();
    await this.#over;
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

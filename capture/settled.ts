// Something that comes to an end once, and who waits for that.

import type { Problem } from '../contract/problem.ts';
import { ProblemError } from '../contract/problem.ts';

/** It ends well (null) or badly, and may be asked about before and after. */
export class Settled {
  #outcome: Problem | null | undefined;
  #waiting: (() => void)[] = [];

  settle(outcome: Problem | null): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    for (const wake of this.#waiting) wake();
  }

  async promise(): Promise<void> {
    if (this.#outcome === undefined) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#outcome) {
      const { code, message, remedy } = this.#outcome;
      throw new ProblemError(code, message, remedy);
    }
  }
}

// Reads that were lost, as questions are answered about them: who lost them, which a filter lets pass, and when.

import type { LostSpan } from '../contract/capture.ts';
import type { Filter } from '../contract/filter.ts';
import type { Axis } from './axis.ts';
import type { Met } from './intake.ts';
import { wouldPass } from './lost-filter.ts';
import type { LostSpans, Span } from './lost-spans.ts';
import { type Cell, lostCells } from './series.ts';

export class LostView {
  #lost: LostSpans;
  #met: Met;

  constructor(met: Met & { lost: LostSpans }) {
    this.#met = met;
    this.#lost = met.lost;
  }

  /** See LostSpan. */
  all(): LostSpan[] {
    return this.#lost.all.map((span) => ({
      from: String(span.from),
      to: String(span.to),
      row: span.row,
      pid: span.pid,
      process: this.#loser(span),
      reads: span.reads,
      slotless: span.slotless,
      bytes: span.bytes,
      errors: span.errors,
      latency_ns: span.latencyNs,
    }));
  }

  /** Moments of loss, the first and the last among them. */
  times(): bigint[] {
    return this.#lost.all.flatMap(({ from, to }) => [from, to]);
  }

  /** Those on the axis that pass, by bucket, and how many there are of which nobody knows whether they do. */
  on(axis: Axis, filter: Filter): { cells: Cell[]; perhaps: number } {
    const cells: Cell[] = [];
    let perhaps = 0;
    for (const span of this.#lost.all) {
      const { pid, from, to } = span;
      const verdict = wouldPass(filter, { pid, process: this.#loser(span), from, to });
      if (verdict === false) continue;
      const own = lostCells(span, axis);
      if (verdict) cells.push(...own);
      else perhaps += own.reduce((sum, { reads }) => sum + reads, 0);
    }
    return { cells, perhaps };
  }

  /** Name of the newest process with this pid; empty where none is known. */
  newestName(pid: number): string {
    const { texts, newest } = this.#met.processes;
    return texts[newest.get(pid) ?? 0] ?? '';
  }

  #loser({ pid, process }: Readonly<Span>): string {
    return this.#met.processes.texts[process] || this.newestName(pid);
  }
}

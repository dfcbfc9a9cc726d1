// What one recording did not show: its counts by cause, and the losses of each process as they come to be told.
// The loader tells totals; here they become differences.

import type { Losses, NotShown } from '../contract/capture.ts';
import type { Lost, Stats } from './decoder.ts';
import { LOSS_CAUSES, NO_LOSSES, NONE_UNSEEN, WAYS } from './losses.ts';

/** Reads of one process that were lost between two reports. Times are CLOCK_MONOTONIC. */
export interface NewlyLost extends Omit<Lost, 'firstNs' | 'lastNs'> {
  fromNs: bigint;
  toNs: bigint;
}

const NOTHING = { reads: 0, slotless: 0, bytes: 0, errors: 0, latencyNs: 0 };

export class Shortfall {
  /** Since tracing began or since `forget`, as all that follows. */
  losses: Losses = { ...NO_LOSSES };
  notShown: NotShown = { ...NONE_UNSEEN };
  filtered = 0;
  #counted: Losses = { ...NO_LOSSES };
  #forgotten: Losses = { ...NO_LOSSES };
  #countedWays: NotShown = { ...NONE_UNSEEN };
  #forgottenWays: NotShown = { ...NONE_UNSEEN };
  #countedFiltered = 0;
  #forgottenFiltered = 0;
  /** The last totals of each process. */
  #totals = new Map<number, Lost>();
  /** Reads told of by `lost` and, for those without an account, by `count`. */
  #told = 0;
  #unnamed = 0;
  /** When the report before this one was made. */
  #reportedNs = 0n;

  /** What is new in these totals. */
  lost(totals: readonly Lost[]): NewlyLost[] {
    return totals.flatMap((total) => {
      const known = this.#totals.get(total.pid);
      this.#totals.set(total.pid, total);
      // Smaller than before: the kernel's side began a new account.
      const before = known !== undefined && known.reads <= total.reads ? known : NOTHING;
      const fresh = {
        pid: total.pid,
        reads: total.reads - before.reads,
        slotless: total.slotless - before.slotless,
        bytes: total.bytes - before.bytes,
        errors: total.errors - before.errors,
        latencyNs: total.latencyNs - before.latencyNs,
        fromNs: before === NOTHING ? total.firstNs : least(this.#reportedNs, total.lastNs),
        toNs: total.lastNs,
      };
      this.#told += fresh.reads;
      // Time may be taken back: a total that is told in the midst of a change has too much of it.
      return fresh.reads > 0 || fresh.bytes > 0 || fresh.latencyNs !== 0 ? [fresh] : [];
    });
  }

  /** Takes the counters; what they have of losses without an account is told as that of pid 0, if there is any. */
  count({ counters, inFlight, nowNs }: Stats): NewlyLost[] {
    for (const way of WAYS) this.notShown[way] = counters[way] - this.#forgottenWays[way];
    this.#countedWays = counters;
    this.filtered = counters.filtered - this.#forgottenFiltered;
    this.#countedFiltered = counters.filtered;
    for (const cause of LOSS_CAUSES) {
      this.#counted[cause] = cause === 'in_flight' ? inFlight : counters[cause];
      this.losses[cause] = Math.max(0, this.#counted[cause] - this.#forgotten[cause]);
    }
    const reads = counters.lost_unnamed - this.#unnamed;
    const fromNs = this.#reportedNs === 0n ? nowNs : this.#reportedNs;
    this.#unnamed = counters.lost_unnamed;
    this.#told += reads;
    this.#reportedNs = nowNs;
    return reads > 0 ? [{ ...NOTHING, pid: 0, reads, fromNs, toNs: nowNs }] : [];
  }

  /** Counts from here on only. */
  forget(): void {
    this.#forgotten = { ...this.#counted };
    // The counters may be ahead of the accounts: what is still to be told as lost must count, too.
    this.#forgotten.ring_full -= this.#counted.ring_full + this.#counted.join_full - this.#told;
    this.#forgottenWays = { ...this.#countedWays };
    this.#forgottenFiltered = this.#countedFiltered;
    this.losses = { ...NO_LOSSES };
    this.notShown = { ...NONE_UNSEEN };
    this.filtered = 0;
  }
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

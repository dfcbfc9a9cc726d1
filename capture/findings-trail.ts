// All that one process did with one file, and what is to be said of it. Pure.

import type { Finding, Found } from '../contract/findings.ts';
import type { Kind } from '../contract/read.ts';
import { errorName } from './errno.ts';
import { Beyond, Failures, LARGE_BUFFER, Passes, Polling, SLOW_NS, Slow, Tiny } from './findings-signs.ts';
import type { Look, Sum } from './findings-sum.ts';

/** What has bytes that stay: reading them again is a choice. */
const isStored = (kind: Kind) => kind === 'file' || kind === 'memfd';
/** What has its bytes at once, from a place. Pipes, sockets, terminals and their like give what others send. */
const isAtHand = (kind: Kind) => isStored(kind) || kind === 'proc' || kind === 'sys';
/** What is looked at to see whether something has changed. */
const isLookedAt = (kind: Kind) => isAtHand(kind) || kind === 'device';
/** Lies on a disk or further off. What is in /proc and /sys may wait for an event. */
const isOnDisk = (kind: Kind) => kind === 'file' || kind === 'dir';

/** Whether successful reads of such a thing may be waste. */
export const mayWaste = (kind: Kind) => isLookedAt(kind) || isOnDisk(kind);

/** What only findings of this kind have. */
type Particulars<F = Finding> = F extends Finding ? Omit<F, keyof Found> : never;

/** What is found, the reads it is about, and the time that could have been spared. */
export interface Said {
  what: Particulars;
  sum: Sum;
  wastedNs: number;
}

/** The signs that a file of this kind may show. */
interface Signs {
  passes: Passes | null;
  tiny: Tiny | null;
  polling: Polling | null;
  slow: Slow | null;
  beyond: Beyond | null;
  failures: Failures | null;
}

export class Trail {
  readonly who: number;
  readonly pid: number;
  readonly file: number;
  #kind: Kind;
  /** Bytes of the file, as far as is known: its size when it was first seen, or the furthest place read. */
  #extent: number;
  /** Most files are read once: of that nothing but the read is kept. */
  #first: Look | null = null;
  #signs: Signs | null = null;

  constructor(who: number, pid: number, file: number, kind: Kind, size: number) {
    this.who = who;
    this.pid = pid;
    this.file = file;
    this.#kind = kind;
    this.#extent = size;
  }

  take(look: Look): void {
    if (this.#signs !== null) this.#see(this.#signs, look);
    else if (this.#first === null && look.latency < SLOW_NS) this.#first = { ...look };
    else {
      this.#signs = signsOf(this.#kind);
      if (this.#first !== null) this.#see(this.#signs, this.#first);
      this.#first = null;
      this.#see(this.#signs, look);
    }
  }

  #see(signs: Signs, look: Look): void {
    if (look.ret < 0) {
      signs.failures ??= new Failures();
      signs.failures.take(look);
    } else if (look.offset + look.ret > this.#extent) this.#extent = look.offset + look.ret;
    signs.passes?.take(look, this.#extent);
    signs.tiny?.take(look);
    signs.polling?.take(look);
    signs.slow?.take(look);
    signs.beyond?.take(look);
  }

  /** Whether anything is found. */
  get isTold(): boolean {
    return this.found().length > 0;
  }

  found(): Said[] {
    const signs = this.#signs;
    if (signs === null) return [];
    return [this.#habit(signs), tinyReads(signs), slowReads(signs), ...failing(signs)].filter(
      (said) => said !== null,
    );
  }

  /** Reading the same anew: as the most telling of the three. */
  #habit({ passes, polling, beyond }: Signs): Said | null {
    const polls = polling?.streak.times ?? 0;
    const times = passes?.streak.times ?? 0;
    // A look may be two passes: one to see, one to take.
    if (polling !== null && polls > 0 && times <= 2 * polls) {
      const { kept } = polling.streak;
      const period_ns = Math.round(polling.periodNs);
      return { what: { kind: 'polling', times: polls, period_ns }, sum: kept, wastedNs: kept.latency };
    }
    if (passes?.isFound(this.#extent)) {
      const { kept } = passes.streak;
      const wastedNs = kept.latency * (1 - 1 / times);
      return { what: { kind: 'again', times, size: this.#extent }, sum: kept, wastedNs };
    }
    if (!beyond?.isFound(this.#extent)) return null;
    const { sum } = beyond;
    const factor = sum.bytes / this.#extent;
    const wastedNs = sum.latency * (1 - 1 / factor);
    return { what: { kind: 'beyond', factor, size: this.#extent }, sum, wastedNs };
  }
}

function signsOf(kind: Kind): Signs {
  return {
    passes: isStored(kind) ? new Passes() : null,
    tiny: isAtHand(kind) ? new Tiny() : null,
    polling: isLookedAt(kind) ? new Polling() : null,
    slow: isOnDisk(kind) ? new Slow() : null,
    beyond: isStored(kind) ? new Beyond() : null,
    failures: null,
  };
}

function tinyReads({ tiny }: Signs): Said | null {
  if (!tiny?.isFound) return null;
  const { kept } = tiny.streak;
  const { needed } = tiny;
  const wastedNs = kept.latency * (1 - needed / kept.reads);
  return { what: { kind: 'tiny', needed, buffer: LARGE_BUFFER }, sum: kept, wastedNs };
}

function slowReads({ slow }: Signs): Said | null {
  if (!slow?.isFound) return null;
  const { sum, slowest } = slow;
  return { what: { kind: 'slow', slowest_ns: slowest }, sum, wastedNs: sum.latency };
}

function failing({ failures }: Signs): Said[] {
  return (failures?.found() ?? []).map(([number, sum]) => ({
    what: { kind: 'failing', error: errorName(-number) },
    sum,
    wastedNs: sum.latency,
  }));
}

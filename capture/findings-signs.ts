// The signs of waste in the reads of one file by one process: each looks at every read once, in order, and keeps
// a bounded state. Pure. What each takes for waste is a constant here, with its reason.

import type { Look } from './findings-sum.ts';
import { Streak, Sum } from './findings-sum.ts';

/** A handful of times is what programs do while they start: sniff, check, load. Ten are a loop. */
const LEAST_PASSES = 10;
/** What comes back more rarely than each minute is no loop. */
const LONGEST_PASS_GAP_NS = 60e9;

/** So many passes cost their calls, however small the file; with fewer the bytes must be worth a change. */
const MANY_PASSES = 100;
/** Less is read again within a millisecond. */
const LEAST_EXCESS = 1 << 20;

/** Reading from the beginning again and again: a pass counts when it has gone on to half of the file. */
export class Passes {
  readonly streak = new Streak(LEAST_PASSES);
  #next = -1;
  #isCounted = false;
  readonly #current = new Sum();
  #lastStart = Number.NEGATIVE_INFINITY;

  take(look: Look, extent: number): void {
    if (look.offset === 0 && look.ret > 0) {
      this.#current.clear();
      this.#isCounted = false;
    } else if (look.offset < 0 || look.offset !== this.#next || look.ret < 0) return;
    this.#next = look.offset + look.ret;
    if (this.#isCounted) {
      this.streak.read(look);
      return;
    }
    this.#current.add(look);
    if (this.#current.bytes * 2 < extent) return;
    this.#isCounted = true;
    if (this.#current.firstTime - this.#lastStart > LONGEST_PASS_GAP_NS) this.streak.end();
    this.#lastStart = this.#current.firstTime;
    this.streak.reads(this.#current);
    this.streak.event();
  }

  /** A compiler opens a header of some kilobytes a dozen times, a browser its hosts: nothing to be mended. */
  isFound(extent: number): boolean {
    const { times } = this.streak;
    if (times === 0) return false;
    return times >= MANY_PASSES || this.streak.kept.bytes - extent >= LEAST_EXCESS;
  }
}

/** Less than a page is asked for: the buffers of the C library and of shells have 4096 bytes and more. */
export const TINY_BELOW = 4096;
/** Fewer in a row are a header or a record, after which the program goes elsewhere. */
const LEAST_IN_A_ROW = 16;
/** They cost about half a millisecond; less is not worth a change. */
const LEAST_TINY = 1000;
/** The size of a buffer with which a call's own cost no longer matters beside that of the copying. */
export const LARGE_BUFFER = 64 * 1024;

/** Tiny reads, each where the one before ended. */
export class Tiny {
  readonly streak = new Streak(LEAST_IN_A_ROW);
  /** Calls that a large buffer would have needed for those kept. */
  needed = 0;
  #next = -1;
  #length = 0;
  #bytes = 0;

  take(look: Look): void {
    // The end of the file ends no row: the program may wait for more.
    if (look.ret === 0) return;
    if (look.ret < 0 || look.count >= TINY_BELOW) {
      this.#next = -1;
      return;
    }
    if (look.offset !== this.#next) {
      this.streak.end();
      this.#length = 0;
      this.#bytes = 0;
    }
    this.#next = look.offset + look.ret;
    this.streak.read(look);
    this.streak.event();
    this.#length++;
    const before = this.#length <= LEAST_IN_A_ROW ? 0 : this.#bytes;
    this.#bytes += look.ret;
    if (this.#length >= LEAST_IN_A_ROW) this.needed += buffers(this.#bytes) - buffers(before);
  }

  get isFound(): boolean {
    return this.streak.times >= LEAST_TINY;
  }
}

const buffers = (bytes: number) => Math.ceil(bytes / LARGE_BUFFER);

/** As often as a program that waits properly may look by chance; twelve equal intervals are a timer. */
const LEAST_POLLS = 12;
/** Reads closer together are one look at the file, or work without pause. */
const SHORTEST_PERIOD_NS = 10e6;
/** How far an interval may be from the mean. */
const PERIOD_TOLERANCE = 0.2;
const LEAST_TOLERANCE_NS = 3e6;
/** On a busy machine a timer is late now and then: one interval may be longer for each four that are not, … */
const EQUAL_A_LATE = 4;
/** … as long as two beats and a half: three are a pause. */
const LATEST = 2.5;
const EAGAIN = 11;

/**
 * Looking at the same place at a fixed period. What the looks find must be what was there before, or nothing: one
 * that gets new bytes each time, as a player does, works. A device without places may set the pace itself.
 */
export class Polling {
  readonly streak = new Streak(LEAST_POLLS);
  #intervals = 0;
  #intervalsNs = 0;
  #late = 0;
  #longest = 0;
  #longestNs = 0;
  #lookTime = 0;
  #lookOffset = 0;
  readonly #lookSum = new Sum();
  #end = 0;

  take(look: Look): void {
    const idle = look.time - this.#end;
    this.#end = Math.max(this.#end, look.time + look.latency);
    if (this.#lookSum.reads === 0) this.#restart(look);
    else if (idle < SHORTEST_PERIOD_NS) {
      this.#lookSum.add(look);
      this.streak.read(look);
    } else this.#again(look);
  }

  /** Mean of the longest row of equal intervals, in nanoseconds. */
  get periodNs(): number {
    return this.#longestNs / this.#longest;
  }

  #again(look: Look): void {
    const interval = look.time - this.#lookTime;
    const isSame = look.ret > 0 ? look.offset >= 0 && look.offset <= this.#lookOffset : isNothing(look.ret);
    if (!isSame) {
      this.#restart(look);
      return;
    }
    if (this.#isLate(interval)) {
      this.#late++;
      this.#look(look);
      return;
    }
    if (!this.#isEqual(interval)) {
      // It may be the first of a row of others.
      this.#begin();
      this.streak.reads(this.#lookSum);
      this.streak.event();
    }
    this.#intervals++;
    this.#intervalsNs += interval;
    if (this.#intervals > this.#longest) {
      this.#longest = this.#intervals;
      this.#longestNs = this.#intervalsNs;
    }
    this.#look(look);
  }

  get #mean(): number {
    return this.#intervalsNs / this.#intervals;
  }

  get #tolerance(): number {
    return Math.max(this.#mean * PERIOD_TOLERANCE, LEAST_TOLERANCE_NS);
  }

  #isEqual(interval: number): boolean {
    return this.#intervals === 0 || Math.abs(interval - this.#mean) <= this.#tolerance;
  }

  #isLate(interval: number): boolean {
    if (this.#late * EQUAL_A_LATE >= this.#intervals) return false;
    return interval > this.#mean + this.#tolerance && interval < this.#mean * LATEST;
  }

  #restart(look: Look): void {
    this.#begin();
    this.#look(look);
  }

  #begin(): void {
    this.streak.end();
    this.#intervals = 0;
    this.#intervalsNs = 0;
    this.#late = 0;
  }

  #look(look: Look): void {
    this.#lookTime = look.time;
    this.#lookOffset = look.offset;
    this.#lookSum.clear();
    this.#lookSum.add(look);
    this.streak.read(look);
    this.streak.event();
  }
}

/** It asked in vain. */
const isNothing = (ret: number) => ret === 0 || ret === -EAGAIN;

/** A slow disk's share: 100 MB a second. What a read takes longer is waiting. */
const NS_A_BYTE = 10;
/** A disk that turns takes that long for one place; below that, a busy processor is as likely. */
export const SLOW_NS = 10e6;
/** A person notices one wait of this length, … */
const ONE_WAIT_NS = 100e6;
/** … or many that sum up to this. */
const ALL_WAITS_NS = 1e9;

/** Reads of what does not wait by nature that waited all the same. */
export class Slow {
  slowest = 0;
  #longestWait = 0;
  #sum: Sum | null = null;

  get sum(): Sum {
    this.#sum ??= new Sum();
    return this.#sum;
  }

  take(look: Look): void {
    const wait = look.latency - Math.max(0, look.ret) * NS_A_BYTE;
    if (wait < SLOW_NS) return;
    this.sum.add(look);
    this.slowest = Math.max(this.slowest, look.latency);
    this.#longestWait = Math.max(this.#longestWait, wait);
  }

  get isFound(): boolean {
    return this.#longestWait >= ONE_WAIT_NS || (this.#sum?.latency ?? 0) >= ALL_WAITS_NS;
  }
}

/** A few tries are care; ten are a loop that does not look at the answer. */
const LEAST_FAILURES = 10;
/** A file that fails in more ways than these has its newest ones left out. */
const MOST_ERRORS = 4;
/**
 * EAGAIN (there is nothing yet), EINTR and the kernel's four ways to start a call anew after a signal are how
 * waiting goes, not failures.
 */
const WAITING = new Set([EAGAIN, 4, 512, 513, 514, 516]);

export const isFailure = (ret: number) => ret < 0 && !WAITING.has(-ret);

/** The same error again and again. */
export class Failures {
  readonly #sums = new Map<number, Sum>();

  take(look: Look): void {
    const number = -look.ret;
    const sum = this.#sums.get(number);
    if (sum !== undefined) sum.add(look);
    else if (isFailure(look.ret) && this.#sums.size < MOST_ERRORS) {
      const fresh = new Sum();
      fresh.add(look);
      this.#sums.set(number, fresh);
    }
  }

  /** Sums by errno. */
  found(): [number, Sum][] {
    return [...this.#sums].filter(([, sum]) => sum.reads >= LEAST_FAILURES);
  }
}

/** Twice is checking and then loading; four times is work done anew. */
const LEAST_FACTOR = 4;

/** More bytes than the file has. */
export class Beyond {
  readonly sum = new Sum();

  take(look: Look): void {
    if (look.ret > 0) this.sum.add(look);
  }

  isFound(extent: number): boolean {
    return this.sum.bytes >= extent * LEAST_FACTOR && this.sum.bytes - extent >= LEAST_EXCESS;
  }
}

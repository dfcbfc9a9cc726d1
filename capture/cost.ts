// What recording itself costs, from counters that only grow.

import type { Cost } from '../contract/capture.ts';
import type { Stats } from './decoder.ts';
import type { Usage } from './own-tree.ts';

/** How often the other processes are looked at: that reads a file for each of their threads. */
const OTHERS_NS = 1e9;

/** CPU time of this process so far, in nanoseconds. */
function ownCpuNs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** A share of one core, over the time since the figure before. */
class Share {
  #before: { ns: bigint; cpuNs: number } | null = null;
  value = 0;

  passedNs(ns: bigint): number {
    return this.#before === null ? Number.POSITIVE_INFINITY : Number(ns - this.#before.ns);
  }

  take(ns: bigint, cpuNs: number): void {
    const passed = this.passedNs(ns);
    const used = cpuNs - (this.#before?.cpuNs ?? cpuNs);
    // Of several processes one may have ended, and taken its time with it.
    this.value = passed > 0 ? Math.max(0, used) / passed : 0;
    this.#before = { ns, cpuNs };
  }
}

export class CostMeter {
  #own = new Share();
  #others = new Share();
  #othersBytes = 0;
  #usageOfOthers: () => Usage;
  cost: Cost | null = null;

  /** `usageOfOthers`: what ioscope's processes use beside this one and the loader. */
  constructor(usageOfOthers: () => Usage) {
    this.#usageOfOthers = usageOfOthers;
  }

  take(stats: Stats): void {
    this.#own.take(stats.nowNs, stats.loaderCpuNs + ownCpuNs());
    if (this.#others.passedNs(stats.nowNs) >= OTHERS_NS) {
      const { cpuNs, bytes } = this.#usageOfOthers();
      this.#others.take(stats.nowNs, cpuNs);
      this.#othersBytes = bytes;
    }
    this.cost = {
      ns_per_call: stats.samples === 0 ? null : stats.sampledNs / stats.samples,
      cpu: this.#own.value + this.#others.value,
      memory: stats.loaderRss + process.memoryUsage.rss() + this.#othersBytes,
    };
  }
}

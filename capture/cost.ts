// What recording itself costs, from counters that only grow.

import type { Cost } from '../contract/capture.ts';
import type { Stats } from './decoder.ts';

/** CPU time of this process so far, in nanoseconds. */
function ownCpuNs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Shares are over the time since the figures before. */
export class CostMeter {
  #before: { ns: bigint; cpuNs: number } | null = null;
  #cost: Cost | null = null;

  get cost(): Cost | null {
    return this.#cost;
  }

  take(stats: Stats, ringBytes: number): void {
    const cpuNs = stats.loaderCpuNs + ownCpuNs();
    const passed = this.#before === null ? 0 : Number(stats.nowNs - this.#before.ns);
    this.#cost = {
      ns_per_call: stats.samples === 0 ? null : stats.sampledNs / stats.samples,
      cpu: this.#before === null || passed <= 0 ? 0 : (cpuNs - this.#before.cpuNs) / passed,
      memory: stats.loaderRss + ringBytes + process.memoryUsage.rss(),
    };
    this.#before = { ns: stats.nowNs, cpuNs };
  }
}

// The ways in which the kernel side may run, and a recording that lets nothing through until it is told what.

import { afterAll, beforeAll, expect } from 'vitest';
import { Obedient } from './obedient.ts';
import { Peer } from './peer.ts';

/** Where the kernel's types are hidden, nothing of a file is known, and of names only the thread's. */
export const WITHOUT_BTF = [
  'unshare',
  '-m',
  'sh',
  '-c',
  'mount -t tmpfs none /sys/kernel/btf && exec "$0" "$@"',
];

export const WAYS = [
  { way: 'btf', args: ['--attach', 'btf'], wrap: [], sees: true },
  { way: 'btf of old kernels', args: ['--attach', 'btf', '--old-kernel'], wrap: [], sees: true },
  { way: 'tracepoint', args: ['--attach', 'tracepoint'], wrap: [], sees: true },
  { way: 'tracepoint without BTF', args: ['--attach', 'tracepoint'], wrap: WITHOUT_BTF, sees: false },
];
export type Way = (typeof WAYS)[number];

export class Stage {
  readonly #programs: Obedient[] = [];
  peer: Peer | null = null;

  /** Call inside of describe(): a recording for all its tests, which leaves nothing behind. */
  constructor({ args, wrap }: Way) {
    beforeAll(async () => {
      this.peer = await Peer.recording({ args, wrap });
    }, 120_000);
    afterAll(async () => {
      for (const program of this.#programs) await program.dismiss();
      expect(await this.peer?.stop()).toBe(0);
    });
  }

  get recording(): Peer {
    if (this.peer === null) throw new Error('not yet');
    return this.peer;
  }

  program(wrap: string[] = []): Obedient {
    const program = new Obedient(wrap);
    this.#programs.push(program);
    return program;
  }

  /** Of these reads, known by their counts, exactly the first became rows. */
  async expectRows(shown: number[], hidden: number[]): Promise<void> {
    const { recording } = this;
    await recording.settled();
    const told = new Set([...shown, ...hidden]);
    const counts = recording.rows.map(({ count }) => count).filter((count) => told.has(count));
    expect(counts.sort((a, b) => a - b)).toEqual(shown.sort((a, b) => a - b));
  }

  /** How much a counter grows. */
  async growth(
    counter: 'filtered' | 'started_before' | 'died' | 'overwritten',
    work: () => Promise<void>,
  ): Promise<number> {
    const { recording } = this;
    await recording.settled();
    const before = recording.stats?.counters[counter] ?? 0;
    await work();
    await recording.settled();
    return (recording.stats?.counters[counter] ?? 0) - before;
  }
}

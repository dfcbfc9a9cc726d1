// Losses on the real kernel, from a ring too small: of every process every read is a row or lost, in time and in sum.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { lostReads } from '../../contract/capture.ts';
import { RECORD_ALL } from '../../contract/capture-filter.ts';
import { NO_FILTER } from '../../contract/filter.ts';
import { forkCapture } from '../../session/capture-host.ts';
import { Session } from '../../session/session.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { childRunning } from '../e2e/processes.ts';
import { Workload, whyNot } from '../kernel/workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/session/losses.test.ts not run: ${reason}`);

const READS = 150_000;
const EVERYTHING = { filter: NO_FILTER, range: null };

describe.skipIf(reason !== null)('a ring that is too small', () => {
  const directory = temporaryDirectory();

  /** The loader that this process has started: its parent is ours, or it is our child's. */
  function loaderPid(): number {
    const own = readdirSync('/proc').filter((entry) => {
      if (!/^\d+$/.test(entry) || !existsSync(`/proc/${entry}/status`)) return false;
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      return (
        /^Name:\tioscope-loader$/m.test(status) && new RegExp(`^PPid:\t${process.pid}$`, 'm').test(status)
      );
    });
    return Number(own[0]);
  }

  const newSession = (name: string) =>
    new Session({
      host: forkCapture,
      chooseTarget: async () => null,
      ownPids: () => [process.pid],
      ringMib: 1,
      file: join(directory, name),
    });

  test('cleared while it loses: what is lost from then on is in the spans, to the last read', async () => {
    const session = newSession('cleared.duckdb');
    const workloads = [0, 0].map(() => new Workload(['flat-out', 1_000_000_000]));
    const lost = async () => lostReads((await session.ask('status', {})).losses);
    const loses = () =>
      vi.waitFor(async () => expect(await lost()).toBeGreaterThan(0), { timeout: 20_000, interval: 20 });
    try {
      const processes = workloads.map(({ pid }) => ({ pid, descendants: false, exclude: false }));
      await session.chooseReads({ ...RECORD_ALL, processes });
      await session.record();
      for (const workload of workloads) workload.go();
      for (let clear = 0; clear < 5; clear++) {
        await loses();
        await session.ask('clear', {});
      }
      await loses();
      await session.stop();
      const { losses } = await session.ask('status', {});
      const spans = await session.ask('lost', {});
      expect(spans.reduce((sum, { reads }) => sum + reads, 0)).toBe(losses.ring_full + losses.join_full);
    } finally {
      for (const workload of workloads) workload.kill();
      await session.close();
    }
  });

  test('issued = shown + lost for each process; spans and throughput agree', async () => {
    const session = newSession('small-ring.duckdb');
    const workloads = [0, 0].map(() => new Workload(['flat-out', READS]));
    const pids = workloads.map(({ pid }) => pid);
    try {
      const processes = pids.map((pid) => ({ pid, descendants: false, exclude: false }));
      await session.chooseReads({ ...RECORD_ALL, processes });
      const capture = childRunning(process.pid, 'capture/main.js') ?? 0;
      const chosen = getPriority(capture);
      await session.record();
      const loader = loaderPid();
      expect(getPriority(capture)).toBe(chosen === 0 ? -3 : chosen);
      for (const workload of workloads) {
        process.kill(loader, 'SIGSTOP');
        workload.go();
        await workload.end();
        process.kill(loader, 'SIGCONT');
        await vi.waitFor(async () => {
          const { losses, ring_bytes } = await session.ask('status', {});
          expect(ring_bytes).toBe(1 << 20);
          expect(lostReads(losses)).toBeGreaterThan(0);
        });
      }
      await session.stop();
      expect(getPriority(capture)).toBe(chosen);
      const { rows, losses } = await session.ask('status', {});
      const spans = await session.ask('lost', {});
      const { pids: seen } = await session.ask('seen', {});
      for (const pid of pids) {
        const own = spans.filter((span) => span.pid === pid);
        const lost = own.reduce((sum, { reads }) => sum + reads, 0);
        expect((seen.find((one) => one.pid === pid)?.reads ?? 0) + lost).toBe(READS);
        expect(lost).toBeGreaterThan(0);
        // Each read of the workload gets one byte.
        expect(own.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(lost);
        for (const { from, to, process: name } of own) {
          expect(BigInt(from)).toBeLessThanOrEqual(BigInt(to));
          expect(name).toBe('workload');
        }
      }
      const total = spans.reduce((sum, { reads }) => sum + reads, 0);
      expect(losses.ring_full + losses.join_full).toBe(total);
      expect(rows + total).toBe(pids.length * READS);
      const { series } = await session.ask('throughput', {
        ...EVERYTHING,
        buckets: 300,
        series: 4,
      });
      for (const one of series) {
        expect(one.reads.reduce((sum, reads) => sum + reads, 0)).toBe(READS);
        expect(one.bytes.reduce((sum, bytes) => sum + bytes, 0)).toBe(READS);
      }
      expect(series.map(({ pid }) => pid).sort()).toEqual(pids.toSorted());
      const map = await session.ask('heatMap', { ...EVERYTHING, columns: 300 });
      const each = (size: number) => (_: number, at: number) => at % size === size - 1;
      const sum = (figures: number[]) => figures.reduce((all, one) => all + one, 0);
      expect([sum(map.cells.filter(each(3))), sum(map.lost.filter(each(2)))]).toEqual([rows, total]);
      const [first, second] = pids.map((pid) => spans.filter((span) => span.pid === pid));
      // One ran after the other: so do their losses.
      expect(BigInt(first?.at(-1)?.to ?? 0)).toBeLessThan(BigInt(second?.[0]?.from ?? 0));
    } finally {
      for (const workload of workloads) workload.kill();
      await session.close();
    }
  });
});

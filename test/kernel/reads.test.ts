// Every read the workload makes is there once, exactly as it was, in both attach modes.

import { describe, expect, test } from 'vitest';
import { Obedient } from './obedient.ts';
import { Peer } from './peer.ts';
import { MODES, trace } from './trace.ts';
import { comparable, whyNot } from './workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/kernel/reads.test.ts not run: ${reason}`);

describe.skipIf(reason !== null)('reads', () => {
  describe.each(MODES)('by %s', (mode) => {
    test.each([
      { args: ['outcomes'], reads: 36 },
      { args: ['calls'], reads: 52 },
      { args: ['threads', 101], reads: 64 * 101 },
      { args: ['family'], reads: 6 },
      { args: ['thread-exec', 1], reads: 3 },
      { args: ['stopped'], reads: 2 },
    ])('$args: each once, as it was', async ({ args, reads }) => {
      const { peer, done } = await trace(mode, args);
      expect(done.length).toBe(reads);
      expect(comparable(peer.rows)).toEqual(comparable(done));
      expect(peer.stats).toMatchObject({
        sent: reads,
        inFlight: 0,
        counters: {
          ring_full: 0,
          join_full: 0,
          lost_unnamed: 0,
          started_before: 0,
          died: 0,
          overwritten: 0,
        },
      });
    });

    test('a read that waits 200 ms has that latency within 20, and begins when it began', async () => {
      const program = new Obedient();
      const before = process.hrtime.bigint();
      const peer = await Peer.recording({
        args: ['--attach', mode],
        scope: [{ pid: program.pid, mark: 'ONE' }],
      });
      // On a machine with much to do some wait longer than they are told to, and are right to say so.
      const latencies: number[] = [];
      for (let tries = 0; tries < 20 && !latencies.some((ns) => ns < 220e6); tries++) {
        const count = await program.read('late 200');
        await peer.settled();
        const row = peer.rows.find((one) => one.count === count);
        latencies.push(row?.latencyNs ?? Number.NaN);
        expect(row?.startNs).toBeGreaterThan(before);
        expect(Number(process.hrtime.bigint() - (row?.startNs ?? 0n))).toBeGreaterThan(row?.latencyNs ?? 0);
      }
      await program.dismiss();
      expect(await peer.stop()).toBe(0);
      for (const latency of latencies) expect(latency).toBeGreaterThanOrEqual(200e6);
      expect(Math.min(...latencies)).toBeLessThan(220e6);
    });

    test.each([
      { by: 'the leader', number: 0, died: 3 },
      { by: 'a thread, while the leader reads', number: 1, died: 1 },
    ])('exec by $by: the reads it ends are counted, and no other', async ({ number, died }) => {
      const { peer, done } = await trace(mode, ['exec-inside', number]);
      expect(done.length).toBe(1);
      expect(comparable(peer.rows)).toEqual(comparable(done));
      expect(peer.stats).toMatchObject({
        inFlight: 0,
        counters: { died, started_before: 0, overwritten: 0, join_full: 0 },
      });
    });

    test('a process killed inside a read is counted', async () => {
      const { peer } = await trace(mode, ['killed']);
      expect(peer.rows).toEqual([]);
      expect(peer.stats?.counters.died).toBe(1);
    });
  });

  test('both ways give the same rows', async () => {
    const shapes = [];
    for (const mode of MODES) {
      const { peer } = await trace(mode, ['outcomes']);
      shapes.push(
        peer.rows.map(({ comm, fd, count, ret, call, offset }) => [comm, fd, count, ret, call, offset]),
      );
    }
    expect(shapes[0]).toEqual(shapes[1]);
  });
});

// Every read the workload makes is there once, exactly as it was, in both attach modes.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MODES, trace } from './trace.ts';
import { build, comparable, mountTracefs, whyNot } from './workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/kernel/reads.test.ts not run: ${reason}`);

describe.skipIf(reason !== null)('reads', () => {
  let unmount = () => {};
  beforeAll(() => {
    build();
    unmount = mountTracefs();
  }, 120_000);
  afterAll(() => unmount());

  describe.each(MODES)('by %s', (mode) => {
    test.each([
      { args: ['outcomes'], reads: 36 },
      { args: ['calls'], reads: 52 },
      { args: ['threads', 101], reads: 64 * 101 },
      { args: ['family'], reads: 6 },
      { args: ['thread-exec', 1], reads: 3 },
      { args: ['stopped'], reads: 2 },
    ])(
      '$args: each once, as it was',
      async ({ args, reads }) => {
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
      },
      30_000,
    );

    test('a read that waits at least 200 ms has that latency, and begins when it began', async () => {
      const { peer, done } = await trace(mode, ['blocked', 200]);
      const [row] = peer.rows;
      expect(comparable(peer.rows)).toEqual(comparable(done));
      expect(row?.latencyNs).toBeGreaterThanOrEqual(200e6);
      const now = process.hrtime.bigint();
      expect(Number(now - (row?.startNs ?? 0n))).toBeGreaterThan(row?.latencyNs ?? 0);
      expect(Number(now - (row?.startNs ?? 0n))).toBeLessThan(30e9);
    }, 30_000);

    test('a process killed inside a read is counted', async () => {
      const { peer } = await trace(mode, ['killed']);
      expect(peer.rows).toEqual([]);
      expect(peer.stats?.counters.died).toBe(1);
    }, 30_000);
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
  }, 30_000);

  test.skipIf(process.arch !== 'x64')(
    '32-bit reads are counted and never mistaken for others',
    async () => {
      const { peer, done } = await trace('btf', ['compat']);
      expect(comparable(peer.rows)).toEqual(comparable(done));
      expect(peer.stats?.counters.compat).toBe(5);
    },
    30_000,
  );
});

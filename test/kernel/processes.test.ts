// Who reads: what is kept of each process, however short it lives, and by whatever name it goes.

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Peer } from './peer.ts';
import type { Row } from './records.ts';
import { MODES, trace } from './trace.ts';
import { comparable, WORKLOAD, whyNot } from './workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/kernel/processes.test.ts not run: ${reason}`);

/** The name of the process, then that of the thread, for each read. */
function names(peer: Peer, rows: Row[] = peer.rows): string[] {
  return rows.map((row) => `${peer.processOf(row).comm}/${row.comm} ${row.count}`);
}

/** The directory of the cgroup that we, and so the workload, are in; null without cgroup 2. */
function ownCgroup(): bigint | null {
  const path = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
  const mount = / (\S+) \S+ - cgroup2 /.exec(` ${readFileSync('/proc/self/mountinfo', 'utf8')}`)?.[1];
  return path === undefined || mount === undefined ? null : statSync(join(mount, path), { bigint: true }).ino;
}

/** Nanoseconds from the start of the machine to now. */
function sinceBoot(): bigint {
  return BigInt(Math.round(Number.parseFloat(readFileSync('/proc/uptime', 'utf8')) * 1e9));
}

describe.skipIf(reason !== null)('processes', () => {
  describe.each(MODES)('by %s', (mode) => {
    test('a family: parent, user, start, program and arguments', async () => {
      const before = sinceBoot();
      const { peer, done } = await trace(mode, ['family']);
      expect(comparable(peer.rows)).toEqual(comparable(done));
      const [first] = peer.rows;
      const parent = first && peer.processOf(first);
      expect(parent).toMatchObject({
        pid: first?.pid,
        parent: process.pid,
        uid: 0,
        comm: 'workload',
        exe: WORKLOAD,
        cmdline: [WORKLOAD, 'family'],
      });
      if (ownCgroup() !== null) expect(parent?.cgroup).toBe(ownCgroup());
      const started = parent?.startNs ?? 0n;
      expect(Number(started - before)).toBeGreaterThan(-100e6);
      expect(Number(started - before)).toBeLessThan(30e9);
      const child = peer.rows.find(({ count }) => count === 2);
      const forked = child && peer.processOf(child);
      expect(forked).toMatchObject({ parent: first?.pid, comm: 'child', cmdline: [WORKLOAD, 'family'] });
      expect(forked?.startNs).toBeGreaterThan(started);
      const executed = peer.rows.find(({ count }) => count === 7);
      const after = executed && peer.processOf(executed);
      expect(after).toMatchObject({ comm: 'workload', exe: WORKLOAD, cmdline: ['workload', 'read-100'] });
      expect([after?.pid, after?.startNs]).toEqual([forked?.pid, forked?.startNs]);
    });

    test('a process goes by its present name, its threads by theirs', async () => {
      const { peer, done } = await trace(mode, ['renamed']);
      expect(comparable(peer.rows)).toEqual(comparable(done));
      expect(names(peer)).toEqual([
        'workload/workload 1',
        'fifteen letters/fifteen letters 2',
        'fifteen letters/a thread 3',
        'x/a thread 3',
        'x/x 4',
      ]);
    });

    test('exec by a thread: the process has its new name', async () => {
      const { peer, done } = await trace(mode, ['thread-exec', 3]);
      expect(comparable(peer.rows)).toEqual(comparable(done));
      const executed = peer.rows.filter(({ count }) => count === 7);
      expect(executed.map((row) => peer.processOf(row).cmdline)).toEqual(
        Array(3).fill(['workload', 'read-100']),
      );
    });

    test('several hundred programs that live a few milliseconds', async () => {
      const { peer, done } = await trace(mode, ['short-lived', 400]);
      expect(comparable(peer.rows)).toEqual(comparable(done));
      expect(peer.rows.length).toBe(400);
      for (const row of peer.rows)
        expect(peer.processOf(row)).toMatchObject({
          pid: row.pid,
          comm: 'workload',
          exe: WORKLOAD,
          cmdline: ['workload', 'read-100'],
        });
    });

    test('arguments that are not in memory are left out, the rest is there', async () => {
      const { peer } = await trace(mode, ['unread-cmdline']);
      const [row] = peer.rows;
      expect(row && peer.processOf(row)).toMatchObject({ comm: 'workload', exe: WORKLOAD, cmdline: [] });
    });

    test('a process id that is used again is another process', async () => {
      const { peer, done } = await trace(mode, ['reused-pid']);
      expect(comparable(peer.rows)).toEqual(comparable(done));
      // The last attempt is the one that nobody came before.
      const [first, second] = peer.rows.slice(-2);
      expect([first?.count, second?.count]).toEqual([1, 2]);
      expect(first?.pid).toBe(second?.pid);
      const [one, other] = [first, second].map((row) => row && peer.processOf(row));
      expect(other?.id).not.toBe(one?.id);
      expect(other?.startNs).toBeGreaterThan(one?.startNs ?? 0n);
    });
  });
});

// What does not become a row is counted to the last read, and only what is in scope is seen.

import { describe, expect, test } from 'vitest';
import type { Lost } from '../../capture/decoder.ts';
import { heldMapKeys } from './bpftool.ts';
import { Obedient } from './obedient.ts';
import { Peer, type PeerOptions, within } from './peer.ts';
import { comparable, Workload, whyNot } from './workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/kernel/accounts.test.ts not run: ${reason}`);

function total(lost: Iterable<Lost>, field: 'reads' | 'bytes' | 'errors' | 'latencyNs'): number {
  return [...lost].reduce((sum, entry) => sum + entry[field], 0);
}

describe.skipIf(reason !== null).each(['btf', 'tracepoint'])('accounts by %s', (mode) => {
  async function record(
    workload: { pid: number },
    args: string[] = [],
    more: Partial<PeerOptions> = {},
  ): Promise<Peer> {
    return Peer.recording({
      args: ['--attach', mode, ...args],
      scope: [{ pid: workload.pid, mark: 'TREE' }],
      ...more,
    });
  }

  test('a peer that does not read makes the ring lose, and every loss is accounted for', async () => {
    const reads = 200_000;
    const workload = new Workload(['flat-out', reads]);
    const peer = await record(workload, ['--ring', '1']);
    expect(peer.ready?.ringBytes).toBe(1 << 20);
    peer.pause();
    workload.go();
    await workload.end();
    peer.resume();
    await within(
      'LOST',
      peer.until(() => peer.lost.size > 0),
    );
    expect(await peer.stop()).toBe(0);
    const lost = peer.lost.get(workload.pid);
    expect(lost?.reads).toBeGreaterThan(0);
    expect(peer.rowCount + (lost?.reads ?? 0)).toBe(reads);
    expect(lost).toMatchObject({ errors: 0, bytes: lost?.reads });
    expect(lost?.lastNs).toBeGreaterThan(lost?.firstNs ?? 0n);
    expect(lost?.latencyNs).toBeGreaterThan(0);
    expect(lost?.latencyNs).toBeLessThan(Number((lost?.lastNs ?? 0n) - (lost?.firstNs ?? 0n)));
    expect(peer.lost.size).toBe(1);
    expect(peer.stats?.counters).toMatchObject({ ring_full: lost?.reads, lost_unnamed: 0, overwritten: 0 });
    expect(peer.stats).toMatchObject({ sent: peer.rowCount, inFlight: 0, ringUsed: 0 });
  });

  test('a peer that is behind: more than the kernel holds waits in the loader, and keeps its order', async () => {
    const reads = 300_000;
    const workload = new Workload(['flat-out', reads]);
    const peer = await record(workload, [], { ringMib: 64 });
    peer.pause();
    workload.go();
    await workload.end();
    peer.resume();
    await peer.settled();
    expect(peer.rowCount).toBe(reads);
    const times = peer.rows.map(({ startNs }) => startNs);
    expect(times.findIndex((time, index) => index > 0 && time <= (times[index - 1] ?? 0n))).toBe(-1);
    // What was not in the kernel's 16 MiB has been given back.
    expect(peer.cost?.loaderRss).toBeLessThan(24 << 20);
    expect(await peer.stop()).toBe(0);
    expect(peer.lost.size).toBe(0);
  });

  test('with a reader at work nothing is lost, in frames of 64 KiB at most', async () => {
    const reads = 300_000;
    const workload = new Workload(['flat-out', reads]);
    const peer = await record(workload);
    workload.go();
    await workload.end();
    expect(await peer.stop()).toBe(0);
    expect(peer.rowCount).toBe(reads);
    expect(peer.lost.size).toBe(0);
    expect(peer.largestBatch).toBeLessThanOrEqual(65536);
  });

  test('reads without room in the join map are counted, each by its process', async () => {
    const workload = new Workload(['crowd', 29]);
    const peer = await record(workload, ['--slots', '8']);
    workload.go();
    await workload.end();
    expect(await peer.stop()).toBe(0);
    expect(peer.rowCount).toBe(8);
    expect(peer.stats?.counters).toMatchObject({ join_full: 21, started_before: 0, lost_unnamed: 0 });
    expect(peer.lost.size).toBe(21);
    for (const { pid, reads, bytes, errors, latencyNs } of peer.lost.values()) {
      expect({ reads, bytes, errors }).toEqual({ reads: 1, bytes: 0, errors: 0 });
      expect(latencyNs).toBeGreaterThan(100e6);
      expect(latencyNs).toBeLessThan(30e9);
      expect(peer.rows.map((row) => row.pid)).not.toContain(pid);
    }
  });

  test('nothing is kept of threads and processes that are gone', async () => {
    const workload = new Workload(['thread-exec', 20]);
    const peer = await record(workload, ['--slots', '2']);
    const done = await workload.run();
    expect(heldMapKeys(peer.pid, 'ioscope_join')).toEqual([]);
    expect(heldMapKeys(peer.pid, 'ioscope_scope').sort()).toEqual([peer.pid, workload.pid].sort());
    expect(await peer.stop()).toBe(0);
    expect(comparable(peer.rows)).toEqual(comparable(done));
    expect(peer.stats?.counters).toMatchObject({ join_full: 0, died: 0 });
  });

  test('losses of more processes than have a name are still counted, once', async () => {
    const children = 4200;
    const workload = new Workload(['parade', children]);
    const peer = await record(workload, ['--slots', '1']);
    workload.go();
    await workload.end();
    expect(await peer.stop()).toBe(0);
    expect(peer.rowCount).toBe(1);
    expect(peer.lost.size).toBe(4096);
    expect(total(peer.lost.values(), 'reads')).toBe(4096);
    expect(total(peer.lost.values(), 'bytes')).toBe(4096);
    expect(peer.stats?.counters).toMatchObject({
      join_full: children,
      lost_unnamed: children - 4096,
      started_before: 0,
    });
  });

  test('a read that began before tracing did', async () => {
    const program = new Obedient();
    await program.read('begin');
    await program.tell('await');
    const peer = await record(program);
    await program.tell('end');
    await program.dismiss();
    expect(await peer.stop()).toBe(0);
    expect(peer.rowCount).toBe(0);
    expect(peer.stats?.counters.started_before).toBe(1);
  });

  test('a read that has not returned when tracing ends', async () => {
    const program = new Obedient();
    const peer = await record(program);
    await program.read('begin');
    await program.tell('await');
    expect(await peer.stop()).toBe(0);
    expect(peer.rowCount).toBe(0);
    expect(peer.stats?.inFlight).toBe(1);
    await program.kill();
  });

  test('calls that have not returned: by whom, of what, since when', async () => {
    const children = 1500;
    const workload = new Workload(['held-crowd', children]);
    const before = process.hrtime.bigint();
    const peer = await record(workload);
    expect(await peer.askBlocked()).toEqual([]);
    workload.go();
    await workload.stopped();
    const blocked = await peer.askBlocked();
    expect(blocked.length).toBe(children);
    expect(new Set(blocked.map(({ tid }) => tid)).size).toBe(children);
    for (const { tid, process: id, place, count, call, startNs } of blocked) {
      expect({ count, call, kind: (place?.mode ?? 0) & 0o170000 }).toEqual({
        count: 1,
        call: 'read',
        kind: 0o010000,
      });
      expect(peer.processes.get(id)).toMatchObject({ pid: tid, parent: workload.pid, comm: 'workload' });
      expect(startNs).toBeGreaterThan(before);
      expect(startNs).toBeLessThan(process.hrtime.bigint());
    }
    workload.resume();
    await workload.end();
    expect(await peer.askBlocked()).toEqual([]);
    expect(await peer.stop()).toBe(0);
    expect(peer.stats).toMatchObject({ inFlight: 0 });
  });

  test('its own cost: of handlers, processor and memory', async () => {
    const reads = 100_000;
    const workload = new Workload(['flat-out', reads]);
    const peer = await record(workload, [], { ringMib: 16 });
    workload.go();
    await workload.end();
    expect(await peer.stop()).toBe(0);
    const { samples = 0, sampledNs = 0, loaderCpuNs = 0, loaderRss = 0 } = peer.cost ?? {};
    expect(samples).toBeGreaterThan(reads / 1024 / 2);
    expect(samples).toBeLessThanOrEqual(reads / 1024 + 2);
    expect(sampledNs / samples).toBeGreaterThan(20);
    expect(sampledNs / samples).toBeLessThan(50_000);
    expect(loaderCpuNs).toBeGreaterThan(1e6);
    expect(loaderRss).toBeGreaterThan(17 << 20);
    expect(loaderRss).toBeLessThan(24 << 20);
  });

  test('a process alone: what it forks is not seen', async () => {
    const workload = new Workload(['family']);
    const peer = await record(workload, [], { scope: [{ pid: workload.pid, mark: 'ONE' }] });
    const done = (await workload.run()).filter(({ pid }) => pid === workload.pid);
    expect(await peer.stop()).toBe(0);
    expect(done.length).toBe(2);
    expect(comparable(peer.rows)).toEqual(comparable(done));
  });

  test('a tree: children born before tracing are seen, and theirs', async () => {
    const workload = new Workload(['family'], ['sh', '-c', '"$0" "$@"; exit $?']);
    const peer = await record(workload);
    const done = await workload.run();
    expect(await peer.stop()).toBe(0);
    expect(done.every(({ pid }) => pid !== workload.pid)).toBe(true);
    expect(comparable(peer.rows)).toEqual(comparable(done));
  });

  test('everything but what is left out, its children and the loader', async () => {
    const [left, seen] = [new Workload(['family']), new Workload(['outcomes'])];
    const peer = await record(left, [], {
      everything: true,
      scope: [
        { pid: process.pid, mark: 'LEAVE_OUT' },
        { pid: seen.pid, mark: 'TREE' },
      ],
    });
    const [unseen, done] = await Promise.all([left.run(), seen.run()]);
    expect(await peer.stop()).toBe(0);
    expect(unseen.length).toBe(6);
    const out = new Set([process.pid, peer.pid, ...unseen.map(({ pid }) => pid)]);
    expect(peer.rows.filter(({ pid }) => out.has(pid))).toEqual([]);
    expect(comparable(peer.rows.filter(({ pid }) => pid === seen.pid))).toEqual(comparable(done));
  });
});

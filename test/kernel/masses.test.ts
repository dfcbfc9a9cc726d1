// Accounts with many threads, many processes, and a filter that changes all the time.

import { describe, expect, test } from 'vitest';
import { goneFromKernel, heldBpfIds } from './bpftool.ts';
import { Peer, within } from './peer.ts';
import type { Row } from './records.ts';
import { MODES } from './trace.ts';
import { Workload, whyNot } from './workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/kernel/masses.test.ts not run: ${reason}`);

/** "tid reads" in each line of what a workload printed. */
function readsByThread(text: string): Map<number, number> {
  return new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ').map(Number) as [number, number]),
  );
}

function byThread(rows: Row[]): Map<number, Row[]> {
  const threads = new Map<number, Row[]>();
  for (const row of rows) {
    const thread = threads.get(row.tid);
    if (thread === undefined) threads.set(row.tid, [row]);
    else thread.push(row);
  }
  return threads;
}

/** That the rows of each thread are all there and in their order. */
function expectNumbered(threads: Map<number, Row[]>, reads: Map<number, number>): void {
  for (const [tid, rows] of threads) {
    const numbers = Array.from({ length: reads.get(tid) ?? 0 }, (_, at) => at);
    expect(rows.map(({ offset }) => offset)).toEqual(numbers);
  }
}

/** Reads that came after one that returned later. */
function outOfOrder(rows: Row[]): number {
  let [latest, late] = [0n, 0];
  for (const { startNs, latencyNs } of rows) {
    const returned = startNs + BigInt(latencyNs);
    if (returned < latest) late++;
    else latest = returned;
  }
  return late;
}

/** Reads whose number lies between those of two rows, but who have none. */
function missing(rows: Row[]): number {
  const [first, last] = [rows[0], rows.at(-1)];
  return first === undefined || last === undefined ? 0 : last.offset - first.offset + 1 - rows.length;
}

describe.skipIf(reason !== null).each(MODES)('masses by %s', (mode) => {
  const args = ['--attach', mode];

  test('a thousand threads that read at once', async () => {
    const workload = new Workload(['throng', 1000]);
    const peer = await Peer.recording({ args, scope: [{ pid: workload.pid, mark: 'TREE' }] });
    workload.go();
    const reads = readsByThread(await workload.end());
    expect(await peer.stop()).toBe(0);
    const threads = byThread(peer.rows);
    expect(threads.size).toBe(1000);
    expectNumbered(threads, reads);
    expect(peer.lost.size).toBe(0);
    expect(peer.stats?.counters).toMatchObject({ started_before: 0, overwritten: 0, died: 0 });
  });

  test('threads that go from cpu to cpu: their rows stay in order', async () => {
    const workload = new Workload(['wanderers', 4]);
    const peer = await Peer.recording({ args, scope: [{ pid: workload.pid, mark: 'TREE' }] });
    workload.go();
    const reads = readsByThread(await workload.end());
    expect(await peer.stop()).toBe(0);
    const threads = byThread(peer.rows);
    expect(threads.size).toBe(4);
    expectNumbered(threads, reads);
    // Between threads: but for what a cpu was about to hand over when the loader looked.
    expect(outOfOrder(peer.rows)).toBeLessThan(peer.rowCount / 100);
  });

  test('ten thousand processes that live for three reads', async () => {
    const processes = 10_000;
    const workload = new Workload(['mayflies', processes]);
    const peer = await Peer.recording({ args, scope: [{ pid: workload.pid, mark: 'TREE' }] });
    const held = heldBpfIds(peer.pid);
    workload.go();
    await workload.end();
    expect(await peer.stop()).toBe(0);
    const lost = [...peer.lost.values()].reduce((sum, { reads }) => sum + reads, 0);
    expect(peer.rowCount + lost).toBe(3 * processes);
    const described = new Set<string>();
    for (const row of peer.rows) {
      const of = peer.processOf(row);
      expect([of.pid, of.parent, of.comm]).toEqual([row.pid, workload.pid, 'workload']);
      described.add(`${of.pid} ${of.startNs}`);
    }
    if (lost === 0) expect(described.size).toBe(processes);
    expect(peer.stats?.counters).toMatchObject({
      started_before: 0,
      overwritten: 0,
      died: 0,
      lost_unnamed: 0,
    });
    expect(await goneFromKernel(held)).toEqual([]);
  });

  test('one of two processes with a ring that overflows: issued is shown and lost', async () => {
    const reads = 150_000;
    const [wanted, other] = [new Workload(['flat-out', reads]), new Workload(['flat-out', reads])];
    const peer = await Peer.recording({ args, ringMib: 1, scope: [{ pid: wanted.pid, mark: 'TREE' }] });
    peer.pause();
    for (const one of [wanted, other]) one.go();
    await Promise.all([wanted.end(), other.end()]);
    peer.resume();
    expect(await peer.stop()).toBe(0);
    const lost = peer.lost.get(wanted.pid)?.reads ?? 0;
    expect(lost).toBeGreaterThan(0);
    expect(peer.rowCount + lost).toBe(reads);
    expect([...peer.lost.keys()]).toEqual([wanted.pid]);
    expect(peer.slotless.get(wanted.pid)).toBe(0);
    expect(new Set(peer.rows.map(({ pid }) => pid))).toEqual(new Set([wanted.pid]));
  });

  test('what a filter leaves out is not lost: a full ring, and only failures wanted', async () => {
    const workload = new Workload(['flat-out', 100_000]);
    const peer = await Peer.recording({
      args,
      ringMib: 1,
      failuresOnly: true,
      scope: [{ pid: workload.pid, mark: 'TREE' }],
    });
    peer.pause();
    workload.go();
    await workload.end();
    peer.resume();
    expect(await peer.stop()).toBe(0);
    expect([peer.rowCount, peer.lost.size]).toEqual([0, 0]);
    expect(peer.stats?.counters).toMatchObject({ filtered: 100_000, ring_full: 0 });
  });

  test('the filter goes from one process to the other and back while both read flat out', async () => {
    const programs = [new Workload(['numbered', 2]), new Workload(['numbered', 2])] as const;
    const peer = await Peer.recording({ args });
    for (const program of programs) program.say('go');
    // Each with the times between which it was surely in force.
    const turns: { pid: number; from: bigint; to: bigint }[] = [];
    for (let turn = 0; turn < 30; turn++) {
      const { pid } = programs[turn % 2 === 0 ? 0 : 1];
      const from = await peer.filter({ scope: [{ pid, mark: 'TREE' }] });
      // What the ring still held from before comes first.
      await within(
        'a row of this filter',
        peer.until(() => peer.lastStartNs > from),
      );
      const rows = peer.rowCount;
      await within(
        'rows',
        peer.until(() => peer.rowCount > rows + 2000),
      );
      turns.push({ pid, from, to: process.hrtime.bigint() });
    }
    await peer.filter({});
    for (const program of programs) program.go();
    const issued = await Promise.all(programs.map(async (one) => readsByThread(await one.end())));
    expect(await peer.stop()).toBe(0);

    let complete = 0;
    const gaps = new Map<number, number>();
    const { rows } = peer;
    for (const { pid, from, to } of turns) {
      const during = rows.filter(({ startNs }) => startNs > from && startNs < to);
      expect(during.filter((row) => row.pid !== pid)).toEqual([]);
      for (const each of byThread(during).values()) {
        gaps.set(pid, (gaps.get(pid) ?? 0) + missing(each));
        complete += each.length;
      }
    }
    expect(complete).toBeGreaterThan(30 * 1000);
    for (const { pid } of programs) expect(gaps.get(pid)).toBeLessThanOrEqual(peer.lost.get(pid)?.reads ?? 0);
    for (const [tid, each] of byThread(rows)) {
      const reads = issued.find((threads) => threads.has(tid))?.get(tid) ?? 0;
      expect(new Set(each.map(({ offset }) => offset)).size).toBe(each.length);
      expect(each.at(-1)?.offset).toBeLessThan(reads);
    }
    // At most the call that each of two threads was in when the filter came to it.
    expect(peer.stats?.counters.started_before).toBeLessThanOrEqual(2 * turns.length);
    expect(peer.stats?.counters).toMatchObject({ overwritten: 0, died: 0, join_full: 0 });
    expect(peer.stats?.inFlight).toBe(0);
  }, 120_000);
});

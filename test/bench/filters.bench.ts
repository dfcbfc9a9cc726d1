// What the filter in the kernel costs those whom it leaves out, and what the verifier takes for each program.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { KINDS } from '../../contract/read.ts';
import { verifiedInstructions } from '../kernel/bpftool.ts';
import { type Cgroups, idOf, makeCgroups, moveInto } from '../kernel/cgroups.ts';
import type { Wanted } from '../kernel/orders.ts';
import { Peer } from '../kernel/peer.ts';
import { WAYS } from '../kernel/ways.ts';
import { type Workload, whyNot } from '../kernel/workload.ts';
import { Figures } from './figures.ts';
import { buildTools, nanosecondsPerRead, pinned, pinReader, withEmptyPair } from './tools.ts';

const ROUNDS = 5;
const CALLS = 1_000_000;

const reason = whyNot();
if (reason) console.warn(`Benchmarks of filters not run: ${reason}`);

let cgroups: Cgroups | null = null;

beforeAll(() => {
  if (reason) return;
  buildTools();
  cgroups = makeCgroups();
  pinReader();
});
afterAll(() => {
  cgroups?.remove();
});

/** Nanoseconds per call under the filter, which may ask for the pid; the rows must be as few as said. */
async function under(filterFor: (pid: number) => Wanted, call: string, rows: number): Promise<number> {
  const workload: Workload = pinned(call, CALLS);
  if (cgroups !== null) moveInto(cgroups.child, workload.pid);
  const peer = await Peer.recording({
    args: ['--attach', 'btf', '--ring', '256'],
    ...filterFor(workload.pid),
  });
  const nanoseconds = await nanosecondsPerRead(workload);
  expect(await peer.stop()).toBe(0);
  expect(peer.rows.filter(({ pid }) => pid === workload.pid).length).toBe(rows);
  return nanoseconds;
}

const tree = (pid: number) => [{ pid, mark: 'TREE' as const }];

const LEFT_OUT: [by: string, filterFor: (pid: number) => Wanted][] = [
  ['scope', (pid) => ({ everything: true, scope: [{ pid, mark: 'LEAVE_OUT' }] })],
  ['name', () => ({ everything: true, names: [{ name: 'workload', exclude: true }] })],
  ['cgroup', () => ({ everything: true, cgroups: [{ id: idOf(cgroups?.child ?? ''), exclude: true }] })],
  ['kind', (pid) => ({ scope: tree(pid), kinds: KINDS.filter((kind) => kind !== 'device') })],
  ['latency', (pid) => ({ scope: tree(pid), minLatencyNs: 10n ** 10n })],
  ['failures only', (pid) => ({ scope: tree(pid), failuresOnly: true })],
];

test.skipIf(reason !== null)('what is left out', async () => {
  const figures = new Figures();
  for (let round = 0; round < ROUNDS; round++) {
    const read = () => nanosecondsPerRead(pinned('flat-out', CALLS));
    const other = () => nanosecondsPerRead(pinned('flat-out-other', CALLS));
    const pair = await withEmptyPair('btf', read);
    const otherPair = await withEmptyPair('btf', other);
    figures.add('a read, untraced', await read(), 'ns');
    figures.add('a read, empty pair', pair, 'ns');
    for (const [by, filterFor] of LEFT_OUT)
      figures.add(
        `a read excluded by ${by}: over the empty pair`,
        (await under(filterFor, 'flat-out', 0)) - pair,
        'ns',
      );
    const traced = await under((pid) => ({ scope: tree(pid) }), 'flat-out-other', 0);
    figures.add('another syscall: over the empty pair', traced - otherPair, 'ns');
  }
  figures.print(`Left out by the filter (medians of ${ROUNDS} rounds, least to most)`);
});

test.skipIf(reason !== null)('what the verifier takes', async () => {
  const figures = new Figures();
  for (const { way, args, wrap } of WAYS) {
    const peer = await Peer.recording({ args, wrap });
    for (const [program, count] of verifiedInstructions(peer.pid))
      figures.add(`${way}: ${program}`, count, '');
    expect(await peer.stop()).toBe(0);
  }
  figures.print('Instructions that the verifier went through (of a million)');
});

// Reads that were under way before tracing began, as /proc tells of them.

import { afterEach, describe, expect, test } from 'vitest';
import { lookAtReads, readIn, stillWaiting } from '../../session/under-way.ts';
import { Obedient } from '../kernel/obedient.ts';
import { NOBODY } from '../kernel/peer.ts';
import { whyNot } from '../kernel/workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/session/under-way.test.ts not run: ${reason}`);

const stack = '0x7ffd5a3e1c48';
const program = '0x7f1d2c4e6a1d';

describe('what /proc says of a thread', () => {
  test.each([
    ['x64', `0 0x3 0x7ffd 0x1000 0x0 0x0 0x0 ${stack} ${program}\n`, { syscall: 'read', fd: 3 }],
    ['x64', `17 0xffffffff 0x7ffd 0x1 0x0 0x0 0x0 ${stack} ${program}\n`, { syscall: 'pread64', fd: -1 }],
    ['x64', `327 0x10 0x7ffd 0x1 0x0 0x0 0x0 ${stack} ${program}\n`, { syscall: 'preadv2', fd: 16 }],
    ['arm64', `63 0x3 0x7ffd 0x1000 0x0 0x0 0x0 ${stack} ${program}\n`, { syscall: 'read', fd: 3 }],
  ])('%s: %s', (arch, text, call) => expect(readIn(text, arch)).toEqual(call));

  test.each([
    ['another call', `7 0x3 0x7ffd 0x1000 0x0 0x0 0x0 ${stack} ${program}\n`],
    ['a thread that runs', 'running\n'],
    ['no call', `-1 ${stack} ${program}\n`],
    ['a 32-bit program, whose 0 is restart_syscall', '0 0x3 0x1 0x1000 0x0 0x0 0x0 0xff8e1c48 0xf7f2a1d5\n'],
    ['nothing', ''],
  ])('%s is no read', (_, text) => expect(readIn(text, 'x64')).toBeNull());
});

describe.skipIf(reason !== null)('looking', () => {
  const programs: Obedient[] = [];
  afterEach(async () => {
    process.seteuid?.(0);
    for (const one of programs.splice(0)) await one.kill();
  });

  async function reading(): Promise<Obedient> {
    const one = new Obedient();
    programs.push(one);
    await one.read('begin');
    await one.tell('await');
    return one;
  }

  test('a read that goes on from one look to the other is still waiting, a new one of the same call is not', async () => {
    const one = await reading();
    const first = lookAtReads([one.pid], []);
    expect(first.denied).toBe(false);
    const waiting = stillWaiting(first, lookAtReads([one.pid], []));
    expect(waiting).toMatchObject([{ pid: one.pid, process: 'workload', syscall: 'read', kind: 'pipe' }]);
    expect(waiting[0]?.path).toMatch(/^pipe:\[\d+] \(by \/proc\)$/);
    await one.tell('end');
    expect(stillWaiting(first, lookAtReads([one.pid], []))).toEqual([]);
    await one.read('begin');
    await one.tell('await');
    expect(lookAtReads([one.pid], []).waiting.size).toBe(1);
    expect(stillWaiting(first, lookAtReads([one.pid], []))).toEqual([]);
  });

  test('all processes but some', async () => {
    const [one, other] = [await reading(), await reading()];
    const pids = [...lookAtReads([], [other.pid]).waiting.values()].map(({ call }) => call.pid);
    expect(pids).toContain(one.pid);
    expect(pids).not.toContain(other.pid);
  });

  test('whom one may not look at', async () => {
    const one = await reading();
    process.seteuid?.(NOBODY);
    expect(lookAtReads([one.pid], [])).toMatchObject({ denied: true });
  });
});

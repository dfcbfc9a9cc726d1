// 32-bit calls have other numbers: they are counted and never mistaken for others, in every way of tracing.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../capture/temporary.ts';
import { Peer, within } from './peer.ts';
import { MODES, trace } from './trace.ts';
import { WAYS } from './ways.ts';
import { comparable, processState, WORKLOAD, whyNot } from './workload.ts';

const reason = whyNot() ?? (process.arch === 'x64' ? null : 'it is written for x86-64');
if (reason) console.warn(`test/kernel/compat.test.ts not run: ${reason}`);

const READS = 5;

/** A 32-bit program, see elf(5): reads four bytes from its standard input a few times, and ends. */
function program32(): Buffer {
  const at = 0x08048000;
  const [header, segment] = [52, 32];
  const read = [
    ...[0xb8, 3, 0, 0, 0], // mov eax, 3: read
    ...[0x31, 0xdb], // xor ebx, ebx
    ...[0x8d, 0x4c, 0x24, 0x80], // lea ecx, [esp - 128]
    ...[0xba, 4, 0, 0, 0], // mov edx, 4
    ...[0xcd, 0x80], // int 0x80
  ];
  const exit = [0xb8, 1, 0, 0, 0, 0x31, 0xdb, 0xcd, 0x80];
  const code = [...Array.from({ length: READS }, () => read).flat(), ...exit];
  const size = header + segment + code.length;
  const file = Buffer.alloc(size);
  file.write('\x7fELF\x01\x01\x01', 'latin1'); // 32 bits, little-endian
  file.writeUInt16LE(2, 16); // executable
  file.writeUInt16LE(3, 18); // i386
  for (const [value, place] of [
    [1, 20],
    [at + header + segment, 24],
    [header, 28],
  ] as const)
    file.writeUInt32LE(value, place);
  for (const [value, place] of [
    [header, 40],
    [segment, 42],
    [1, 44],
  ] as const)
    file.writeUInt16LE(value, place);
  // One segment to load: from the file's beginning, to be read and run.
  [1, 0, at, at, size, size, 5, 4096].forEach((value, index) => {
    file.writeUInt32LE(value, header + 4 * index);
  });
  file.set(code, header + segment);
  return file;
}

describe.skipIf(reason !== null)('32-bit calls', () => {
  const file = join(temporaryDirectory(), 'program32');
  beforeAll(() => {
    writeFileSync(file, program32());
    chmodSync(file, 0o755);
  }, 120_000);

  /** Kernels can be built and told, and virtual machines made, so that there are none. */
  const cannot = (program: string, args: string[]) => spawnSync(program, args, { input: '' }).status !== 0;
  const NONE = 'this machine has no 32-bit calls';

  test.for(MODES)('by a 64-bit program, by %s', async (mode, { skip }) => {
    if (cannot(WORKLOAD, ['compat'])) skip(NONE);
    const { peer, done } = await trace(mode, ['compat']);
    expect(comparable(peer.rows)).toEqual(comparable(done));
    expect(peer.stats?.counters.compat).toBe(READS);
  });

  /** The program, before its first instruction. */
  async function held(): Promise<ChildProcess> {
    const child = spawn('sh', ['-c', 'kill -STOP $$; exec "$0"', file], {
      stdio: [openSync('/dev/zero', 'r'), 'ignore', 'inherit'],
    });
    await expect.poll(() => processState(child.pid ?? 0), { timeout: 20_000 }).toBe('T');
    return child;
  }

  test.for(WAYS)('by a 32-bit program, by $way', async ({ args, wrap }, { skip }) => {
    if (cannot(file, [])) skip(NONE);
    const child = await held();
    const peer = await Peer.recording({ args, wrap, scope: [{ pid: child.pid ?? 0, mark: 'TREE' }] });
    const ended = once(child, 'close');
    child.kill('SIGCONT');
    expect(await within('end of the program', ended)).toEqual([0, null]);
    expect(await peer.stop()).toBe(0);
    expect(peer.rows).toEqual([]);
    expect(peer.stats?.counters).toMatchObject({ compat: READS, started_before: 0 });
  });
});

// The loader speaks to no one it has not checked, and takes nothing on trust.

import { execFileSync } from 'node:child_process';
import { chmodSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startFrame } from './orders.ts';
import { failing, LOADER, NOBODY, type PeerOptions } from './peer.ts';
import { whyNot } from './workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/kernel/handshake.test.ts not run: ${reason}`);

function unknownMark(): Buffer {
  const frame = startFrame({ scope: [{ pid: 1, mark: 'ONE' }] });
  frame.writeUInt32LE(5, frame.length - 4);
  return frame;
}

describe.skipIf(reason !== null)('handshake', () => {
  test.each<{ what: string; code: string; options: PeerOptions }>([
    {
      what: 'a directory that others may enter',
      code: 'bad-directory',
      options: { spoil: (directory) => chmodSync(directory, 0o755) },
    },
    {
      what: 'a directory that is a link',
      code: 'bad-directory',
      options: {
        spoil: (directory) => {
          renameSync(directory, `${directory}-real`);
          symlinkSync(`${directory}-real`, directory);
        },
      },
    },
    {
      what: "another user's directory",
      code: 'bad-directory',
      options: { owner: NOBODY, env: { PATH: process.env.PATH } },
    },
    {
      what: 'a token that others may read',
      code: 'bad-token',
      options: { spoil: (directory) => chmodSync(join(directory, 'token'), 0o644) },
    },
    {
      what: 'a token of another length',
      code: 'bad-token',
      options: { spoil: (directory) => writeFileSync(join(directory, 'token'), 'short') },
    },
    {
      what: 'a token that is a link',
      code: 'bad-token',
      options: {
        spoil: (directory) => {
          renameSync(join(directory, 'token'), join(directory, 'real'));
          symlinkSync('real', join(directory, 'token'));
        },
      },
    },
    {
      what: 'nobody listening',
      code: 'no-capture',
      options: { spoil: (directory) => rmSync(join(directory, 'loader.sock')) },
    },
  ])('$what: refused before a byte is sent', async ({ options }) => {
    const peer = await failing(options);
    expect(peer.greeted).toBe(false);
    expect(peer.stderr).toMatch(/^ioscope-loader: .*\. Start ioscope again: .*\.\n$/);
    rmSync(`${peer.directory}-real`, { recursive: true, force: true });
  });

  test('a peer that is another user', async () => {
    const peer = await failing({
      owner: NOBODY,
      env: { ...process.env, SUDO_UID: String(NOBODY) },
      listenAs: 0,
    });
    expect(peer.stderr).toMatch(/not one of user 65534/);
    expect(peer.greeted).toBe(false);
  });

  test.each([
    { what: 'another frame', answer: Buffer.from([17, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]) },
    { what: 'an unknown mark', answer: unknownMark() },
    { what: 'noise', answer: Buffer.alloc(64, 0xee) },
    {
      what: 'a length that does not fit',
      answer: Buffer.concat([startFrame({ everything: true }).subarray(0, 4), Buffer.alloc(12, 1)]),
    },
  ])('instead of START $what', async ({ answer }) => {
    const peer = await failing({ answer });
    expect(peer.error?.code).toBe('protocol');
  });

  test('no START at all: gives up after ten seconds', async () => {
    const peer = await failing({ answer: Buffer.alloc(0) });
    expect(peer.error?.code).toBe('no-start');
  });

  test.each([
    { args: ['--ring', '0'], message: /--ring must be a whole number from 1 to 1024, not '0'/ },
    { args: ['--ring', '64k'], message: /not '64k'/ },
    { args: ['--slots', '-5'], message: /--slots must be a whole number from 1 to \d+, not '-5'/ },
    { args: ['--slots', '99999999999999999999'], message: /not '99999999999999999999'/ },
    { args: ['--attach', 'magic'], message: /--attach must be auto, btf or tracepoint, not 'magic'/ },
    { args: ['one', 'two'], message: /not also 'two'/ },
    { args: [], message: /directory with loader.sock is missing/ },
  ])('options $args', ({ args, message }) => {
    expect(() => execFileSync(LOADER, args, { stdio: 'pipe' })).toThrow(message);
  });

  test('--help has examples', () => {
    expect(execFileSync(LOADER, ['--help']).toString()).toMatch(/Examples:\n {2}ioscope-loader \//);
  });
});

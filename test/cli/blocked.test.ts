// Which reads wait now, on the command line and on the real kernel.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { build, whyNot } from '../kernel/workload.ts';
import { ioscope } from './ioscope.ts';

const reason = whyNot();
if (reason !== null) console.log(`blocked.test.ts is not run: ${reason}`);

describe.skipIf(reason !== null)('ioscope blocked', () => {
  let directory: string;
  let reader: ChildProcess;
  let feeding: NodeJS.Timeout;

  /** A shell that is always in a read: each line ends one, and the next begins. */
  beforeEach(() => {
    build();
    directory = mkdtempSync(join(tmpdir(), 'ioscope-test-'));
    reader = spawn('sh', ['-c', 'while read -r _; do :; done'], { stdio: ['pipe', 'ignore', 'ignore'] });
    feeding = setInterval(() => reader.stdin?.write('\n'), 100);
  });

  afterEach(() => {
    clearInterval(feeding);
    reader.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  const blocked = (...options: string[]) => ioscope(['blocked', ...options], { directory });

  test('names a read that waits, what on and since when', async () => {
    const { code, stdout, stderr } = await blocked('--pid', String(reader.pid), '--watch', '1');
    expect(stdout).toMatch(/^WAITED +PID +TID +CALL +FD +PROCESS +KIND +PATH\n/);
    const { pid } = reader;
    expect(stdout).toMatch(
      new RegExp(`\\n0\\.\\d{3} s +${pid} +${pid} +read +0 +sh +socket +socket:\\[\\d+]\\n$`),
    );
    expect(stderr).toContain(
      '1 reads begun in the last 1 s have not returned; of those begun before, nothing is known\n',
    );
    expect(code).toBe(0);
  });

  test('is empty where none has begun', async () => {
    reader.kill('SIGSTOP');
    const ended = await blocked('--pid', String(reader.pid), '--watch', '0.2');
    expect(ended).toMatchObject({ code: 0, stdout: '' });
  });

  test('tells what is wrong with its options', async () => {
    const ended = await blocked('--watch', 'x');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('A duration is a number of seconds');
  });
});

// Which reads wait now, on the command line and on the real kernel.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Obedient } from '../kernel/obedient.ts';
import { whyNot } from '../kernel/workload.ts';
import { ioscope } from './ioscope.ts';

const reason = whyNot();
if (reason !== null) console.log(`blocked.test.ts is not run: ${reason}`);

describe.skipIf(reason !== null)('ioscope blocked', () => {
  let directory: string;
  let reader: ChildProcess;
  let feeding: NodeJS.Timeout;

  /** A shell that is always in a read: each line ends one, and the next begins. */
  beforeEach(() => {
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
    expect(stderr).toBe('ioscope: 1 reads begun since it watched have not returned, and 0 begun before\n');
    expect(code).toBe(0);
  });

  test('names one that began before it watched, with a path that is marked as told by /proc', async () => {
    const program = new Obedient();
    await program.read('begin');
    await program.tell('await');
    const { code, stdout, stderr } = await blocked('--pid', String(program.pid), '--watch', '0.5');
    expect(stdout).toMatch(
      new RegExp(
        `\\n>\\d+\\.\\d{3} s +${program.pid} +\\d+ +read +\\d+ +workload +pipe +pipe:\\[\\d+] \\(by /proc\\)\\n$`,
      ),
    );
    expect(stderr).toBe('ioscope: 0 reads begun since it watched have not returned, and 1 begun before\n');
    expect(code).toBe(0);
    await program.tell('end');
    await program.dismiss();
  });

  test('a thread is no process', async () => {
    const program = new Obedient();
    await program.read('begin');
    const threads = readdirSync(`/proc/${program.pid}/task`).map(Number);
    const thread = threads.find((tid) => tid !== program.pid);
    const ended = await blocked('--pid', String(thread));
    expect(ended.stderr).toBe(
      `ioscope: ${thread} is a thread of process ${program.pid}. Give ${program.pid}: its threads are recorded with it.\n`,
    );
    expect(ended.code).toBe(1);
    await program.kill();
  });

  test('is empty where none has begun', async () => {
    const idle = spawn('sleep', ['600'], { stdio: 'ignore' });
    onTestFinished(() => void idle.kill());
    const ended = await blocked('--pid', String(idle.pid), '--watch', '0.2');
    expect(ended).toMatchObject({ code: 0, stdout: '' });
  });

  test('tells what is wrong with its options', async () => {
    const ended = await blocked('--watch', 'x');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('A duration is a number of seconds');
  });
});

// What is asked wrongly is said before anything begins, with what would be right: exit code 2 for a wrong call, 1 for
// what cannot be.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../capture/temporary.ts';
import { ioscope, leftIn } from './ioscope.ts';

const directory = temporaryDirectory();

describe('a wrong call', () => {
  test.each([
    { args: ['record', '--pid', '0'], says: /PID is a whole number from 1 to/ },
    { args: ['record', '--pid', 'abc'], says: /'abc'.*PID is a whole number/ },
    { args: ['record', '--pid', '99999999'], says: /PID is a whole number/ },
    { args: ['record', '--comm', ''], says: /at least one character/ },
    { args: ['record', '--comm', 'x'.repeat(63)], says: /at most 62 bytes/ },
    { args: ['record', '--process', ''], says: /at least one character/ },
    { args: ['record', '--not-comm', ''], says: /at least one character/ },
    { args: ['record', '--tree', '0'], says: /PID is a whole number/ },
    { args: ['record', '--not-pid', 'x'], says: /'x'.*PID is a whole number/ },
    { args: ['record', '--not-tree', ''], says: /PID is a whole number/ },
    { args: ['record', '--kind', 'fifo'], says: /'fifo'.*A kind is one of unknown, file, dir, pipe/ },
    { args: ['record', '--not-kind', 'File'], says: /'File'.*A kind is one of/ },
    { args: ['record', '--cgroup', 'user.slice'], says: /'user.slice'.*begins with a slash/ },
    { args: ['record', '--min-latency', '5'], says: /'5'.*ns, us, ms or s behind it/ },
    { args: ['record', '--min-latency', '1h'], says: /'1h'.*e\.g\. 1ms/ },
    { args: ['record', '--min-latency', '-1ms'], says: /A latency is a number/ },
    { args: ['record', '--min-latency', '0.1ns'], says: /A latency is a number/ },
    { args: ['record', '--ring', '0'], says: /whole number from 1 to 1024/ },
    { args: ['record', '--ring', '2000'], says: /whole number from 1 to 1024/ },
    { args: ['record', '--ring', '64MiB'], says: /'64MiB'.*whole number/ },
    { args: ['record', '--duration', '0'], says: /number of seconds above 0/ },
    { args: ['record', '--duration', '-1'], says: /number of seconds above 0/ },
    { args: ['record', '--duration', 'soon'], says: /'soon'.*number of seconds/ },
    { args: ['record', '--duration', '1e9'], says: /at most a week/ },
    { args: ['record', '--attach', 'kprobe'], says: /'kprobe'.*auto, btf, tracepoint/ },
    { args: ['record', '--format', 'xml'], says: /'xml'.*csv, jsonl, text/ },
    { args: ['record', '--marks-from', 'here'], says: /'here'.*stdin/ },
    { args: ['record', '--colour'], says: /unknown option '--colour'/ },
    { args: ['record', '--pid'], says: /argument missing/ },
    { args: ['--colour'], says: /unknown option '--colour'/ },
    { args: ['recrod'], says: /recrod|too many arguments/ },
    { args: ['serve', '--port', '65536'], says: /port is a whole number from 0 to 65535/ },
    { args: ['serve', '--ring', '0'], says: /from 1 to 1024/ },
    { args: ['--ring', '2048'], says: /from 1 to 1024/ },
    { args: ['serve', '--port', 'http'], says: /'http'.*port/ },
  ])('$args', async ({ args, says }) => {
    const { code, stdout, stderr } = await ioscope(args, { directory });
    expect(stderr).toMatch(says);
    expect([code, stdout]).toEqual([2, '']);
  });
});

test.each([
  { args: ['--help'], says: [/^Usage: ioscope /, /record/, /serve/] },
  {
    args: ['record', '--help'],
    says: [
      /^Usage: ioscope record /,
      /--duration/,
      /--min-latency <time>/,
      /--ring <MiB> [^-]*default: 256/,
      /--not-cgroup <path>/,
      /Examples:\n {2}ioscope record -- /,
    ],
  },
  { args: ['serve', '--help'], says: [/^Usage: ioscope serve /, /--port/] },
])('$args', async ({ args, says }) => {
  const { code, stdout, stderr } = await ioscope(args, { directory });
  for (const one of says) expect(stdout).toMatch(one);
  expect([code, stderr]).toEqual([0, '']);
});

describe('what cannot be', () => {
  const marker = join(directory, 'ran');
  const COMMAND = ['--', 'touch', marker];
  writeFileSync(join(directory, 'file'), '');

  test.each([
    {
      what: 'a folder that is not there',
      output: '/no/such/folder/reads.csv',
      says: /no such file or directory.*folder/i,
    },
    {
      what: 'a file for a folder',
      output: join(directory, 'file/reads.csv'),
      says: /not a directory.*folder/i,
    },
    { what: 'a folder for a file', output: directory, says: /directory.*file name/i },
  ])('--output $what: nothing is run', async ({ output, says }) => {
    const { code, stdout, stderr } = await ioscope(['record', '--output', output, ...COMMAND], { directory });
    expect(stderr).toMatch(/^ioscope: Could not write [^\n]*\n$/);
    expect(stderr).toContain(output);
    expect(stderr).toMatch(says);
    expect([code, stdout]).toEqual([1, '']);
    expect(existsSync(marker)).toBe(false);
    expect(leftIn(join(directory, 'cache'))).toEqual([]);
  });

  test.each(['--pid', '--tree', '--not-pid', '--not-tree'])('%s of no process', async (option) => {
    const child = spawn('true');
    await new Promise((resolve) => child.once('exit', resolve));
    const { code, stderr } = await ioscope(['record', option, String(child.pid), ...COMMAND], { directory });
    expect(stderr).toMatch(new RegExp(`^ioscope: There is no process ${child.pid}\\. .*ps -e`));
    expect(code).toBe(1);
    expect(existsSync(marker)).toBe(false);
  });

  test('a control group that is not there', async () => {
    const { code, stderr } = await ioscope(['record', '--cgroup', '/no/such.slice', ...COMMAND], {
      directory,
    });
    expect(stderr).toMatch(
      /^ioscope: (There is no control group \/no\/such\.slice|Control groups .* not mounted)/,
    );
    expect(code).toBe(1);
    expect(existsSync(marker)).toBe(false);
  });

  test('more names than there may be', async () => {
    const names = Array.from({ length: 33 }, (_, index) => ['--comm', `n${index}`]).flat();
    const { code, stderr } = await ioscope(['record', ...names, ...COMMAND], { directory });
    expect(stderr).toBe('ioscope: 33 names were given; 32 are the most. Give fewer names.\n');
    expect(code).toBe(1);
    expect(existsSync(marker)).toBe(false);
  });

  test.each(['no-such-program', '/no/such/program', directory])('command %s', async (program) => {
    const { code, stderr } = await ioscope(['record', '--', program], { directory });
    expect(stderr).toBe(`ioscope: There is no program "${program}". Check its name or give its path.\n`);
    expect(code).toBe(1);
  });
});

test('it runs by a link to it, as npm installs it', async () => {
  const link = join(directory, 'ioscope');
  execFileSync('ln', ['-s', join(import.meta.dirname, '../../bin/ioscope'), link]);
  const { code, stdout } = await ioscope(['--help'], { directory, program: link });
  expect([code, stdout.startsWith('Usage: ioscope')]).toEqual([0, true]);
});

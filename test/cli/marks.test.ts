// `ioscope record`: marks from a signal and from lines, where they fall among the reads, and whose input is read.

import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { csvLine, Lines } from '../../cli/marks.ts';
import { MARK_NAME_MAX, MARKS_MAX } from '../../contract/marks.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { whyNot } from '../kernel/workload.ts';
import { Ioscope, ioscope, lastLine, linesOf, ROOT } from './ioscope.ts';

const reason = whyNot();
if (reason) console.warn(`test/cli/marks.test.ts not run: ${reason}`);

const PROGRAM = join(ROOT, 'bin/ioscope');
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z/;

const base = temporaryDirectory();
let directory = '';
let count = 0;
beforeEach(() => {
  directory = join(base, String(count++));
});

/** Reads from the traced program that are told from all others. */
const read = () => execFileSync('dd', ['if=/dev/zero', 'of=/dev/null', 'bs=777', 'count=3', 'status=none']);
const marksIn = (stderr: string) =>
  stderr.split('\n').flatMap((line) => /^ioscope: mark (\S+) (.*)$/.exec(line)?.slice(1, 3) ?? []);

describe.skipIf(reason !== null)('ioscope record: marks', () => {
  test('a signal sets one, between the reads before it and those after', async () => {
    const file = join(base, 'marks.csv');
    const args = ['record', '--comm', 'dd', '--format', 'jsonl', '--marks', file];
    const run = new Ioscope(args, { directory });
    await run.tracing();
    // Until one is taken: tracing begins a moment before the recording does.
    const signal = async (nth: number) => {
      for (const end = Date.now() + 20_000; marksIn(run.stderr).length < 2 * nth; ) {
        if (Date.now() > end) throw new Error('no mark is set');
        run.kill('SIGUSR1');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await signal(1);
    read();
    const before = marksIn(run.stderr).length / 2;
    await signal(before + 1);
    read();
    run.kill('SIGINT');
    const { code, stdout, stderr } = await run.ended;
    expect(code).toBe(0);
    expect(stderr).not.toContain('Debugger');
    const rows = linesOf(stdout).filter((row) => row.count === 777);
    expect(rows).toHaveLength(6);
    const told = marksIn(stderr);
    const times = told.filter((text) => ISO.test(text));
    const middle = times[before] ?? '';
    expect(rows.map(({ time }) => time < middle)).toEqual([true, true, true, false, false, false]);
    const lines = readFileSync(file, 'utf8').split('\r\n');
    expect(lines).toEqual(['time,name', ...times.map((time, nth) => `${time},Mark ${nth + 1}`), '']);
  });

  test('a signal to its whole group does not disturb the recording', async () => {
    const run = new Ioscope(['record', '--comm', 'dd', '--format', 'jsonl'], { directory, group: true });
    await run.tracing();
    while (marksIn(run.stderr).length === 0) {
      process.kill(-run.pid, 'SIGUSR1');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    read();
    run.kill('SIGINT');
    const { code, stdout } = await run.ended;
    expect(code).toBe(0);
    expect(linesOf(stdout).filter((row) => row.count === 777)).toHaveLength(3);
  });

  test('lines set them, named so; the end of the input ends nothing', async () => {
    const file = join(base, 'named.csv');
    const args = ['record', '--comm', 'dd', '--format', 'csv', '--marks-from', 'stdin', '--marks', file];
    const run = new Ioscope(args, { directory, holdInput: true });
    await run.tracing();
    run.type('=cmd()|"quoted"\r\n\nstart\u001b[2J\nlast');
    run.closeInput();
    await run.until('the last mark', () => run.stderr.includes('last'));
    read();
    run.kill('SIGINT');
    const { code, stdout, stderr } = await run.ended;
    expect(code).toBe(0);
    expect(marksIn(stderr).filter((text) => !ISO.test(text))).toEqual([
      '=cmd()|"quoted"',
      'Mark 2',
      'start\u{fffd}[2J',
      'last',
    ]);
    // A row for each read, and nothing else.
    expect(stdout.split('\r\n')).toHaveLength(lastLine(stderr).written + 2);
    const names = readFileSync(file, 'utf8')
      .split('\r\n')
      .map((line) => line.replace(/^[^,]*,/, ''));
    expect(names).toEqual(['name', '"\'=cmd()|""quoted"""', 'Mark 2', 'start\u001b[2J', 'last', '']);
  });

  test('more lines than there may be marks do no harm', async () => {
    const wrap = ['sh', '-c', 'yes | "$@"', 'sh'];
    const args = ['record', '--comm', 'nobody', '--duration', '1', '--marks-from', 'stdin'];
    const { code, stderr } = await ioscope(args, { directory, wrap });
    expect(code).toBe(0);
    expect(marksIn(stderr)).toHaveLength(2 * MARKS_MAX);
    expect(stderr.split('\n').filter((line) => line.includes('marks already'))).toHaveLength(1);
  });

  const shell = (script: string) => {
    const env = { ...process.env, XDG_CACHE_HOME: base, XDG_RUNTIME_DIR: base };
    return promisify(execFile)('sh', ['-c', script], { env });
  };

  test('input is left to whom it is for', async () => {
    const record = `"${PROGRAM}" record --output /dev/null`;
    const after = await shell(`printf 'a\\nb\\n' | { ${record} --comm nobody --duration 0.5; cat; }`);
    expect(after.stdout).toBe('a\nb\n');
    const inside = await shell(`printf 'a\\nb\\n' | ${record} -- cat`);
    expect(inside.stdout).toBe('a\nb\n');
    expect([...marksIn(after.stderr), ...marksIn(inside.stderr)]).toEqual([]);
  });

  test('a program beside it has no input where lines are marks', async () => {
    const record = `"${PROGRAM}" record --output /dev/null --marks-from stdin`;
    const { stdout, stderr } = await shell(`printf 'a\\nb\\n' | ${record} -- sh -c 'cat; sleep 1'`);
    expect(stdout).toBe('');
    expect(marksIn(stderr).filter((text) => !ISO.test(text))).toEqual(['a', 'b']);
  });

  test.each(['<&-', '< /', '< /dev/null'])('an input that gives nothing does no harm: %s', async (input) => {
    const record = `"${PROGRAM}" record --output /dev/null --marks-from stdin`;
    const { stderr } = await shell(`${record} -- sleep 0.3 ${input}`);
    expect(lastLine(stderr).lost).toBe(0);
  });

  test('a file for them that cannot be written is told before anything begins', async () => {
    const args = ['record', '--marks', '/nowhere/marks.csv', '--', 'echo', 'ran'];
    const { code, stdout, stderr } = await ioscope(args, { directory });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Could not write /nowhere/marks.csv: no such file or directory.');
  });
});

describe('lines', () => {
  const linesIn = (...chunks: Uint8Array[]) => {
    const found: string[] = [];
    const lines = new Lines((line) => found.push(line));
    for (const chunk of chunks) lines.push(chunk);
    lines.end();
    return found;
  };

  test('are the same wherever what comes is split', () => {
    const bytes = Buffer.from('eins\n\nzwei – drei\r\nend');
    const whole = ['eins', '', 'zwei – drei', 'end'];
    for (let at = 0; at <= bytes.length; at++) {
      expect(linesIn(bytes.subarray(0, at), bytes.subarray(at))).toEqual(whole);
    }
    expect(linesIn(Buffer.from('a\n'))).toEqual(['a']);
  });

  test('without an end are held as far as a name goes', () => {
    const chunk = Buffer.alloc(100_000, 0x61);
    expect(linesIn(chunk, chunk, Buffer.from('\nb'))).toEqual(['a'.repeat(MARK_NAME_MAX), 'b']);
  });
});

test('a mark in CSV has nanoseconds', () => {
  const mark = { id: 1, time: '1795356187231309123', name: 'a, b' };
  expect(csvLine(mark)).toBe('2026-11-22T14:03:07.231309123Z,"a, b"\r\n');
});

// `ioscope record`: which reads it writes, compared with what strace sees and with what a workload says it did.

import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../capture/temporary.ts';
import { build, type Done, mountTracefs, Workload, whyNot } from '../kernel/workload.ts';
import { Ioscope, ioscope, type Line, lastLine, leftIn, linesOf, ROOT } from './ioscope.ts';
import { sorted, stracedReads } from './strace.ts';

const reason = whyNot();
if (reason) console.warn(`test/cli/record.test.ts not run: ${reason}`);

const WORKLOAD = join(ROOT, '.output/workload');
const HEADER = 'time,pid,tid,comm,fd,count,ret,error,latency_ns';
const MILLION = 1_000_000;

describe.skipIf(reason !== null)('ioscope record', () => {
  const base = temporaryDirectory();
  let directory = '';
  let count = 0;
  let unmount = () => {};

  beforeAll(() => {
    build();
    unmount = mountTracefs();
    // No line ends, so that nothing but its size says how it is read.
    writeFileSync(join(base, 'large'), Buffer.alloc(300_007, 0x61));
    writeFileSync(join(base, 'small'), 'a line\nand another\n');
  });
  afterAll(() => unmount());
  beforeEach(() => {
    directory = join(base, String(count++));
  });

  const jsonl = async (args: string[], env: NodeJS.ProcessEnv = {}) => {
    const ended = await ioscope(['record', '--format', 'jsonl', ...args], { directory, env });
    return { ...ended, lines: linesOf(ended.stdout) };
  };

  describe('a command', () => {
    const COMMAND = [
      'sh',
      '-c',
      `head -c 100000 large > /dev/null; cat small > /dev/null; cat . > /dev/null 2>&1
       dd if=large of=/dev/null bs=777 count=23 status=none
       (head -n 1 < small; exec wc -c) < small > /dev/null
       while read -r line; do :; done < small`,
    ];
    const env = { LC_ALL: 'C' };

    const perProcess = (lines: Line[]) => {
      const calls = new Map<number, string[]>(lines.map(({ pid }) => [pid, []]));
      for (const { pid, fd, count: asked, ret, error } of lines)
        calls.get(pid)?.push(`${fd} ${asked} ${error || ret}`);
      return sorted([...calls.values()]);
    };

    test.each(['btf', 'tracepoint'])(
      'from its first read, with its children, as strace sees it: %s',
      async (mode) => {
        const command = ['env', '-C', base, ...COMMAND];
        const seen = stracedReads(command, join(base, `of-${mode}`), { ...process.env, ...env });
        expect(seen.length).toBeGreaterThan(6);
        expect(seen.flat()).toContain('0 777 777');
        expect(seen.flat().some((call) => call.endsWith(' EISDIR'))).toBe(true);
        const { lines, code, stderr } = await jsonl(['--attach', mode, '--', ...command], env);
        expect(perProcess(lines)).toEqual(seen);
        expect(code).toBe(0);
        expect(lastLine(stderr)).toEqual({ written: lines.length, lost: 0 });
      },
    );

    test('nothing of others, however much they read', async () => {
      const busy = new Workload(['flat-out', 1_000_000_000]);
      busy.go();
      try {
        const { lines } = await jsonl(['--', 'sh', '-c', `exec ${WORKLOAD} outcomes > /dev/null`]);
        expect(lines.length).toBeGreaterThan(0);
        expect(lines.map(({ pid }) => pid)).not.toContain(busy.pid);
        expect(new Set(lines.map(({ comm }) => comm))).not.toContain('node');
      } finally {
        busy.kill();
      }
    });

    test('each read it says it made, once', async () => {
      const output = join(base, 'outcomes.jsonl');
      const { code, stdout } = await ioscope(['record', '--output', output, '--', WORKLOAD, 'family'], {
        directory,
      });
      expect(code).toBe(0);
      const said = stdout.split('\n').filter(Boolean);
      const written = linesOf(readFileSync(output, 'utf8'));
      const plain = written.map(({ pid, tid, comm, fd, count: asked, ret }) =>
        [pid, tid, comm, fd, asked, ret].join(' '),
      );
      expect(said.length).toBeGreaterThan(0);
      expect(plain.sort()).toEqual(said.sort());
    });

    test('with its standard input, output and environment', async () => {
      const run = new Ioscope(
        ['record', '--output', join(base, 'cat.csv'), '--', 'sh', '-c', 'cat; echo "$WORD" >&2'],
        {
          directory,
          holdInput: true,
          env: { WORD: 'word-of-the-caller' },
        },
      );
      run.closeInput();
      const { stderr, code } = await run.ended;
      expect(stderr).toContain('word-of-the-caller\n');
      expect(code).toBe(0);
    });
  });

  describe('what it ends with', () => {
    test.each([
      { script: 'exit 0', code: 0 },
      { script: 'exit 7', code: 7 },
      { script: 'kill -TERM $$', code: 143 },
    ])('a command: $script', async ({ script, code }) => {
      const ended = await ioscope(['record', '--', 'sh', '-c', script], { directory });
      expect(ended.code).toBe(code);
      expect(lastLine(ended.stderr).lost).toBe(0);
    });

    test('nothing stays in its directories when all went well', async () => {
      await ioscope(['record', '--', 'true'], { directory });
      expect(leftIn(directory)).toEqual([]);
    });
  });

  describe('which processes', () => {
    /** Records until `workloads` have ended, then as Ctrl-C does. */
    async function recordThem(
      args: string[],
      workloads: Workload[],
    ): Promise<{ lines: Line[]; dones: Done[][] }> {
      const run = new Ioscope(['record', '--format', 'jsonl', ...args], { directory });
      await run.tracing();
      const dones: Done[][] = [];
      for (const workload of workloads) dones.push(await workload.run());
      run.kill('SIGINT');
      const { code, stdout, stderr } = await run.ended;
      expect(stderr).toMatch(/^ioscope: \d+ reads written, 0 lost.*\n$/m);
      expect(code).toBe(0);
      return { lines: linesOf(stdout), dones };
    }

    const told = (done: Done[]) => done.map(({ fd, count: asked, ret }) => `${fd} ${asked} ${ret}`).sort();
    const of = (lines: Line[], pid: number) =>
      lines
        .filter((line) => line.pid === pid)
        .map(({ fd, count: asked, ret }) => `${fd} ${asked} ${ret}`)
        .sort();

    test('--pid: those alone, several of them', async () => {
      const [one, two, other] = [0, 0, 0].map(() => new Workload(['outcomes'])) as [
        Workload,
        Workload,
        Workload,
      ];
      const { lines, dones } = await recordThem(
        ['--pid', String(one.pid), '--pid', String(two.pid)],
        [one, two, other],
      );
      const [first = [], second = []] = dones;
      expect(first.length).toBeGreaterThan(0);
      expect(of(lines, one.pid)).toEqual(told(first.filter(({ pid }) => pid === one.pid)));
      expect(of(lines, two.pid)).toEqual(told(second.filter(({ pid }) => pid === two.pid)));
      expect(of(lines, other.pid)).toEqual([]);
    });

    test('neither: everything but ioscope', async () => {
      const workload = new Workload(['outcomes']);
      const { lines, dones } = await recordThem([], [workload]);
      expect(of(lines, workload.pid)).toEqual(
        told((dones[0] ?? []).filter(({ pid }) => pid === workload.pid)),
      );
      expect(lines.some(({ comm }) => comm === 'ioscope-loader')).toBe(false);
    });

    test('--comm: threads of these names', async () => {
      const script = `{ head -c 9 ${base}/large; wc -c ${base}/small; cat ${base}/small; } > /dev/null`;
      const { lines } = await jsonl(['--comm', 'head', '--comm', 'wc', '--', 'sh', '-c', script]);
      expect(new Set(lines.map(({ comm }) => comm))).toEqual(new Set(['head', 'wc']));
    });

    test('--comm longer than the kernel keeps', async () => {
      const name = 'a-name-of-21-bytes-ab';
      const program = join(base, name);
      copyFileSync(WORKLOAD, program);
      chmodSync(program, 0o755);
      const { lines, stderr } = await jsonl(['--comm', name, '--output', '-', '--', program, 'read-100']);
      expect(lines.map(({ comm, count: asked, error }) => [comm, asked, error])).toEqual([
        [name.slice(0, 15), 7, 'EBADF'],
      ]);
      expect(stderr).toContain(`"${name}" is "${name.slice(0, 15)}"`);
    });

    test('--comm and --pid of what makes no reads: none, and no error', async () => {
      const still = new Workload(['flat-out', 1]);
      const run = await jsonl(['--pid', String(still.pid), '--comm', 'none-such', '--duration', '0.2']);
      still.kill();
      expect([run.code, run.stdout, run.stderr]).toEqual([0, '', 'ioscope: 0 reads written, 0 lost\n']);
    });
  });

  describe('how they are written', () => {
    const DD = ['--', 'dd', 'if=/dev/zero', 'of=/dev/null', 'bs=777', 'count=23', 'status=none'];
    const files = [
      { name: 'reads.csv', args: [], first: HEADER },
      { name: 'READS.CSV', args: [], first: HEADER },
      { name: 'reads.jsonl', args: [], first: '{"time":' },
      { name: 'reads.ndjson', args: [], first: '{"time":' },
      { name: 'reads.txt', args: [], first: 'comm: ' },
      { name: 'reads', args: [], first: 'comm: ' },
      { name: 'other.csv', args: ['--format', 'jsonl'], first: '{"time":' },
    ];
    test.each(files)('$name $args', async ({ name, args, first }) => {
      const path = join(base, name);
      writeFileSync(path, 'what was there before');
      const { code, stdout, stderr } = await ioscope(['record', ...args, '--output', path, ...DD], {
        directory,
      });
      expect([code, stdout]).toEqual([0, '']);
      const text = readFileSync(path, 'utf8');
      expect(text.startsWith(first)).toBe(true);
      const lines = text.split('\n').length - 1;
      expect(lines - (first === HEADER ? 1 : 0)).toBe(lastLine(stderr).written);
    });

    test('a relative path is from where it was called', async () => {
      await ioscope(['record', '--output', 'relative.csv', ...DD], { directory, wrap: ['env', '-C', base] });
      expect(readFileSync(join(base, 'relative.csv'), 'latin1')).toMatch(new RegExp(`^${HEADER}\r\n`));
    });

    test('the three formats say the same', async () => {
      const { stdout: csv } = await ioscope(['record', '--format', 'csv', ...DD], { directory });
      const { stdout: text } = await ioscope(['record', '--format', 'text', ...DD], { directory });
      const { lines } = await jsonl(DD);
      const rows = csv
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(','));
      const said = rows.map(
        ([, , , comm, fd, asked, ret]) => `comm: ${comm}, fd: ${fd}, count: ${asked}, ret: ${ret}`,
      );
      expect(
        text
          .replaceAll(/ pid: \d+,/g, '')
          .trimEnd()
          .split('\n'),
      ).toEqual(said);
      expect(
        lines.map(
          ({ comm, fd, count: asked, ret }) => `comm: ${comm}, fd: ${fd}, count: ${asked}, ret: ${ret}`,
        ),
      ).toEqual(said);
      for (const [time = '', , , , , , , error, latency] of rows) {
        expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
        expect([error, Number(latency) > 0]).toEqual(['', true]);
      }
    });

    test('times are those of the clock on the wall', async () => {
      const before = Date.now();
      const { lines } = await jsonl(DD);
      const times = lines.map(({ time }) => Date.parse(time));
      expect(Math.min(...times)).toBeGreaterThanOrEqual(before - 1);
      expect(Math.max(...times)).toBeLessThanOrEqual(Date.now() + 1);
    });
  });

  describe('every read is accounted for', () => {
    /** Records `reads` reads flat out into a CSV; `hinder` may act on the loader before they are let go. */
    async function flatOut(
      reads: number,
      mode: string,
      hinder: (loader: number, run: Ioscope) => Promise<void>,
    ) {
      const output = join(base, `${count}-${mode}.csv`);
      const args = [
        'record',
        '--attach',
        mode,
        '--output',
        output,
        '--',
        WORKLOAD,
        'flat-out',
        String(reads),
      ];
      const run = new Ioscope(args, { directory, holdInput: true });
      await hinder(await run.tracing(), run);
      run.closeInput();
      const { code, stderr } = await run.ended;
      const { written, lost } = lastLine(stderr);
      const lines = readFileSync(output, 'latin1').split('\r\n');
      expect(lines.length - 2).toBe(written);
      expect(written + lost).toBe(reads);
      expect(code).toBe(lost > 0 ? 3 : 0);
      return { lost };
    }

    test.each(['btf', 'tracepoint'])('a million flat out: %s', async (mode) => {
      await flatOut(MILLION, mode, async () => {});
    });

    test('lost where the loader is held up: counted to the last, exit code 3', async () => {
      const { lost } = await flatOut(1.5 * MILLION, 'auto', async (loader, run) => {
        process.kill(loader, 'SIGSTOP');
        run.closeInput();
        await run.until('the workload has ended', () => /^\d+ \d+ [\d.]+\n$/.test(run.stdout));
        process.kill(loader, 'SIGCONT');
      });
      // A ring of 64 MiB holds less than a million.
      expect(lost).toBeGreaterThan(MILLION / 2);
    });

    test('two recordings at a time', async () => {
      await Promise.all(['btf', 'tracepoint'].map((mode) => flatOut(200_000, mode, async () => {})));
    });
  });

  describe('until when', () => {
    test('--duration', async () => {
      const busy = new Workload(['flat-out', 1_000_000_000]);
      const args = [
        'record',
        '--pid',
        String(busy.pid),
        '--duration',
        '0.5',
        '--output',
        join(base, 'duration.csv'),
      ];
      const run = new Ioscope(args, { directory });
      await run.tracing();
      busy.go();
      const { code, stderr } = await run.ended;
      busy.kill();
      const { written, lost } = lastLine(stderr);
      expect(code).toBe(lost > 0 ? 3 : 0);
      expect(written).toBeGreaterThan(0);
      expect(readFileSync(join(base, 'duration.csv'), 'latin1').split('\r\n').length - 2).toBe(written);
    });

    test('--duration before the command ends: that is ended, too', async () => {
      const { code, stderr } = await ioscope(['record', '--duration', '0.3', '--', 'sleep', '600'], {
        directory,
      });
      expect(lastLine(stderr).lost).toBe(0);
      expect(code).toBe(0);
    });

    test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
      '%s: in good order, every row is written',
      async (signal) => {
        const workload = new Workload(['flat-out', 100_000]);
        const output = join(base, `${signal}.csv`);
        const run = new Ioscope(['record', '--pid', String(workload.pid), '--output', output], { directory });
        await run.tracing();
        workload.go();
        await workload.end();
        run.kill(signal);
        const { code, stderr } = await run.ended;
        const { written, lost } = lastLine(stderr);
        expect(written + lost).toBe(100_000);
        expect(code).toBe(lost > 0 ? 3 : 0);
        expect(readFileSync(output, 'latin1').split('\r\n').length - 2).toBe(written);
      },
    );

    test('Ctrl-C reaches the command and everyone else: in good order all the same', async () => {
      const run = new Ioscope(['record', '--output', join(base, 'ctrl-c.csv'), '--', 'cat', '/dev/zero'], {
        directory,
        group: true,
      });
      await run.tracing();
      await run.until('the command writes', () => run.stdout.length > 0);
      run.interruptGroup();
      const { code, stderr } = await run.ended;
      const { written, lost } = lastLine(stderr);
      expect(written).toBeGreaterThan(0);
      expect([0, 3, 130]).toContain(code);
      expect(code === 3).toBe(lost > 0);
      expect(leftIn(directory)).toEqual([]);
    });

    test('whoever reads the output goes away', async () => {
      const busy = new Workload(['flat-out', 1_000_000_000]);
      const run = new Ioscope(['record', '--pid', String(busy.pid)], { directory });
      await run.tracing();
      busy.go();
      await run.until('rows', () => run.stdout.length > 0);
      run.closeOutput();
      const { code, stderr } = await run.ended;
      busy.kill();
      expect(code).toBe(1);
      expect(stderr).toBe('ioscope: The program that read the output has ended.\n');
      expect(leftIn(directory)).toEqual([]);
    });
  });
});

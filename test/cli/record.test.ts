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
});

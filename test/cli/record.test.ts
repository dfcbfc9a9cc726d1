// `ioscope record`: which reads it writes, compared with what strace sees and with what a workload says it did.

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SYSCALLS } from '../../contract/read.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { type Done, parseAll, Workload, whyNot } from '../kernel/workload.ts';
import { familyOf, Ioscope, ioscope, type Line, lastLine, leftIn, linesOf, ROOT } from './ioscope.ts';
import { recorded, said } from './said.ts';
import { type Call, recordedReads, stracedReads, underStrace } from './strace.ts';

const reason = whyNot();
if (reason) console.warn(`test/cli/record.test.ts not run: ${reason}`);

const WORKLOAD = join(ROOT, '.output/workload');

describe.skipIf(reason !== null)('ioscope record', () => {
  const base = temporaryDirectory();
  let directory = '';
  let count = 0;

  beforeAll(() => {
    // No line ends, so that nothing but its size says how it is read.
    writeFileSync(join(base, 'large'), Buffer.alloc(300_007, 0x61));
    writeFileSync(join(base, 'small'), 'a line\nand another\n');
  });
  beforeEach(() => {
    directory = join(base, String(count++));
  });

  const jsonl = async (args: string[], env: NodeJS.ProcessEnv = {}) => {
    const ended = await ioscope(['record', '--format', 'jsonl', ...args], { directory, env });
    return { ...ended, lines: linesOf(ended.stdout) };
  };

  describe('a command', () => {
    const SHELL = [
      'sh',
      '-c',
      `head -c 100000 large > /dev/null; cat small > /dev/null; cat . > /dev/null 2>&1
       dd if=large of=/dev/null bs=777 count=23 status=none
       (head -n 1 < small; exec wc -c) < small > /dev/null
       cat small | wc -l > /dev/null
       while read -r line; do :; done < small`,
    ];
    const modes = ['btf', 'tracepoint'];

    async function asStraceSees(
      mode: string,
      command: string[],
      more: NodeJS.ProcessEnv = {},
    ): Promise<Call[]> {
      const env = { LC_ALL: 'C', ...more };
      const [traces, output] = [join(directory, 'strace'), join(directory, 'reads.jsonl')];
      // Both watch the same run.
      const both = underStrace(command, traces);
      const args = ['--attach', mode, '--output', output, '--', ...both];
      const { code, stderr } = await ioscope(['record', ...args], { directory, env });
      const lines = linesOf(readFileSync(output, 'utf8'));
      const seen = stracedReads(traces);
      expect(recordedReads(lines, seen.keys())).toEqual(seen);
      expect(code).toBe(0);
      expect(lastLine(stderr)).toEqual({ written: lines.length, lost: 0 });
      return [...seen.values()].flat();
    }

    test.each(modes)('from its first read, with its children, as strace sees it: %s', async (mode) => {
      const seen = await asStraceSees(mode, ['env', '-C', base, ...SHELL]);
      expect(seen.length).toBeGreaterThan(8);
      expect(seen).toContain(`read 0 777 777 ${base}/large`);
      expect(seen.some((call) => call.endsWith(` EISDIR ${base}`))).toBe(true);
      expect(seen.some((call) => /^read 0 .* pipe:\[\d+\]$/.test(call))).toBe(true);
    });

    test.each(modes)('every call of the family, as strace sees it: %s', async (mode) => {
      const seen = await asStraceSees(mode, [WORKLOAD, 'calls']);
      const names = seen.map((call) => call.replace(/ .*/, ''));
      expect(new Set(names)).toEqual(new Set(SYSCALLS));
    });

    /** Ordinary programs; what they write goes nowhere. */
    const PROGRAMS = [
      { name: 'git', script: 'git log --stat; git status --porcelain; git diff HEAD~1', least: 20 },
      {
        name: 'python3',
        script: 'python3 -c "import json, email.message; print(open(\'small\').read())"',
        least: 20,
      },
      { name: 'a compiler', script: 'cc -O1 -o "$OUT" program.c', least: 20 },
    ];
    const PROGRAM_C =
      '#include <stdio.h>\n#include <stdlib.h>\nint main(void) { return puts("read") < 0; }\n';
    const ordinary = {
      GIT_OPTIONAL_LOCKS: '0',
      GIT_PAGER: 'cat',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONNOUSERSITE: '1',
      OUT: join(base, 'program'),
    };
    const inBase = (script: string) => ['env', '-C', base, 'sh', '-c', `{ ${script}; } > /dev/null 2>&1`];

    beforeAll(() => {
      writeFileSync(join(base, 'program.c'), PROGRAM_C);
      const author = ['-c', 'user.name=ioscope', '-c', 'user.email=test@localhost'];
      const git = (...args: string[]) =>
        execFileSync('git', [...author, ...args], { cwd: base, stdio: 'ignore' });
      git('init');
      for (const file of ['small', 'program.c']) {
        git('add', file);
        git('commit', '-m', file);
      }
    });

    test.each(PROGRAMS)('call by call as strace sees it: $name', async ({ script, least }) => {
      const seen = await asStraceSees('btf', inBase(script), ordinary);
      expect(seen.length).toBeGreaterThan(least);
    });

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

    test.each(['outcomes', 'calls', 'kinds', 'places', 'family', 'threads 20'])(
      'each read it says it made, once, as it was: %s',
      async (workload) => {
        const output = join(directory, 'reads.jsonl');
        const args = ['record', '--output', output, '--', WORKLOAD, ...workload.split(' ')];
        const { code, stdout } = await ioscope(args, { directory });
        expect(code).toBe(0);
        const done = parseAll(stdout);
        for (const { place } of done) {
          const [scratch] = /^\/tmp\/ioscope-workload-\w+/.exec(place?.path ?? '') ?? [];
          if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
        }
        const lines = linesOf(readFileSync(output, 'utf8'));
        expect(done.length).toBeGreaterThan(0);
        expect(recorded(lines)).toEqual(said(done));
        // No leader changes its name between its first read and its last.
        const leaders = lines.map(({ pid, tid, comm }) => (pid === tid ? comm : 'workload'));
        expect(lines.map((line) => line.process)).toEqual(leaders);
      },
    );

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
    ): Promise<{ lines: Line[]; dones: Done[][]; own: Set<number> }> {
      const run = new Ioscope(['record', '--format', 'jsonl', ...args], { directory });
      const loader = await run.tracing();
      const own = new Set([loader, ...familyOf(run.pid)]);
      const dones: Done[][] = [];
      for (const workload of workloads) dones.push(await workload.run());
      for (const pid of familyOf(run.pid)) own.add(pid);
      // The loader traces before its word of it has come: then there would be nothing to stop yet.
      await run.until('its first line', () => run.stdout.includes('\n'));
      run.kill('SIGINT');
      const { code, stdout, stderr } = await run.ended;
      expect(stderr).toMatch(/^ioscope: \d+ reads written, 0 lost.*\n$/m);
      expect(code).toBe(0);
      return { lines: linesOf(stdout), dones, own };
    }

    /** What the process itself says, without its children. */
    const told = (done: Done[] | undefined, { pid }: Workload) => said(only(done ?? [], pid));
    const of = (lines: Line[], { pid }: Workload) => recorded(only(lines, pid));
    const only = <Read extends { pid: number }>(reads: Read[], pid: number) =>
      reads.filter((read) => read.pid === pid);

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
      expect(told(dones[0], one).length).toBeGreaterThan(0);
      expect(of(lines, one)).toEqual(told(dones[0], one));
      expect(of(lines, two)).toEqual(told(dones[1], two));
      expect(of(lines, other)).toEqual([]);
    });

    test('neither: everything but ioscope', async () => {
      const workload = new Workload(['outcomes']);
      const { lines, dones, own } = await recordThem([], [workload]);
      expect(of(lines, workload)).toEqual(told(dones[0], workload));
      // By PID: another ioscope on this machine is no part of this one.
      expect(own.size).toBeGreaterThanOrEqual(3);
      expect(lines.filter(({ pid }) => own.has(pid))).toEqual([]);
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
      const { lines } = await jsonl(['--comm', name, '--output', '-', '--', program, 'read-100']);
      expect(lines.map(({ comm, process, count: asked, error }) => [comm, process, asked, error])).toEqual([
        [name.slice(0, 15), name.slice(0, 15), 7, 'EBADF'],
      ]);
    });

    test('--comm and --pid of what makes no reads: none, and it says what to look at', async () => {
      const still = new Workload(['flat-out', 1]);
      const run = await jsonl(['--pid', String(still.pid), '--comm', 'none-such', '--duration', '0.2']);
      still.kill();
      expect([run.code, run.stdout]).toEqual([0, '']);
      expect(run.stderr).toMatch(
        /^ioscope: no read was made by --comm none-such; .*ps -e.*\nioscope: 0 reads written, 0 lost\n$/,
      );
    });
  });
});

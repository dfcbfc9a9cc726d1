// `ioscope record`: how reads are written, that none is missing, and when it ends.

import { chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../capture/temporary.ts';
import { NOBODY } from '../kernel/peer.ts';
import { Workload, whyNot } from '../kernel/workload.ts';
import { Ioscope, ioscope, lastLine, leftIn, linesOf, ROOT } from './ioscope.ts';

const reason = whyNot();
if (reason) console.warn(`test/cli/output.test.ts not run: ${reason}`);

const WORKLOAD = join(ROOT, '.output/workload');
const HEADER = 'time,pid,tid,comm,process,syscall,fd,kind,path,offset,count,ret,error,latency_ns';
const MANY = 300_000;

describe.skipIf(reason !== null)('ioscope record: output', () => {
  const base = temporaryDirectory();
  let directory = '';
  let count = 0;

  beforeEach(() => {
    directory = join(base, String(count++));
  });

  const jsonl = async (args: string[], env: NodeJS.ProcessEnv = {}) => {
    const ended = await ioscope(['record', '--format', 'jsonl', ...args], { directory, env });
    return { ...ended, lines: linesOf(ended.stdout) };
  };

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

    /** A row without what differs from run to run. */
    const alike = ({ time, pid, tid, latency_ns, ...rest }: Record<string, string>) => rest;

    test('the three formats say the same', async () => {
      const { stdout: csv } = await ioscope(['record', '--format', 'csv', ...DD], { directory });
      const { stdout: text } = await ioscope(['record', '--format', 'text', ...DD], { directory });
      const { lines } = await jsonl(DD);
      const [header = [], ...rows] = csv
        .split('\r\n')
        .slice(0, -1)
        .map((line) => line.split(','));
      const cells = rows.map((row) =>
        Object.fromEntries(header.map((column, at) => [column, row[at] ?? ''])),
      );
      expect(Object.keys(lines[0] ?? {})).toEqual(header);
      const asText = lines.map((line) =>
        Object.fromEntries(Object.entries(line).map(([column, value]) => [column, String(value)])),
      );
      expect(asText.map(alike)).toEqual(cells.map(alike));
      expect(
        text
          .replaceAll(/ pid: \d+,/g, '')
          .trimEnd()
          .split('\n'),
      ).toEqual(
        lines.map(
          ({ comm, fd, count: asked, ret }) => `comm: ${comm}, fd: ${fd}, count: ${asked}, ret: ${ret}`,
        ),
      );
      for (const { time, error, latency_ns, ...rest } of [...cells, ...asText]) {
        expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
        expect([error, Number(latency_ns) > 0, rest.tid]).toEqual(['', true, rest.pid]);
      }
      expect(alike(cells.at(-1) ?? {})).toEqual({
        comm: 'dd',
        process: 'dd',
        syscall: 'read',
        fd: '0',
        kind: 'device',
        path: '/dev/zero',
        offset: '-1',
        count: '777',
        ret: '777',
        error: '',
      });
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
      options: string[],
      hinder: (loader: number, run: Ioscope) => Promise<void> = async () => {},
    ) {
      const output = join(base, `${count}${options.join('')}.csv`);
      const args = ['record', ...options, '--output', output, '--', WORKLOAD, 'flat-out', String(reads)];
      const run = new Ioscope(args, { directory, holdInput: true });
      await hinder(await run.tracing(), run);
      run.closeInput();
      const { code, stderr } = await run.ended;
      const { written, lost } = lastLine(stderr);
      const lines = readFileSync(output, 'latin1').split('\r\n');
      expect(lines.length - 2).toBe(written);
      expect(written + lost).toBe(reads);
      expect(code).toBe(lost > 0 ? 3 : 0);
      return { lost, said: stderr };
    }

    test.each(['btf', 'tracepoint'])('flat out: %s', async (mode) => {
      await flatOut(MANY, ['--attach', mode]);
    });

    test('lost where the loader is held up: counted to the last, exit code 3', async () => {
      const { lost, said } = await flatOut(MANY, ['--ring', '8'], async (loader, run) => {
        process.kill(loader, 'SIGSTOP');
        run.closeInput();
        await run.until('the workload has ended', () => /^\d+ \d+ [\d.]+\n$/.test(run.stdout));
        process.kill(loader, 'SIGCONT');
      });
      expect(said).toMatch(
        /^ioscope: The ring buffer of 8 MiB was full: \d+ reads lost, by workload .* Give --ring 16, /m,
      );
      // A read takes 80 bytes of the ring and more.
      expect(lost).toBeGreaterThan(MANY - (8 << 20) / 80);
    });

    test('two recordings at a time', async () => {
      await Promise.all(['btf', 'tracepoint'].map((mode) => flatOut(MANY / 3, ['--attach', mode])));
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

    test.each([
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const)(
      '%s reaches the command and everyone else: in good order all the same',
      async (signal, killed) => {
        const output = join(base, `${signal}.csv`);
        const run = new Ioscope(['record', '--output', output, '--', 'cat', '/dev/zero'], {
          directory,
          group: true,
        });
        await run.tracing();
        await run.until('the command writes', () => run.stdout.length > 0);
        run.killGroup(signal);
        const { code, stderr } = await run.ended;
        const { written, lost } = lastLine(stderr);
        expect(written).toBeGreaterThan(0);
        expect(readFileSync(output, 'latin1').split('\r\n').length - 2).toBe(written);
        expect([0, 3, killed]).toContain(code);
        expect(code === 3).toBe(lost > 0);
        expect(leftIn(directory)).toEqual([]);
      },
    );

    test('whoever reads the messages goes away: the reads are written all the same', async () => {
      const output = join(base, 'unheard.csv');
      const run = new Ioscope(['record', '--output', output, '--', 'cat', '/etc/passwd'], { directory });
      run.closeMessages();
      const { code } = await run.ended;
      expect([0, 3]).toContain(code);
      expect(readFileSync(output, 'latin1')).toContain('/etc/passwd');
      expect(leftIn(directory)).toEqual([]);
    });

    test('a file that is written anew stays as private as it was', async () => {
      const output = join(base, 'private.csv');
      writeFileSync(output, '', { mode: 0o600 });
      chownSync(output, NOBODY, NOBODY);
      await ioscope(['record', '--output', output, '--', 'true'], { directory });
      const { mode, uid, gid, size } = statSync(output);
      expect([mode & 0o777, uid, gid]).toEqual([0o600, NOBODY, NOBODY]);
      expect(size).toBeGreaterThan(0);
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

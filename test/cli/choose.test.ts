// `ioscope record` with its options that choose: what they let pass, and that nothing else does.

import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../capture/temporary.ts';
import { type Done, Workload, whyNot } from '../kernel/workload.ts';
import { Ioscope, ioscope, type Line, lastLine, linesOf, ROOT } from './ioscope.ts';
import { recorded, said } from './said.ts';

const reason = whyNot();
if (reason) console.warn(`test/cli/choose.test.ts not run: ${reason}`);

/** Where control groups of version 2 are; null where they are not. */
const CGROUPS = / (\S+) \S+ - cgroup2 /.exec(readFileSync('/proc/self/mountinfo', 'utf8'))?.[1] ?? null;
if (CGROUPS === null)
  console.warn('test/cli/choose.test.ts: no control groups of version 2 here, --cgroup is not tested');

describe.skipIf(reason !== null)('ioscope record', () => {
  const base = temporaryDirectory();
  let directory = '';
  let count = 0;

  beforeAll(() => {
    writeFileSync(join(base, 'large'), Buffer.alloc(300_007, 0x61));
    writeFileSync(join(base, 'small'), 'a line\nand another\n');
  });
  beforeEach(() => {
    directory = join(base, String(count++));
  });

  const jsonl = async (args: string[]) => {
    const ended = await ioscope(['record', '--format', 'jsonl', ...args], { directory });
    return { ...ended, lines: linesOf(ended.stdout) };
  };

  describe('of a command', () => {
    /** Several programs, kinds of files and failures, the same in each run. */
    const SCRIPT = `cd ${base}
      head -c 100000 large > /dev/null
      cat small large > /dev/null
      cat . > /dev/null 2>&1
      dd if=/dev/zero of=/dev/null bs=777 count=23 status=none
      cat /proc/version > /dev/null
      cat small | wc -l > /dev/null
      { sleep 0.3; echo; } | cat > /dev/null
      true`;
    const COMMAND = ['--', 'sh', '-c', SCRIPT];
    /** A read without what differs from run to run. */
    const words = ({ comm, process, syscall, fd, kind, path, count: asked, ret, error }: Line) =>
      `${comm} ${process} ${syscall} ${fd} ${kind} ${path.replace(/\d+/, 'N')} ${asked} ${ret} ${error}`;
    let all: Promise<Line[]> | null = null;
    /** Recorded once. */
    const everything = () => {
      all ??= jsonl(COMMAND).then(({ lines }) => lines);
      return all;
    };

    const untold = ({ kind }: Line) => kind === 'unknown';
    test.each<[string, (line: Line) => boolean]>([
      ['--comm head', ({ comm }) => comm === 'head'],
      ['--comm head --comm wc', ({ comm }) => comm === 'head' || comm === 'wc'],
      ['--comm hea*', ({ comm }) => comm === 'head'],
      ['--comm *', () => true],
      ['--not-comm cat', ({ comm }) => comm !== 'cat'],
      ['--comm c* --comm w* --not-comm cat', ({ comm }) => comm === 'wc'],
      ['--process dd', ({ process }) => process === 'dd'],
      ['--not-process d* --not-process sh', ({ process }) => !process.startsWith('d') && process !== 'sh'],
      ['--comm cat --process dd', () => false],
      ['--kind file', (line) => line.kind === 'file' || untold(line)],
      ['--kind file --kind pipe', (line) => line.kind === 'file' || line.kind === 'pipe' || untold(line)],
      ['--not-kind file', ({ kind }) => kind !== 'file'],
      ['--kind device --not-kind unknown', ({ kind }) => kind === 'device'],
      ['--kind proc', (line) => line.kind === 'proc' || untold(line)],
      ['--failures', ({ ret }) => ret < 0],
      ['--failures --comm cat', ({ ret, comm }) => ret < 0 && comm === 'cat'],
      ['--comm cat --kind pipe', (line) => line.comm === 'cat' && (line.kind === 'pipe' || untold(line))],
    ])('%s', async (options, passes) => {
      const expected = (await everything()).filter(passes);
      const { lines, stderr, code } = await jsonl([...options.split(' '), ...COMMAND]);
      expect(lines.map(words).sort()).toEqual(expected.map(words).sort());
      // What this script is to show is there.
      if (!options.includes('--process dd') || options === '--process dd')
        expect(expected.length).toBeGreaterThan(0);
      expect(lastLine(stderr)).toEqual({ written: lines.length, lost: 0 });
      expect(code).toBe(0);
    });

    test('--min-latency', async () => {
      const { lines } = await jsonl(['--min-latency', '100ms', ...COMMAND]);
      expect(lines.map(({ latency_ns }) => latency_ns >= 100e6)).not.toContain(false);
      const waits = lines.filter(({ comm, kind }) => comm === 'cat' && kind === 'pipe');
      expect(waits.length).toBeGreaterThanOrEqual(1);
    });

    test.each(['--min-latency 100s', '--kind inotify --not-kind unknown'])(
      '%s lets nothing pass, and says so',
      async (options) => {
        const { lines, stderr, code } = await jsonl([...options.split(' '), ...COMMAND]);
        expect(lines).toEqual([]);
        expect(stderr).toMatch(
          /^ioscope: all \d+ reads were left out by --\S+.*\nioscope: 0 reads written, 0 lost\n$/m,
        );
        expect(code).toBe(0);
      },
    );
  });

  describe('of processes', () => {
    /** Records until `workloads` have ended, then as Ctrl-C does. */
    async function recordThem(
      args: string[],
      workloads: Workload[],
    ): Promise<{ lines: Line[]; dones: Done[][] }> {
      const run = new Ioscope(['record', '--format', 'jsonl', ...args], { directory });
      await run.tracing();
      const dones: Done[][] = [];
      for (const workload of workloads) dones.push(await workload.run());
      // The loader traces before its word of it has come: then there would be nothing to stop yet.
      await run.until('its first line', () => run.stdout.includes('\n'));
      run.kill('SIGINT');
      const { code, stdout, stderr } = await run.ended;
      expect(stderr).toMatch(/^ioscope: \d+ reads written, 0 lost.*\n$/m);
      expect(code).toBe(0);
      return { lines: linesOf(stdout), dones };
    }

    const inFamilies = (dones: Done[][]) => new Set(dones.flat().map(({ pid }) => pid));
    const only = <Read extends { pid: number }>(reads: Read[], pids: Set<number>) =>
      reads.filter(({ pid }) => pids.has(pid));

    test('--tree: with children that come later', async () => {
      const [family, other] = [new Workload(['family']), new Workload(['outcomes'])];
      const { lines, dones } = await recordThem(['--tree', String(family.pid)], [family, other]);
      expect(inFamilies([dones[0] ?? []]).size).toBeGreaterThan(1);
      expect(recorded(lines)).toEqual(said(dones[0] ?? []));
    });

    test('--pid: without them', async () => {
      const family = new Workload(['family']);
      const { lines, dones } = await recordThem(['--pid', String(family.pid)], [family]);
      expect(recorded(lines)).toEqual(said(only(dones[0] ?? [], new Set([family.pid]))));
    });

    test('--not-tree: all the others', async () => {
      const [family, other] = [new Workload(['family']), new Workload(['outcomes'])];
      const { lines, dones } = await recordThem(['--not-tree', String(family.pid)], [family, other]);
      expect(only(lines, inFamilies([dones[0] ?? []]))).toEqual([]);
      expect(recorded(only(lines, new Set([other.pid])))).toEqual(said(dones[1] ?? []));
    });

    test('--not-pid: all the others, its children too', async () => {
      const family = new Workload(['family']);
      const { lines, dones } = await recordThem(['--not-pid', String(family.pid)], [family]);
      const children = inFamilies(dones);
      children.delete(family.pid);
      expect(children.size).toBeGreaterThan(0);
      expect(recorded(only(lines, new Set([...children, family.pid])))).toEqual(
        said(only(dones[0] ?? [], children)),
      );
    });

    test.skipIf(CGROUPS === null)('--cgroup and --not-cgroup: those in it and below', async () => {
      const group = `ioscope-test-${process.pid}`;
      const place = join(CGROUPS ?? '', group);
      for (const path of [place, join(place, 'below')]) mkdirSync(path);
      onTestFinished(() => {
        for (const path of [join(place, 'below'), place]) if (existsSync(path)) rmdirSync(path);
      });
      for (const option of ['--cgroup', '--not-cgroup']) {
        const workloads = [0, 0, 0].map(() => new Workload(['outcomes']));
        const [inside, below, outside] = workloads;
        writeFileSync(join(place, 'cgroup.procs'), String(inside?.pid));
        writeFileSync(join(place, 'below', 'cgroup.procs'), String(below?.pid));
        const { lines, dones } = await recordThem([option, `/${group}`], workloads);
        const own = inFamilies(dones);
        const passing = option === '--cgroup' ? [dones[0], dones[1]] : [dones[2]];
        expect(recorded(only(lines, own))).toEqual(said(passing.flatMap((done) => done ?? [])));
        if (option === '--cgroup') expect(only(lines, own)).toHaveLength(lines.length);
        expect(outside?.pid).toBeGreaterThan(0);
      }
    });
  });

  test('the ring that is too small: who lost what when, and the size to give', async () => {
    const workload = join(ROOT, '.output/workload');
    const output = join(base, 'small-ring.csv');
    const args = ['record', '--ring', '1', '--output', output, '--', workload, 'flat-out', '400000'];
    const run = new Ioscope(args, { directory, holdInput: true });
    const loader = await run.tracing();
    const before = new Date().toISOString().slice(11, 19);
    process.kill(loader, 'SIGSTOP');
    run.closeInput();
    await run.until('the workload has ended', () => /^\d+ \d+ [\d.]+\n$/.test(run.stdout));
    process.kill(loader, 'SIGCONT');
    const { code, stderr } = await run.ended;
    const { written, lost } = lastLine(stderr);
    expect(written + lost).toBe(400_000);
    const [, reads, from = '', to = ''] =
      /^ioscope: The ring buffer of 1 MiB was full: (\d+) reads lost, by workload \(\d+\), between (\S+) and (\S+) UTC\. Give --ring 2, /m.exec(
        stderr,
      ) ?? [];
    expect(Number(reads)).toBe(lost);
    expect(
      from <= to && from.slice(0, 8) >= before && to.slice(0, 8) <= new Date().toISOString().slice(11, 19),
    ).toBe(true);
    expect(code).toBe(3);
  });
});

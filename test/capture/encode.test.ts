import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cgroupId } from '../../capture/cgroups.ts';
import type { KernelFilter } from '../../capture/encode.ts';
import { encodeFilter, encodeStart } from '../../capture/encode.ts';
import { FRAME, KIND, LAYOUT, NAME, SCOPE } from '../../capture/layout.ts';
import { type CaptureFilter, RECORD_ALL } from '../../contract/capture-filter.ts';
import { toProblem } from '../../contract/problem.ts';
import { temporaryDirectory } from './temporary.ts';

const given = (filter: Partial<CaptureFilter>, leaveOut: number[] = []): KernelFilter => ({
  filter: { ...RECORD_ALL, ...filter },
  leaveOut,
  cgroupId: (path) => BigInt(path.length),
});

/** A frame's payload, field by field. */
function read(bytes: Uint8Array, from: number = LAYOUT.frame_header.size) {
  const view = new DataView(bytes.buffer, from);
  let end: number = LAYOUT.filter.size;
  const number = (at: number, size: number) =>
    size === 8 ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true);
  const { fields } = LAYOUT.filter;
  const head: { [name: string]: number | undefined } = Object.fromEntries(
    Object.entries(fields).map(([name, [at, size]]) => [name, number(at, size)]),
  );
  const each = <T>(count: number | undefined, size: number, one: (at: number) => T): T[] =>
    Array.from({ length: count ?? 0 }, () => {
      end += size;
      return one(end - size);
    });
  const scope = each(head.scope_count, 8, (at) => [view.getUint32(at, true), view.getUint32(at + 4, true)]);
  const names = each(head.name_count, 64, (at) => {
    const text = Buffer.from(bytes.subarray(from + at, from + at + 62));
    return [
      text.subarray(0, view.getUint8(at + 62)).toString('latin1'),
      view.getUint8(at + 63),
      text.every((byte, index) => index < view.getUint8(at + 62) || byte === 0),
    ];
  });
  const cgroups = each(head.cgroup_count, 16, (at) => [number(at, 8), number(at + 8, 4), number(at + 12, 4)]);
  expect(from + end).toBe(bytes.length);
  return { head, scope, names, cgroups };
}

const problemOf = (work: () => unknown) => {
  try {
    work();
    return null;
  } catch (caught) {
    return toProblem(caught);
  }
};

const ALL_KINDS = (1 << 16) - 1;

describe('a filter', () => {
  test('of nothing records all but what is left out', () => {
    const bytes = encodeFilter(given({}, [5, 6]));
    expect(new DataView(bytes.buffer).getUint32(0, true)).toBe(FRAME.FILTER);
    expect(read(bytes)).toMatchObject({
      head: { min_latency_ns: 0, kinds: ALL_KINDS, failures_only: 0, everything: 1 },
      scope: [
        [5, SCOPE.LEAVE_OUT],
        [6, SCOPE.LEAVE_OUT],
      ],
      names: [],
      cgroups: [],
    });
  });

  test('in START has the size of the ring before it', () => {
    const bytes = encodeStart(given({ min_latency_ns: 2 ** 40, failures_only: true }), 128);
    const view = new DataView(bytes.buffer);
    expect([view.getUint32(0, true), view.getUint32(8, true)]).toEqual([FRAME.START, 128]);
    const at = LAYOUT.frame_header.size + LAYOUT.start.fields.filter[0];
    expect(read(bytes, at)).toMatchObject({ head: { min_latency_ns: 2 ** 40, failures_only: 1 } });
  });

  const rule = (pid: number, descendants: boolean, exclude: boolean) => ({ pid, descendants, exclude });

  test('of processes has a mark for each, and the widest of several', () => {
    const processes = [
      rule(1, false, false),
      rule(2, true, false),
      rule(3, false, true),
      rule(4, true, true),
      rule(5, true, false),
      rule(5, false, false),
      rule(6, true, true),
      rule(6, false, true),
      rule(7, true, false),
    ];
    const { scope, head } = read(encodeFilter(given({ processes }, [7])));
    expect(head).toMatchObject({ everything: 0 });
    expect(new Map(scope as [number, number][])).toEqual(
      new Map([
        [1, SCOPE.ONE],
        [2, SCOPE.TREE],
        [3, SCOPE.NOT_ONE],
        [4, SCOPE.LEAVE_OUT],
        [5, SCOPE.TREE],
        [6, SCOPE.LEAVE_OUT],
        [7, SCOPE.LEAVE_OUT],
      ]),
    );
    expect(read(encodeFilter(given({ processes: [rule(3, false, true)] })))).toMatchObject({
      head: { everything: 1 },
    });
  });

  test('of a process that it both includes and excludes is refused', () => {
    const processes = [rule(1, false, false), rule(3, true, false), rule(3, false, true)];
    expect(problemOf(() => encodeFilter(given({ processes })))).toMatchObject({
      code: 'contradiction',
      message: 'Process 3 is both to be recorded and to be left out.',
    });
  });

  test.each<[string, string, number]>([
    ['cat', 'cat', 0],
    ['firefox*', 'firefox', NAME.PREFIX],
    ['*', '', NAME.PREFIX],
    ['a*b', 'a*b', 0],
    ['star\\x2a', 'star*', 0],
    ['a\\xff\\\\b', 'a\xff\\b', 0],
    ['a\\b', 'a\\b', 0],
    ['é', '\xc3\xa9', 0],
    ['x'.repeat(62), 'x'.repeat(62), 0],
  ])('of a name: %s', (name, text, flags) => {
    const names = [
      { of: 'comm' as const, name, exclude: false },
      { of: 'process' as const, name, exclude: true },
    ];
    expect(read(encodeFilter(given({ names })))).toMatchObject({
      names: [
        [text, flags, true],
        [text, flags | NAME.PROCESS | NAME.EXCLUDE, true],
      ],
    });
  });

  test('of kinds lets what could not be told pass, unless that is excluded', () => {
    const kinds = (...list: CaptureFilter['kinds']) => read(encodeFilter(given({ kinds: list }))).head.kinds;
    const include = { kind: 'file' as const, exclude: false };
    const exclude = { kind: 'pipe' as const, exclude: true };
    const unknown = { kind: 'unknown' as const, exclude: true };
    expect(kinds(include)).toBe((1 << KIND.FILE) | (1 << KIND.UNKNOWN));
    expect(kinds(include, unknown)).toBe(1 << KIND.FILE);
    expect(kinds(exclude)).toBe(ALL_KINDS & ~(1 << KIND.PIPE));
    expect(kinds(include, exclude)).toBe((1 << KIND.FILE) | (1 << KIND.UNKNOWN));
  });

  test('of control groups has their ids', () => {
    const cgroups = [
      { path: '/a', exclude: false },
      { path: '/abc', exclude: true },
    ];
    expect(read(encodeFilter(given({ cgroups })))).toMatchObject({
      cgroups: [
        [2, 0, 0],
        [4, 1, 0],
      ],
    });
  });

  test.each<[string, Partial<CaptureFilter>]>([
    ['processes', { processes: Array.from({ length: 4097 }, (_, pid) => rule(pid + 1, false, false)) }],
    ['names', { names: Array(33).fill({ of: 'comm', name: 'x', exclude: false }) }],
    ['control groups', { cgroups: Array(17).fill({ path: '/', exclude: false }) }],
  ])('of too many %s is refused with how many there may be', (what, filter) => {
    expect(problemOf(() => encodeFilter(given(filter)))).toMatchObject({
      code: 'filter-too-large',
      message: expect.stringContaining(what),
      remedy: `Give fewer ${what}.`,
    });
  });
});

describe('a control group', () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'mountinfo');
  const idIn = (path: string, ...lines: string[]) => {
    writeFileSync(file, `21 1 0:20 / /proc rw - proc proc rw\n${lines.join('\n')}\n`);
    return cgroupId(path, file);
  };
  const mount = (root: string, point: string, type = 'cgroup2') =>
    `30 23 0:26 ${root} ${point} rw,nosuid shared:9 - ${type} none rw`;
  const inode = (path: string) => statSync(path, { bigint: true }).ino;

  test('is the inode of its directory below the mount', () => {
    expect(idIn('/', mount('/', directory))).toBe(inode(directory));
    expect(idIn('/fd', mount('/', '/proc/self'))).toBeGreaterThan(0n);
    expect(idIn('/top/self', mount('/top', '/proc'))).toBe(inode('/proc/self'));
    mkdirSync(join(directory, 'with blank'));
    expect(idIn('/', mount('/', `${directory}/with\\040blank`))).toBe(inode(`${directory}/with blank`));
  });

  test.each(['/none-such', '/../../etc', '/mountinfo'])('%s is not there', (path) => {
    const problem = problemOf(() => idIn(path, mount('/', directory)));
    expect(problem).toMatchObject({ code: 'no-cgroup', message: expect.stringContaining(path) });
  });

  test('where none can be seen is said so', () => {
    const problem = problemOf(() => idIn('/', mount('/', directory, 'cgroup')));
    expect(problem).toMatchObject({
      code: 'no-cgroups',
      remedy: expect.stringContaining('mount -t cgroup2'),
    });
  });

  test('of this machine, if it has them, is found as the kernel names it', () => {
    const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
    const isMounted = readFileSync('/proc/self/mountinfo', 'utf8').includes(' - cgroup2 ');
    if (own === undefined || !isMounted)
      return expect(problemOf(() => cgroupId('/'))?.code).toBe('no-cgroups');
    expect(cgroupId(own)).toBeGreaterThan(0n);
  });
});

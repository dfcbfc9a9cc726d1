// Each kind of waste in made-up reads: with the fault, and just without.

import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commonFolder } from '../../capture/findings-groups.ts';
import { Intake } from '../../capture/intake.ts';
import { KIND } from '../../capture/layout.ts';
import { decodeFiles, decodeProcesses } from '../../capture/records.ts';
import { Store } from '../../capture/store.ts';
import type { Finding } from '../../contract/findings.ts';
import type { EventFields } from './records.ts';
import { fileRecords, processRecords, records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
const FILE = 1;
const FILES = [
  { id: FILE, inode: 1n, size: 200_000n, names: ['file', 'home'] },
  { id: 2, inode: 2n, size: 1n << 20n, names: ['large', 'home'] },
  { id: 3, inode: 3n, size: 0n, mode: 0o010600, magic: 0x50495045, kind: KIND.PIPE, names: [''] },
  {
    id: 4,
    inode: 4n,
    size: 0n,
    mode: 0o020600,
    special: (10 << 20) | 1,
    kind: KIND.DEVICE,
    names: ['mouse', 'dev'],
  },
  { id: 5, inode: 5n, size: 0n, magic: 0x9fa0, kind: KIND.PROC, names: ['stat', 'proc'] },
  {
    id: 6,
    inode: 6n,
    size: 0n,
    mode: 0o020600,
    special: (136 << 20) | 1,
    kind: KIND.TTY,
    names: ['0', 'pts'],
  },
  { id: 7, inode: 7n, size: 4000n, names: ['small', 'home'] },
];
const [LARGE, PIPE, DEVICE, PROC, TTY, SMALL] = [2, 3, 4, 5, 6, 7];
const PROCESSES = [
  { id: 1, pid: 100, comm: 'first' },
  { id: 2, pid: 100, comm: 'second' },
  { id: 3, pid: 100, comm: 'third', start_ns: 9_000_000_000n },
];

/** A read at `ms`, of `ret` bytes at `offset`; the rest is as `more` has it. */
const read = (ms: number, offset: number, ret: number, more: Partial<EventFields> = {}) => ({
  start_ns: BigInt(Math.round(ms * 1e6)),
  latency_ns: 1000n,
  file: FILE,
  process: 1,
  offset: BigInt(offset),
  count: 4096n,
  ret: BigInt(ret),
  ...more,
});
type Read = ReturnType<typeof read>;

const times = (count: number, make: (index: number) => Read | Read[]): Read[] =>
  Array.from({ length: count }, (_, index) => make(index)).flat();

/** The file as a whole, with a read for its end. */
const pass = (ms: number, more: Partial<EventFields> = {}) => [
  read(ms, 0, 80_000, { count: 80_000n, ...more }),
  read(ms + 0.01, 80_000, 80_000, { count: 80_000n, ...more }),
  read(ms + 0.02, 160_000, 40_000, { count: 80_000n, ...more }),
  read(ms + 0.03, 200_000, 0, { count: 80_000n, ...more }),
];
/** As the time of a loop that does other things, too: never the same twice. */
const uneven = (index: number) => index * 100 + (index % 3) * 30;
const even = (index: number) => index * 100 + (index % 3);

let store: Store;
let intake: Intake;
let count = 0;

beforeEach(async () => {
  store = await Store.open(join(directory, `${count++}.duckdb`));
  intake = new Intake(store);
  intake.files(decodeFiles(fileRecords(FILES)));
  intake.processes(decodeProcesses(processRecords(PROCESSES)));
});
afterEach(() => store.close());

async function add(reads: Read[]): Promise<void> {
  store.append(intake.columns(records(reads), 1_700_000_000_000_000_000n));
  await store.flush();
}

async function found(reads: Read[]): Promise<Finding[]> {
  await add(reads);
  const { findings, rows } = await store.queries.findings();
  expect(rows).toBe(store.rows);
  return findings;
}

async function only(reads: Read[]): Promise<Finding> {
  const findings = await found(reads);
  expect(findings).toHaveLength(1);
  return findings[0] as Finding;
}

test('no reads, no findings', async () => {
  expect(await store.queries.findings()).toEqual({ findings: [], left_out: 0, forgotten: 0, rows: 0 });
});

describe('again', () => {
  test('the whole file, ten times', async () => {
    const finding = await only(times(10, (index) => pass(uneven(index))));
    expect(finding).toEqual({
      kind: 'again',
      times: 10,
      size: 200_000,
      pid: 100,
      process: 'second',
      path: '/home/file',
      fileKind: 'file',
      reads: 40,
      bytes: 2_000_000,
      latency_ns: 40_000,
      wasted_ns: 36_000,
      first: { row: 0, time: '1700000000000000000' },
      last: { row: 39, time: '1700000000900030000' },
      rows: { pid: 100, path: '/home/file' },
      files: null,
    });
  });

  test.each<[string, Read[]]>([
    ['a small file, ninety-nine times', times(99, (index) => read(uneven(index), 0, 4000, { file: SMALL }))],
    ['nine times', times(9, (index) => pass(uneven(index)))],
    ['its beginning only', times(50, (index) => read(uneven(index), 0, 4096))],
    ['more than a minute apart', times(20, (index) => pass(uneven(index) * 700))],
    ['by ten processes', times(10, (index) => pass(uneven(index), { pid: 100 + index, process: 0 }))],
    ['a pid that comes back', times(16, (index) => pass(uneven(index), { process: index < 8 ? 1 : 3 }))],
    ['a pipe', times(50, (index) => read(uneven(index), -1, 100, { file: PIPE }))],
  ])('not: %s', async (_, reads) => {
    // That it is read far beyond its size is said all the same.
    expect((await found(reads)).filter(({ kind }) => kind !== 'beyond')).toEqual([]);
  });

  test('a small file, a hundred times', async () => {
    const finding = await only(times(100, (index) => read(uneven(index), 0, 4000, { file: SMALL })));
    expect(finding).toMatchObject({ kind: 'again', times: 100, size: 4000 });
  });

  test('a process that changes its name is one', async () => {
    const finding = await only(times(12, (index) => pass(uneven(index), { process: 1 + (index % 2) })));
    expect(finding).toMatchObject({ times: 12, process: 'second' });
  });

  test('a file that grows is as large as it was seen', async () => {
    const whole = (index: number) =>
      times(10, (at) => read(uneven(index) + at / 100, at * 40_000, 40_000, { count: 40_000n }));
    expect(await only(times(11, whole))).toMatchObject({ kind: 'again', times: 11, size: 400_000 });
  });
});

describe('tiny', () => {
  const bytes = (length: number, more: Partial<EventFields> = {}, of = 1) =>
    times(length, (index) => read(index / 100, index * of, of, { count: BigInt(of), file: LARGE, ...more }));

  test('byte by byte', async () => {
    const finding = await only(bytes(1000));
    expect(finding).toMatchObject({ kind: 'tiny', reads: 1000, bytes: 1000, needed: 1, buffer: 65_536 });
    expect(finding.wasted_ns).toBe(999_000);
  });

  test('how many calls a large buffer would have needed', async () => {
    expect(await only(bytes(1000, {}, 1000))).toMatchObject({ bytes: 1e6, needed: 16 });
  });

  test('several stretches, each with its own buffers; the end of the file ends none', async () => {
    const stretch = (from: number) => [
      ...times(700, (index) => read(from + index / 100, from * 1000 + index, 1, { count: 1n, file: LARGE })),
      read(from + 7, from * 1000 + 700, 0, { count: 1n, file: LARGE }),
      ...times(10, (index) => read(from + 8, from * 1000 + 700 + index, 1, { count: 1n, file: LARGE })),
    ];
    expect(await only([...stretch(10), ...stretch(20), ...stretch(40)])).toMatchObject({
      reads: 2130,
      needed: 3,
    });
  });

  test.each<[string, Read[]]>([
    ['fewer', bytes(999)],
    ['with a page', bytes(255, { count: 4096n }, 4096)],
    ['short answers to large questions', bytes(5000, { count: 4096n }, 10)],
    ['from a pipe', bytes(5000, { file: PIPE, offset: -1n })],
    [
      'here and there',
      times(5000, (index) => read(index, ((index * 7919) % 5000) * 3, 1, { count: 1n, file: LARGE })),
    ],
    [
      'records of fifteen parts',
      times(3000, (index) =>
        read(index, Math.floor(index / 15) * 100 + (index % 15), 1, { count: 1n, file: LARGE }),
      ),
    ],
  ])('not: %s', async (_, reads) => expect(await found(reads)).toEqual([]));
});

describe('polling', () => {
  test('the whole file at a fixed period', async () => {
    const finding = await only(times(30, (index) => pass(even(index))));
    expect(finding).toMatchObject({ kind: 'polling', times: 30, reads: 120, bytes: 6_000_000 });
    expect(finding.kind === 'polling' && finding.period_ns / 1e6).toBeCloseTo(100, 0);
  });

  test.each<[string, Read[], number]>([
    ['what the kernel tells', times(12, (index) => read(even(index), 0, 300, { file: PROC })), 12],
    ['the end of a file that does not grow', times(20, (index) => read(even(index), 200_000, 0)), 20],
    ['a device that has nothing', times(20, (index) => read(even(index), -1, -11, { file: DEVICE })), 20],
    [
      'though one look in five comes late',
      times(40, (index) => read(even(index) + Math.floor(index / 5) * 60, 0, 300, { file: PROC })),
      40,
    ],
    [
      'with a pause: two rows of looks',
      times(40, (index) => read(even(index) + (index < 20 ? 0 : 400), 0, 300, { file: PROC })),
      40,
    ],
    [
      'with a pause, too few behind it',
      times(40, (index) => read(even(index) + (index < 30 ? 0 : 400), 0, 300, { file: PROC })),
      30,
    ],
  ])('%s', async (_, reads, looks) => {
    expect(await only(reads)).toMatchObject({ kind: 'polling', times: looks });
  });

  test.each<[string, Read[]]>([
    ['eleven times', times(11, (index) => read(even(index), 0, 300, { file: PROC }))],
    ['now and then', times(500, (index) => read(uneven(index), 0, 300, { file: PROC }))],
    [
      'every second look late',
      times(200, (index) => read(index * 100 + Math.floor(index / 2) * 60, 0, 300, { file: PROC })),
    ],
    ['without a pause', times(500, (index) => read(index * 5, 0, 300, { file: PROC }))],
    ['new bytes each time', times(100, (index) => read(even(index), index * 4096, 4096, { file: LARGE }))],
    ['a device that sends', times(100, (index) => read(even(index), -1, 24, { file: DEVICE }))],
    [
      'a device that waits',
      times(100, (index) => read(even(index), -1, 24, { file: DEVICE, latency_ns: 99_000_000n })),
    ],
    ['a pipe that has nothing', times(100, (index) => read(even(index), -1, -11, { file: PIPE }))],
  ])('not: %s', async (_, reads) => expect(await found(reads)).toEqual([]));
});

describe('slow', () => {
  const slow = (ms: number, more: Partial<EventFields> = {}) => ({ latency_ns: BigInt(ms * 1e6), ...more });

  test('one long wait', async () => {
    const finding = await only([read(0, 0, 100), read(1, 100, 100, slow(150)), read(200, 200, 100)]);
    expect(finding).toMatchObject({ kind: 'slow', reads: 1, slowest_ns: 150e6, wasted_ns: 150e6 });
    expect([finding.first.row, finding.last.row]).toEqual([1, 1]);
  });

  test('one long wait alone', async () => {
    expect(await only([read(0, 0, 100, slow(101))])).toMatchObject({ kind: 'slow', reads: 1 });
  });

  test('many waits', async () => {
    expect(await only(times(60, (index) => read(index * 30, index * 100, 100, slow(20))))).toMatchObject({
      kind: 'slow',
      reads: 60,
      latency_ns: 1.2e9,
    });
  });

  test.each<[string, Read[]]>([
    ['a few waits', times(40, (index) => read(index * 30, index * 100, 100, slow(20)))],
    ['many that are as fast as a disk', times(1000, (index) => read(index * 30, index * 100, 100, slow(9)))],
    ['a hundred megabytes in a second', [read(0, 0, 1e8, slow(1000, { count: 100_000_000n }))]],
    ['a pipe', times(9, (index) => read(index * 3000, -1, 9, slow(2000, { file: PIPE })))],
    ['a terminal', times(9, (index) => read(index * 3000, -1, 9, slow(2000, { file: TTY })))],
    ['a device', [read(0, -1, 9, slow(2000, { file: DEVICE }))]],
    ['nobody knows what', [read(0, -1, 9, slow(2000, { file: 0 }))]],
  ])('not: %s', async (_, reads) => expect(await found(reads)).toEqual([]));
});

describe('failing', () => {
  const fails = (length: number, errno: number, more: Partial<EventFields> = {}) =>
    times(length, (index) => read(uneven(index), -1, -errno, more));

  test('each error on its own', async () => {
    const findings = await found([...fails(10, 5), ...fails(12, 21), ...fails(9, 9)]);
    expect(findings).toMatchObject([
      {
        kind: 'failing',
        error: 'EISDIR',
        reads: 12,
        rows: { pid: 100, path: '/home/file', error: 'EISDIR' },
      },
      { kind: 'failing', error: 'EIO', reads: 10, first: { row: 0 }, last: { row: 9 } },
    ]);
  });

  test.each([
    ['a pipe', PIPE, 'pipe:[3]'],
    ['nothing that is open', 0, ''],
  ])('of %s', async (_, file, path) => {
    expect(await only(fails(10, 9, { file }))).toMatchObject({ error: 'EBADF', path });
  });

  test.each<[string, Read[]]>([
    ['nine times', fails(9, 5)],
    ['another file each time', times(5, (index) => fails(9, 21, { file: index }))],
    ['there is nothing yet', fails(500, 11, { file: PIPE })],
    ['a signal came', [...fails(500, 4, { file: TTY }), ...fails(500, 512, { file: PIPE })]],
  ])('not: %s', async (_, reads) => expect(await found(reads)).toEqual([]));
});

describe('beyond', () => {
  const MB = 1 << 20;
  /** Blocks of a file in an order of their own, the first one never. */
  const blocks = (length: number, more: Partial<EventFields> = {}) =>
    times(length, (index) =>
      read(index / 10, (1 + ((index * 97) % 255)) * 4096, 4096, { file: LARGE, ...more }),
    );

  test('four times the file', async () => {
    const finding = await only(blocks(1024));
    expect(finding).toMatchObject({ kind: 'beyond', factor: 4, size: MB, reads: 1024, bytes: 4 * MB });
    expect(finding.wasted_ns).toBe(768_000);
  });

  test.each<[string, Read[]]>([
    ['a little less', blocks(1023)],
    ['a small file', blocks(1024, { file: FILE, offset: 100n, ret: 100n })],
    ['a large file once', times(256, (index) => read(index, index * 4096, 4096, { file: LARGE }))],
    ['a file that was small when it was opened', times(2000, (index) => read(index / 9, index * 4096, 4096))],
    ['a pipe', blocks(9000, { file: PIPE, offset: -1n })],
  ])('not: %s', async (_, reads) => expect(await found(reads)).toEqual([]));
});

test('what wastes most comes first', async () => {
  const findings = await found([
    ...times(10, (index) => pass(uneven(index))),
    read(3000, 0, 10, { file: LARGE, latency_ns: 2_000_000_000n }),
    ...times(10, (index) => read(index, -1, -5, { file: PIPE, latency_ns: 1_000_000n })),
  ]);
  expect(findings.map(({ kind }) => kind)).toEqual(['slow', 'failing', 'again']);
});

let seed = 5;
const random = (below: number) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};

/** All faults side by side, mixed as threads mix them. */
function mixed(): Read[] {
  const faults = [
    times(40, (index) => pass(uneven(index))),
    times(40, (index) => pass(even(index), { pid: 7, process: 0 })),
    times(2500, (index) => read(index, index, 1, { count: 1n, pid: 8, process: 0 })),
    times(1300, (index) =>
      read(index, (1 + ((index * 97) % 255)) * 4096, 4096, { file: LARGE, pid: 9, process: 0 }),
    ),
    times(40, (index) => read(index * 90, index, 1, { latency_ns: 40_000_000n, pid: 11, process: 0 })),
    times(60, (index) => read(index, -1, index % 2 ? -5 : -9, { pid: 12, process: 0 })),
    times(30, (index) => read(even(index), 0, 99, { file: PROC, pid: 13, process: 0 })),
  ];
  const all: Read[] = [];
  const left = faults.map((reads) => reads.slice());
  while (left.some((reads) => reads.length > 0)) {
    const next = left[random(left.length)];
    all.push(...(next?.splice(0, 1 + random(3)) ?? []));
  }
  return all;
}

test('the same rows have the same findings, however often they are asked for', async () => {
  const reads = mixed();
  const atOnce = await found(reads);
  expect(new Set(atOnce.map(({ kind }) => kind))).toEqual(
    new Set(['again', 'tiny', 'polling', 'slow', 'failing', 'beyond']),
  );
  for (let round = 0; round < 4; round++) {
    await store.clear(true);
    for (let from = 0; from < reads.length; ) {
      const to = from + 1 + random(round === 0 ? 100 : 3000);
      await add(reads.slice(from, to));
      const { rows } = await store.queries.findings();
      expect(rows).toBe(store.rows);
      from = to;
    }
    expect((await store.queries.findings()).findings).toEqual(atOnce);
  }
});

test('two that ask at once are told the same', async () => {
  await add(mixed());
  const [first, second] = await Promise.all([store.queries.findings(), store.queries.findings()]);
  expect(first).toEqual(second);
});

test('a cleared capture has no findings, and those of what follows', async () => {
  await found(times(12, (index) => pass(uneven(index))));
  await store.clear(true);
  expect((await store.queries.findings()).findings).toEqual([]);
  expect(await only(times(10, (index) => pass(uneven(index))))).toMatchObject({
    times: 10,
    first: { row: 0 },
  });
});

test('of very many files the ones not read for longest are forgotten, and it says so; findings stay', async () => {
  const many = times(60_000, (index) => read(index / 10, 0, 100, { pid: 1000 + index, process: 0 }));
  await add([...times(12, (index) => pass(uneven(index))), ...many]);
  const { findings, forgotten } = await store.queries.findings();
  expect(findings).toMatchObject([{ kind: 'again', times: 12 }]);
  expect(forgotten).toBeGreaterThanOrEqual(40_000);
  expect(forgotten).toBeLessThan(60_000);
});

test('what is too much for one answer is looked at in the next ones, and it says so', async () => {
  const reads = times(40_000, (index) => read(index / 10, 0, 100, { pid: 1000 + index, process: 0 }));
  await add([...reads, ...times(12, (index) => pass(uneven(index)))]);
  const first = await store.queries.findings(() => false);
  expect(first).toMatchObject({ findings: [], rows: 32_768 });
  expect(await store.queries.findings(() => false)).toMatchObject({
    findings: [{ kind: 'again' }],
    rows: store.rows,
  });
});

test('many files alike of one process are one', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const more = names.map((name, index) => ({
    id: 10 + index,
    inode: BigInt(10 + index),
    size: 200_000n,
    names: [name, 'lib', 'home'],
  }));
  intake.files(decodeFiles(fileRecords(more)));
  const alike = (count: number) =>
    more
      .slice(0, count)
      .flatMap(({ id }, at) => times(10 + at, (index) => pass(at * 1e4 + uneven(index), { file: id })));
  expect(await found(alike(4))).toMatchObject(
    Array.from({ length: 4 }, () => ({ kind: 'again', files: null })),
  );
  await store.clear(true);
  const [one, ...others] = await found([...alike(5), ...times(10, (index) => pass(9e4 + uneven(index)))]);
  expect(others).toEqual([]);
  expect(one).toMatchObject({
    ...{ kind: 'again', times: 14, size: 1_200_000, reads: 4 * 70, bytes: 14_000_000, path: '/home/lib/e' },
    first: { row: 0 },
    last: { row: store.rows - 1 },
    rows: { pid: 100, folder: '/home' },
    files: {
      count: 6,
      folder: '/home',
      paths: ['/home/lib/e', '/home/lib/d', '/home/lib/c', '/home/lib/b', '/home/lib/a', '/home/file'],
    },
  });
  expect(one?.rows).not.toHaveProperty('path');
});

test.each([
  [['/a/b/c', '/a/b/d'], '/a/b'],
  [['/a/b', '/a/bc/d'], '/a'],
  [['/a', '/b'], ''],
  [['pipe:[1]', 'pipe:[2]'], ''],
])('what %j have in common is “%s”', (paths, folder) => {
  expect(commonFolder(paths)).toBe(folder);
});

test('too many findings are left out, and it says so', async () => {
  const many = times(250, (index) => times(10, () => read(index, -1, -5, { pid: 1000 + index, process: 0 })));
  await add(many);
  const { findings, left_out } = await store.queries.findings();
  expect([findings.length, left_out]).toEqual([200, 50]);
});

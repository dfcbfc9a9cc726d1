// Each kind of waste in made-up reads: with the fault, and just without.

import { describe, expect, test } from 'vitest';
import {
  DEVICE,
  even,
  FILE,
  FindingsStage,
  LARGE,
  PIPE,
  PROC,
  pass,
  type Read,
  read,
  SMALL,
  TTY,
  times,
  uneven,
} from './faulty-reads.ts';
import type { EventFields } from './records.ts';

const stage = new FindingsStage();

test('no reads, no findings', async () => {
  expect(await stage.store.queries.findings()).toEqual({ findings: [], left_out: 0, forgotten: 0, rows: 0 });
});

describe('again', () => {
  test('the whole file, ten times', async () => {
    const finding = await stage.only(times(10, (index) => pass(uneven(index))));
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
    expect((await stage.found(reads)).filter(({ kind }) => kind !== 'beyond')).toEqual([]);
  });

  test('a small file, a hundred times', async () => {
    const finding = await stage.only(times(100, (index) => read(uneven(index), 0, 4000, { file: SMALL })));
    expect(finding).toMatchObject({ kind: 'again', times: 100, size: 4000 });
  });

  test('a process that changes its name is one', async () => {
    const finding = await stage.only(times(12, (index) => pass(uneven(index), { process: 1 + (index % 2) })));
    expect(finding).toMatchObject({ times: 12, process: 'second' });
  });

  test('a file that grows is as large as it was seen', async () => {
    const whole = (index: number) =>
      times(10, (at) => read(uneven(index) + at / 100, at * 40_000, 40_000, { count: 40_000n }));
    expect(await stage.only(times(11, whole))).toMatchObject({ kind: 'again', times: 11, size: 400_000 });
  });
});

describe('tiny', () => {
  const bytes = (length: number, more: Partial<EventFields> = {}, of = 1) =>
    times(length, (index) => read(index / 100, index * of, of, { count: BigInt(of), file: LARGE, ...more }));

  test('byte by byte', async () => {
    const finding = await stage.only(bytes(1000));
    expect(finding).toMatchObject({ kind: 'tiny', reads: 1000, bytes: 1000, needed: 1, buffer: 65_536 });
    expect(finding.wasted_ns).toBe(999_000);
  });

  test('how many calls a large buffer would have needed', async () => {
    expect(await stage.only(bytes(1000, {}, 1000))).toMatchObject({ bytes: 1e6, needed: 16 });
  });

  test('several stretches, each with its own buffers; the end of the file ends none', async () => {
    const stretch = (from: number) => [
      ...times(700, (index) => read(from + index / 100, from * 1000 + index, 1, { count: 1n, file: LARGE })),
      read(from + 7, from * 1000 + 700, 0, { count: 1n, file: LARGE }),
      ...times(10, (index) => read(from + 8, from * 1000 + 700 + index, 1, { count: 1n, file: LARGE })),
    ];
    expect(await stage.only([...stretch(10), ...stretch(20), ...stretch(40)])).toMatchObject({
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
  ])('not: %s', async (_, reads) => expect(await stage.found(reads)).toEqual([]));
});

describe('polling', () => {
  test('the whole file at a fixed period', async () => {
    const finding = await stage.only(times(30, (index) => pass(even(index))));
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
    expect(await stage.only(reads)).toMatchObject({ kind: 'polling', times: looks });
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
  ])('not: %s', async (_, reads) => expect(await stage.found(reads)).toEqual([]));
});

describe('slow', () => {
  const slow = (ms: number, more: Partial<EventFields> = {}) => ({ latency_ns: BigInt(ms * 1e6), ...more });

  test('one long wait', async () => {
    const finding = await stage.only([read(0, 0, 100), read(1, 100, 100, slow(150)), read(200, 200, 100)]);
    expect(finding).toMatchObject({ kind: 'slow', reads: 1, slowest_ns: 150e6, wasted_ns: 150e6 });
    expect([finding.first.row, finding.last.row]).toEqual([1, 1]);
  });

  test('one long wait alone', async () => {
    expect(await stage.only([read(0, 0, 100, slow(101))])).toMatchObject({ kind: 'slow', reads: 1 });
  });

  test('many waits', async () => {
    expect(
      await stage.only(times(60, (index) => read(index * 30, index * 100, 100, slow(20)))),
    ).toMatchObject({
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
  ])('not: %s', async (_, reads) => expect(await stage.found(reads)).toEqual([]));
});

describe('failing', () => {
  const fails = (length: number, errno: number, more: Partial<EventFields> = {}) =>
    times(length, (index) => read(uneven(index), -1, -errno, more));

  test('each error on its own', async () => {
    const findings = await stage.found([...fails(10, 5), ...fails(12, 21), ...fails(9, 9)]);
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
    expect(await stage.only(fails(10, 9, { file }))).toMatchObject({ error: 'EBADF', path });
  });

  test.each<[string, Read[]]>([
    ['nine times', fails(9, 5)],
    ['another file each time', times(5, (index) => fails(9, 21, { file: index }))],
    ['there is nothing yet', fails(500, 11, { file: PIPE })],
    ['a signal came', [...fails(500, 4, { file: TTY }), ...fails(500, 512, { file: PIPE })]],
  ])('not: %s', async (_, reads) => expect(await stage.found(reads)).toEqual([]));
});

describe('beyond', () => {
  const MB = 1 << 20;
  /** Blocks of a file in an order of their own, the first one never. */
  const blocks = (length: number, more: Partial<EventFields> = {}) =>
    times(length, (index) =>
      read(index / 10, (1 + ((index * 97) % 255)) * 4096, 4096, { file: LARGE, ...more }),
    );

  test('four times the file', async () => {
    const finding = await stage.only(blocks(1024));
    expect(finding).toMatchObject({ kind: 'beyond', factor: 4, size: MB, reads: 1024, bytes: 4 * MB });
    expect(finding.wasted_ns).toBe(768_000);
  });

  test.each<[string, Read[]]>([
    ['a little less', blocks(1023)],
    ['a small file', blocks(1024, { file: FILE, offset: 100n, ret: 100n })],
    ['a large file once', times(256, (index) => read(index, index * 4096, 4096, { file: LARGE }))],
    ['a file that was small when it was opened', times(2000, (index) => read(index / 9, index * 4096, 4096))],
    ['a pipe', blocks(9000, { file: PIPE, offset: -1n })],
  ])('not: %s', async (_, reads) => expect(await stage.found(reads)).toEqual([]));
});

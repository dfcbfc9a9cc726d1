// Faults side by side: which comes first, what is one finding, and what is left out where there is too much.

import { expect, test } from 'vitest';
import { commonFolder } from '../../capture/findings-groups.ts';
import { decodeFiles } from '../../capture/records.ts';
import {
  even,
  FindingsStage,
  LARGE,
  PIPE,
  PROC,
  pass,
  type Read,
  read,
  times,
  uneven,
} from './faulty-reads.ts';
import { fileRecords } from './records.ts';

const stage = new FindingsStage();

test('what wastes most comes first', async () => {
  const findings = await stage.found([
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
  const atOnce = await stage.found(reads);
  expect(new Set(atOnce.map(({ kind }) => kind))).toEqual(
    new Set(['again', 'tiny', 'polling', 'slow', 'failing', 'beyond']),
  );
  for (let round = 0; round < 4; round++) {
    await stage.store.clear(true);
    for (let from = 0; from < reads.length; ) {
      const to = from + 1 + random(round === 0 ? 100 : 3000);
      await stage.add(reads.slice(from, to));
      const { rows } = await stage.store.queries.findings();
      expect(rows).toBe(stage.store.rows);
      from = to;
    }
    expect((await stage.store.queries.findings()).findings).toEqual(atOnce);
  }
});

test('two that ask at once are told the same', async () => {
  await stage.add(mixed());
  const [first, second] = await Promise.all([stage.store.queries.findings(), stage.store.queries.findings()]);
  expect(first).toEqual(second);
});

test('a cleared capture has no findings, and those of what follows', async () => {
  await stage.found(times(12, (index) => pass(uneven(index))));
  await stage.store.clear(true);
  expect((await stage.store.queries.findings()).findings).toEqual([]);
  expect(await stage.only(times(10, (index) => pass(uneven(index))))).toMatchObject({
    times: 10,
    first: { row: 0 },
  });
});

test('of very many files the ones not read for longest are forgotten, and it says so; findings stay', async () => {
  const many = times(60_000, (index) => read(index / 10, 0, 100, { pid: 1000 + index, process: 0 }));
  await stage.add([...times(12, (index) => pass(uneven(index))), ...many]);
  const { findings, forgotten } = await stage.store.queries.findings();
  expect(findings).toMatchObject([{ kind: 'again', times: 12 }]);
  expect(forgotten).toBeGreaterThanOrEqual(40_000);
  expect(forgotten).toBeLessThan(60_000);
});

test('what is too much for one answer is looked at in the next ones, and it says so', async () => {
  const reads = times(40_000, (index) => read(index / 10, 0, 100, { pid: 1000 + index, process: 0 }));
  await stage.add([...reads, ...times(12, (index) => pass(uneven(index)))]);
  const first = await stage.store.queries.findings(() => false);
  expect(first).toMatchObject({ findings: [], rows: 32_768 });
  expect(await stage.store.queries.findings(() => false)).toMatchObject({
    findings: [{ kind: 'again' }],
    rows: stage.store.rows,
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
  stage.intake.files(decodeFiles(fileRecords(more)));
  const alike = (count: number) =>
    more
      .slice(0, count)
      .flatMap(({ id }, at) => times(10 + at, (index) => pass(at * 1e4 + uneven(index), { file: id })));
  expect(await stage.found(alike(4))).toMatchObject(
    Array.from({ length: 4 }, () => ({ kind: 'again', files: null })),
  );
  await stage.store.clear(true);
  const [one, ...others] = await stage.found([
    ...alike(5),
    ...times(10, (index) => pass(9e4 + uneven(index))),
  ]);
  expect(others).toEqual([]);
  expect(one).toMatchObject({
    ...{ kind: 'again', times: 14, size: 1_200_000, reads: 4 * 70, bytes: 14_000_000, path: '/home/lib/e' },
    first: { row: 0 },
    last: { row: stage.store.rows - 1 },
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
  await stage.add(many);
  const { findings, left_out } = await stage.store.queries.findings();
  expect([findings.length, left_out]).toEqual([200, 50]);
});

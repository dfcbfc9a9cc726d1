// Sums over many reads against the same sums worked out one read at a time.

import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Analysis } from '../../capture/analysis.ts';
import { Intake } from '../../capture/intake.ts';
import { KIND } from '../../capture/layout.ts';
import { decodeFiles } from '../../capture/records.ts';
import { Store } from '../../capture/store.ts';
import type { Bar, Totals } from '../../contract/analysis.ts';
import { type Filter, NO_FILTER, termExpression, together } from '../../contract/filter.ts';
import type { EventFields } from './records.ts';
import { fileRecords, records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
const ROWS = 20_000;
const PID_2 = termExpression({ field: 'pid', value: '2', exclude: false });
const NOBODY = termExpression({ field: 'pid', value: '99', exclude: false });

/** Two of them are one path: it was written anew. */
const FILES = [
  { id: 1, inode: 1n, size: 5000n, names: ['a', 'lib', 'home'] },
  { id: 2, inode: 2n, size: 8000n, names: ['a', 'lib', 'home'] },
  { id: 3, inode: 3n, size: 100n, names: ['b', 'lib', 'home'] },
  { id: 4, inode: 4n, size: 0n, names: ['lib.so', 'home'] },
  { id: 5, inode: 5n, size: 700n, names: ['etc'] },
  { id: 6, inode: 6n, size: 4096n, names: [''], mode: 0o010600, magic: 0x50495045, kind: KIND.PIPE },
];
const PATHS = ['', '/home/lib/a', '/home/lib/a', '/home/lib/b', '/home/lib.so', '/etc', 'pipe:[6]'];

let seed = 99;
const random = (below: number) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};

interface Read {
  time: number;
  pid: number;
  file: number;
  count: number;
  ret: number;
  latency: number;
}

const READS: Read[] = Array.from({ length: ROWS }, (_, row) => {
  // Programs may ask for anything at all.
  const count = random(10) === 0 ? 0 : random(500) === 0 ? 2 ** 63 : random(2 ** random(20));
  return {
    time: row * 1_000_000,
    pid: 1 + random(3),
    file: random(FILES.length + 1),
    count,
    ret: random(20) === 0 ? -11 : random(Math.min(count, 2 ** 20) + 1),
    latency: Math.floor(2 ** (random(300) / 10)),
  };
});

const event = ({ time, pid, file, count, ret, latency }: Read): Partial<EventFields> => ({
  start_ns: BigInt(time),
  pid,
  file,
  count: BigInt(count),
  ret: BigInt(ret),
  latency_ns: BigInt(latency),
});

let analysis: Analysis;

beforeAll(async () => {
  const store = await Store.open(join(directory, 'analysis.duckdb'));
  const intake = new Intake(store);
  intake.files(decodeFiles(fileRecords(FILES)));
  store.append(intake.columns(records(READS.map(event)), 0n));
  await store.flush();
  analysis = store.queries.analysis;
  return () => store.close();
});

function totals(reads: Read[]): Totals {
  return {
    reads: reads.length,
    bytes: reads.reduce((all, { ret }) => all + Math.max(0, ret), 0),
    errors: reads.filter(({ ret }) => ret < 0).length,
    latency_ns: reads.reduce((all, { latency }) => all + latency, 0),
  };
}

/** That each bar has the reads whose value lies in it, and all of them together every read. */
function checkBars(bars: Bar[], values: number[]) {
  expect(bars.reduce((all, { reads }) => all + reads, 0)).toBe(values.length);
  for (const { from, to, reads } of bars) {
    expect([from, values.filter((value) => value >= from && value < to).length]).toEqual([from, reads]);
  }
}

test.each([
  ['all', NO_FILTER, () => true],
  ['of one process', PID_2, ({ pid }: Read) => pid === 2],
  ['none', NOBODY, () => false],
] as const)('how long and how much: %s', async (_, filter, passes) => {
  const reads = READS.filter(passes);
  const found = { ...(await analysis.latencies(filter)), ...(await analysis.sizes(filter)) };
  expect(found).toMatchObject(totals(reads));
  expect((await analysis.latencies(filter)).reads).toBe(reads.length);
  checkBars(
    found.bars,
    reads.map(({ latency }) => latency),
  );
  checkBars(
    found.asked,
    reads.map(({ count }) => count),
  );
  const good = reads.filter(({ ret }) => ret >= 0);
  checkBars(
    found.got,
    good.map(({ ret }) => ret),
  );
  expect(found.short).toBe(good.filter(({ ret, count }) => ret < count).length);
  expect(found.empty).toBe(good.filter(({ ret, count }) => ret < count && ret === 0).length);
  const ordered = reads.map(({ latency }) => latency).sort((a, b) => a - b);
  for (const [name, share] of [
    ['p50', 0.5],
    ['p90', 0.9],
    ['p99', 0.99],
    ['p999', 0.999],
  ] as const) {
    const exact = ordered[Math.ceil(ordered.length * share) - 1];
    if (exact === undefined) expect(found.percentiles).toBeNull();
    else {
      expect(found.percentiles?.[name]).toBeGreaterThan(exact);
      expect(found.percentiles?.[name]).toBeLessThanOrEqual(exact * 1.05);
    }
  }
});

test.each([
  ['all', NO_FILTER, () => true],
  ['of one process', PID_2, ({ pid }: Read) => pid === 2],
] as const)('the heat map has each read in its cell: %s', async (_, filter, passes) => {
  const map = await analysis.heatMap(filter, 100);
  expect([map.from, map.width_ns, map.columns]).toEqual(['0', 500_000_000, 40]);
  const wanted = new Map<string, number>();
  for (const { time, latency } of READS.filter(passes)) {
    const column = Math.floor(time / map.width_ns);
    const row = Math.floor(Math.log2(latency) * 2 + 1e-9) - Math.round(Math.log2(map.least_ns) * 2);
    wanted.set(`${column} ${row}`, (wanted.get(`${column} ${row}`) ?? 0) + 1);
  }
  const found = new Map<string, number>();
  for (let at = 0; at < map.cells.length; at += 3) {
    found.set(`${map.cells[at]} ${map.cells[at + 1]}`, map.cells[at + 2] ?? 0);
    expect(map.cells[at + 1]).toBeLessThan(map.rows);
  }
  expect(found).toEqual(wanted);
});

test('no reads: a heat map of nothing', async () => {
  expect(await analysis.heatMap(NOBODY, 5)).toMatchObject({ rows: 0, cells: [] });
});

test.each(['bytes', 'reads', 'latency_ns', 'errors', 'factor'] as const)('files by %s', async (order) => {
  const found = await analysis.topFiles(NO_FILTER, order, 4);
  const paths = [...new Set(PATHS)].map((path) => {
    const reads = READS.filter(({ file }) => PATHS[file] === path);
    const sizes = FILES.filter(({ id, mode }) => PATHS[id] === path && mode === undefined);
    const size = Math.max(0, ...sizes.map((file) => Number(file.size)));
    const all = totals(reads);
    return { path, size, ...all, factor: size === 0 ? null : all.bytes / size };
  });
  const wanted = paths.sort((a, b) => (b[order] ?? 0) - (a[order] ?? 0) || b.reads - a.reads).slice(0, 4);
  expect(found.map(({ kind: _, ...file }) => file)).toEqual(wanted);
});

test('files of one folder, not of one whose name begins so', async () => {
  const found = await analysis.topFiles(NO_FILTER, 'bytes', 10, '/home/lib');
  expect(found.map(({ path }) => path).sort()).toEqual(['/home/lib/a', '/home/lib/b']);
});

test.each([
  ['', ['', 'etc', 'home', 'pipe:[6]'], ['home']],
  ['/', ['etc', 'home'], ['home']],
  ['/home', ['lib', 'lib.so'], ['lib']],
  ['/home/lib', ['a', 'b'], []],
  ['/nowhere', [], []],
] as const)('what lies in %j', async (folder, names, folders) => {
  const found = await analysis.folder(NO_FILTER, folder);
  expect(found.map(({ name }) => name).sort()).toEqual(names);
  expect(found.filter(({ isFolder }) => isFolder).map(({ name }) => name)).toEqual(folders);
  for (const { name, isFolder: _, files, ...sums } of found) {
    const whole = folder === '' && name.startsWith('pipe:') ? name : `${folder.replace(/\/$/, '')}/${name}`;
    const below = (path: string) =>
      path === whole || path.startsWith(`${whole}/`) || (folder === '' && name === '' && path === '');
    expect(sums).toEqual(totals(READS.filter(({ file }) => below(PATHS[file] ?? ''))));
    expect(files).toBe(new Set(PATHS.filter(below)).size);
  }
});

test('what came since is added to what is known, in wider buckets when they must be', async () => {
  const store = await Store.open(join(directory, 'growing.duckdb'));
  const intake = new Intake(store);
  intake.files(decodeFiles(fileRecords(FILES)));
  const { queries } = store;
  const ask = async (filter: Filter) => ({
    throughput: await queries.throughput(filter, 40, 2),
    latencies: await queries.analysis.latencies(filter),
    sizes: await queries.analysis.sizes(filter),
    heat: await queries.analysis.heatMap(filter, 40),
    files: await queries.analysis.topFiles(filter, 'bytes', 9),
    folder: await queries.analysis.folder(filter, '/home'),
  });
  const sorted = ({ heat, ...rest }: Awaited<ReturnType<typeof ask>>) => {
    const cells = Array.from({ length: heat.cells.length / 3 }, (_, at) =>
      heat.cells.slice(at * 3, at * 3 + 3).join(),
    );
    return { ...rest, heat: { ...heat, cells: cells.sort() } };
  };
  const widths = new Set<number>();
  let above = -1;
  for (const [from, to] of [
    [0, 10],
    [10, 3000],
    [3000, 3001],
    [3001, 12_000],
    [12_000, 12_000],
    [12_000, ROWS],
  ]) {
    store.append(intake.columns(records(READS.slice(from, to).map(event)), 0n));
    await store.flush();
    const grown = await Promise.all([ask(PID_2), ask(PID_2)]);
    // The same reads by a filter that was never asked of before.
    const pid = { field: 'latency_ns', compare: '>', value: String(above--) } as const;
    const anew = await ask(together([PID_2, { op: 'is', ...pid }]));
    expect(grown.map(sorted)).toEqual([sorted(anew), sorted(anew)]);
    widths.add(anew.heat.width_ns);
  }
  expect(widths.size).toBeGreaterThan(1);
  await store.close();
});

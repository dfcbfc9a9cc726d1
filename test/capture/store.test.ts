import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_LOSSES } from '../../capture/losses.ts';
import { Matches } from '../../capture/matches.ts';
import { bucketWidth } from '../../capture/series.ts';
import { Store } from '../../capture/store.ts';
import type { Filter } from '../../contract/filter.ts';
import { NO_FILTER } from '../../contract/filter.ts';
import {
  COMMS,
  commOf,
  fileOf,
  fill,
  filterOf,
  kindOf,
  PROCESSES,
  pathOf,
  pidOf,
  processOf,
  search,
  term,
} from './pattern.ts';
import { columns } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
/** More than two of the segments in which matches are counted, with a known pattern. */
const ROWS = 300_001;

/** The rows that pass, by the pattern and not by SQL. */
function expected(pass: (row: number) => boolean): number[] {
  return Array.from({ length: ROWS }, (_, row) => row).filter(pass);
}

/** In microseconds, a row each. */
const during = (from: number, to: number): Filter => ({
  op: 'is',
  field: 'time',
  compare: '..',
  value: `${from * 1000}..${to * 1000}`,
});

const FILTERS: [string, Filter, (row: number) => boolean][] = [
  ['one comm', filterOf(term('comm', 'git')), (row) => commOf(row) === 'git'],
  [
    'several comms',
    filterOf(term('comm', 'git'), term('comm', 'cat')),
    (row) => ['git', 'cat'].includes(commOf(row)),
  ],
  ['a comm with quotes', filterOf(term('comm', 'a"b,c')), (row) => commOf(row) === 'a"b,c'],
  ['a comm left out', filterOf(term('comm', 'git', true)), (row) => commOf(row) !== 'git'],
  ['one pid', filterOf(term('pid', '103')), (row) => pidOf(row) === 103],
  [
    'a pid and a comm',
    filterOf(term('pid', '103'), term('comm', 'cat')),
    (row) => pidOf(row) === 103 && commOf(row) === 'cat',
  ],
  [
    'a pid left out and a comm',
    filterOf(term('pid', '103', true), term('comm', 'cat')),
    (row) => pidOf(row) !== 103 && commOf(row) === 'cat',
  ],
  ['a comm never seen', filterOf(term('comm', 'nobody')), () => false],
  ['a comm never seen left out', filterOf(term('comm', 'nobody', true)), () => true],
  ['a pid that is none', filterOf(term('pid', 'x')), () => false],
  ['SQL in a value', filterOf(term('comm', "' OR 1=1 --")), () => false],
  ['part of a comm, whatever its case', search('web'), (row) => commOf(row) === 'Web Content'],
  ['text that is a pid', search('104'), (row) => pidOf(row) === 104],
  ['one path', filterOf(term('path', '/data/File7')), (row) => pathOf(row) === '/data/File7'],
  ['a path left out', filterOf(term('path', 'pipe:[5]', true)), (row) => fileOf(row) !== 5],
  ['no path', filterOf(term('path', '')), (row) => fileOf(row) === 0],
  ['a path never seen', filterOf(term('path', '/data/file7')), () => false],
  ['a path never seen left out', filterOf(term('path', '/data/file7', true)), () => true],
  ['a kind of many files', filterOf(term('kind', 'file')), (row) => kindOf(row) === 'file'],
  ['a kind of few files', filterOf(term('kind', 'pipe')), (row) => kindOf(row) === 'pipe'],
  ['a kind left out', filterOf(term('kind', 'file', true)), (row) => kindOf(row) !== 'file'],
  [
    'two kinds, one path less',
    filterOf(term('kind', 'file'), term('kind', 'unknown'), term('path', '/data/File3', true)),
    (row) => kindOf(row) !== 'pipe' && fileOf(row) !== 3,
  ],
  ['a kind there is none of', filterOf(term('kind', 'nothing')), () => false],
  ['one process', filterOf(term('process', 'code')), (row) => processOf(row) === 'code'],
  ['a process left out', filterOf(term('process', 'code', true)), (row) => processOf(row) !== 'code'],
  ['no process', filterOf(term('process', '')), (row) => processOf(row) === ''],
  ['one call', filterOf(term('syscall', 'readv')), (row) => row % 5 === 2],
  ['a call left out', filterOf(term('syscall', 'read', true)), (row) => row % 5 !== 0],
  ['a call there is none of', filterOf(term('syscall', 'write')), () => false],
  ['part of a process', search('FIRE'), (row) => processOf(row) === 'Firefox'],
  ['part of many paths', search('data/file'), (row) => kindOf(row) === 'file'],
  [
    'part of comms, with a kind left out',
    { op: 'and', of: [filterOf(term('kind', 'file', true)), search('t')] },
    (row) => kindOf(row) !== 'file' && commOf(row).toLowerCase().includes('t'),
  ],
  ['most of the time', during(1000, 299_000), (row) => row >= 1000 && row <= 299_000],
  ['the middle of the time', during(119_999, 250_000), (row) => row >= 119_999 && row <= 250_000],
  ['a moment', during(122_879, 122_880), (row) => row === 122_879 || row === 122_880],
  ['a time before all', during(-9, -1), () => false],
  ['all of the time', during(0, ROWS), () => true],
  [
    'two times at once',
    { op: 'and', of: [during(5, 200_000), during(50_000, ROWS)] },
    (row) => row >= 50_000 && row <= 200_000,
  ],
  ['times that no row has at once', { op: 'and', of: [during(0, 9), during(200_000, ROWS)] }, () => false],
  ['a time left out', { op: 'not', of: during(1000, 200_000) }, (row) => row < 1000 || row > 200_000],
  [
    'a process in a time',
    { op: 'and', of: [filterOf(term('pid', '103')), during(1000, 299_000)] },
    (row) => pidOf(row) === 103 && row >= 1000 && row <= 299_000,
  ],
];

describe('a capture', () => {
  let store: Store;
  beforeAll(async () => {
    store = await Store.open(join(directory, 'pages.duckdb'));
    await fill(store, ROWS);
  });
  afterAll(() => store.close());

  test('gives back every value of a row', async () => {
    const [row] = await store.queries.rows.page(NO_FILTER, 12_345, 0, 1);
    expect(row).toEqual({
      row: 12_345,
      time: '12345000',
      pid: 100 + (12_345 % 7),
      tid: 200 + (12_345 % 11),
      comm: 'git',
      process: processOf(12_345),
      syscall: 'read',
      fd: 0,
      kind: 'file',
      path: '/data/File3',
      offset: 123_450,
      count: '100',
      ret: 45,
      error: '',
      latency_ns: 1500,
    });
    const [failed] = await store.queries.rows.page(NO_FILTER, 10, 0, 1);
    expect(failed).toMatchObject({ ret: -11, error: 'EAGAIN', kind: 'pipe', path: 'pipe:[10]', offset: -1 });
    const [unknown] = await store.queries.rows.page(NO_FILTER, 51 * 6, 0, 1);
    expect(unknown).toMatchObject({ kind: 'unknown', path: '', process: processOf(306), syscall: 'pread64' });
    expect((await store.queries.rows.page(NO_FILTER, 6, 0, 1))[0]).toMatchObject({ pid: 106, process: '' });
  });

  test.each(FILTERS)('counts and pages %s', async (_, filter, pass) => {
    const rows = expected(pass);
    const places = await new Matches(filter, store.queries.rows).places(store.rows);
    expect(places).toMatchObject({ rows: store.rows, count: rows.length });
    for (const offset of [
      0,
      1,
      Math.floor(rows.length / 2),
      rows.length - 3,
      rows.length,
      rows.length + 10,
    ]) {
      if (offset < 0) continue;
      const page = await places.page(offset, 5);
      expect(page.map(({ row }) => row)).toEqual(rows.slice(offset, offset + 5));
    }
  });

  test('counts only what is new, and the same', async () => {
    const [, filter, pass] = FILTERS[1] as (typeof FILTERS)[number];
    const matches = new Matches(filter, store.queries.rows);
    // The last is of the past, for one who holds still.
    for (const upTo of [1, 100_000, 122_880, 122_881, 200_000, ROWS, 150_000]) {
      const passing = expected(pass).filter((row) => row < upTo);
      const places = await matches.places(upTo);
      expect(places).toMatchObject({ rows: upTo, count: passing.length });
      const end = await places.page(passing.length - 1, 9);
      expect(end.map(({ row }) => row)).toEqual(passing.slice(-1));
    }
  });

  test('says what it has found when its time is over', async () => {
    const [, filter, pass] = FILTERS[0] as (typeof FILTERS)[number];
    const matches = new Matches(filter, store.queries.rows);
    const places = await matches.places(ROWS, 0);
    const passing = expected(pass).filter((row) => row < places.rows);
    expect(places.count).toBe(passing.length);
    expect((await places.page(0, 5)).map(({ row }) => row)).toEqual(passing.slice(0, 5));
    expect((await matches.places(ROWS)).count).toBe(expected(pass).length);
  });

  const tally = <K>(of: (row: number) => K) => {
    const counts = new Map<K, number>();
    for (let row = 0; row < ROWS; row++) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1);
    return counts;
  };

  test('names all there is to filter by, with its reads, the commonest first', async () => {
    const { comms, pids, processes, kinds } = await store.queries.seen();
    expect(new Map(comms.map(({ comm, reads }) => [comm, reads]))).toEqual(tally(commOf));
    expect(new Map(kinds.map(({ kind, reads }) => [kind, reads]))).toEqual(tally(kindOf));
    expect(new Map(processes.map(({ process, reads }) => [process, reads]))).toEqual(tally(processOf));
    expect(new Map(pids.map(({ pid, reads }) => [pid, reads]))).toEqual(tally(pidOf));
    for (const list of [comms, kinds, processes, pids]) {
      const reads = list.map((one) => one.reads);
      expect(reads).toEqual([...reads].sort((a, b) => b - a));
    }
    // A process that is not known has the name of one of its threads.
    for (const { pid, comm } of pids) {
      if (pid === 106) expect(COMMS).toContain(comm);
      else expect(comm).toBe(PROCESSES[pid % 3]);
    }
  });

  test.each([
    ['all', NO_FILTER, () => true],
    ['one comm', filterOf(term('comm', 'git')), (row: number) => commOf(row) === 'git'],
  ])('has a throughput whose sums are those of the rows: %s', async (_, filter, pass) => {
    const { from, width_ns, series } = await store.queries.throughput(filter, 300, 3);
    expect(Number(from) % width_ns).toBe(0);
    expect(series.map(({ pid }) => pid === 0)).toEqual([false, false, false, true]);
    for (const { pid, comm } of series.slice(0, 3)) {
      if (pid !== 106) expect(comm).toBe(PROCESSES[pid % 3]);
    }
    const rows = expected(pass);
    const bytes = rows.reduce((sum, row) => sum + (row % 10 === 0 ? 0 : row % 100), 0);
    const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
    expect(series.reduce((sum, one) => sum + total(one.bytes), 0)).toBe(bytes);
    expect(series.reduce((sum, one) => sum + total(one.reads), 0)).toBe(rows.length);
    const totals = series.slice(0, 3).map((one) => total(one.bytes));
    expect(totals).toEqual([...totals].sort((a, b) => b - a));
  });
});

test('rows are visible in the order they came, however they are divided', async () => {
  const store = await Store.open(join(directory, 'pieces.duckdb'));
  const PIECES = [1, 819, 2047, 2048, 2049, 4097, 60_000];
  let pid = 0;
  const next = () => ({ pid: ++pid, latency_ns: BigInt(pid) });
  for (const rows of PIECES) store.append(columns(store, Array.from({ length: rows }, next)));
  const inOrder = async (to: number) => {
    expect([store.rows, store.pending]).toEqual([to, pid - to]);
    for (const from of [0, 2040, to - 5]) {
      const page = await store.queries.rows.page(NO_FILTER, 0, from, 20);
      const seen = page.map((row) => [row.row, row.pid, row.latency_ns]);
      expect(seen).toEqual(seen.map((_, index) => [from + index, from + index + 1, from + index + 1]));
      expect(seen).toHaveLength(Math.min(20, to - from));
    }
  };
  for (const most of [3000, 2500, 1]) {
    const before = store.rows;
    await store.flush(most);
    await inOrder(before + most);
  }
  await store.flush();
  await inOrder(pid);
  await store.close();
});

test('a capture that was cleared starts anew', async () => {
  const store = await Store.open(join(directory, 'clear.duckdb'));
  await fill(store, 5000);
  store.append(columns(store, [{ comm: 'before' }]));
  const cleared = store.clear(false);
  // What comes while it is being cleared is not lost.
  store.append(columns(store, [{ comm: 'after' }]));
  await cleared;
  await store.flush();
  expect(store.rows).toBe(1);
  expect(await store.queries.rows.page(NO_FILTER, 0, 0, 10)).toMatchObject([{ row: 0, comm: 'after' }]);
  expect((await store.queries.seen()).comms).toEqual([{ comm: 'after', reads: 1 }]);
  await store.close();
});

test('a capture that is cleared twice at once starts anew, too', async () => {
  const store = await Store.open(join(directory, 'clear-twice.duckdb'));
  await fill(store, 5000);
  const first = store.clear(true);
  // Its turn comes between the two.
  const flushed = store.flush();
  const second = store.clear(true);
  store.append(columns(store, [{ comm: 'after' }]));
  await Promise.all([first, flushed, store.flush(), second, store.flush()]);
  expect(store.rows).toBe(1);
  expect(await store.queries.rows.page(NO_FILTER, 0, 0, 10)).toMatchObject([{ row: 0, comm: 'after' }]);
  await store.close();
});

test('a capture is closed in the midst of looking for findings', async () => {
  const file = join(directory, 'looked-at.duckdb');
  const store = await Store.open(file);
  await fill(store, 200_000);
  const looking = store.queries.findings();
  await Promise.all([store.close(), expect(looking).rejects.toThrow()]);
  const again = await Store.open(file);
  expect(again.rows).toBe(200_000);
  await again.close();
});

test('a capture whose process was killed opens with all that was flushed', async () => {
  const file = join(directory, 'killed.duckdb');
  const store = await Store.open(file);
  await fill(store, 5000);
  await store.keepRecording(7n, 9, 'btf', { ...NO_LOSSES, ring_full: 3 });
  // As the files lie at a kill: the log is not written into the capture yet.
  const copy = join(directory, 'copy.duckdb');
  copyFileSync(file, copy);
  copyFileSync(`${file}.wal`, `${copy}.wal`);
  const again = await Store.open(copy);
  expect(again.rows).toBe(5000);
  expect(again.past).toMatchObject({ started: 7n, elapsedNs: 9, losses: { ring_full: 3 } });
  again.append(columns(again, [{ comm: 'git' }, { comm: 'later' }]));
  await again.flush();
  expect((await again.queries.rows.page(NO_FILTER, 5000, 0, 5)).map(({ comm }) => comm)).toEqual([
    'git',
    'later',
  ]);
  await again.close();
  await store.close();
});

test('an empty capture answers every question', async () => {
  const store = await Store.open(join(directory, 'empty.duckdb'));
  expect(await store.queries.rows.page(NO_FILTER, 0, 0, 10)).toEqual([]);
  expect(await store.queries.seen()).toEqual({ processes: [], kinds: [], comms: [], pids: [] });
  expect((await store.queries.throughput(NO_FILTER, 300, 4)).series).toEqual([]);
  await store.close();
});

describe('the width of a bucket', () => {
  test.each([
    [0, 300, 1e8],
    [29.9e9, 300, 1e8],
    [29.95e9, 300, 2e8],
    [60e9, 300, 5e8],
    [3600e9, 300, 15e9],
    [86400e9 * 1000, 300, 86400e9 * 4],
  ])('for a span of %d ns in %d buckets is %d', (span, buckets, width) => {
    expect(bucketWidth(span, buckets)).toBe(width);
    expect(span / width + 1).toBeLessThanOrEqual(buckets);
  });
});

// Everything about one read, against SQL on the same capture and against the reads themselves.

import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessOf } from '../../capture/details-access.ts';
import { Intake } from '../../capture/intake.ts';
import { KIND } from '../../capture/layout.ts';
import { decodeFiles, decodeProcesses } from '../../capture/records.ts';
import { Store } from '../../capture/store.ts';
import { type Details, MOST_POINTS } from '../../contract/details.ts';
import { toProblem } from '../../contract/problem.ts';
import { fileRecords, processRecords, records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const ROWS = 30_000;
const file = join(temporaryDirectory(), 'details.duckdb');

let seed = 7;
const random = (below: number) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};

/** Process 3 is process 1 after an exec; process 4 has the pid of process 2, and came later. */
const PROCESSES = [
  { id: 1, pid: 10, comm: 'sh', cmdline: ['sh', '-c', 'x'] },
  { id: 2, pid: 20, comm: 'cat' },
  {
    id: 3,
    pid: 10,
    comm: 'wc',
    exe: ['wc', 'bin'],
    parent: 20,
    uid: 4_000_000_000,
    cgroup: 2n ** 60n,
    start_ns: 5_000_000_000n,
  },
  { id: 4, pid: 20, comm: 'ls', start_ns: 6_000_000_000n },
];
const FILES = [
  { id: 1, inode: 2n ** 63n, device: (253 << 20) | 5, size: 100_000n, names: ['one'], flags: 3 },
  { id: 2, inode: 2n, size: 0n, names: ['two'] },
  { id: 3, inode: 3n, mode: 0o010600, magic: 0x50495045, kind: KIND.PIPE, names: [''] },
];

const EVENTS = Array.from({ length: ROWS }, (_, row) => {
  const process = row < 10 ? row % 5 : random(5);
  const count = random(300);
  const known = random(40) === 0 ? 0 : 1 + random(3);
  return {
    start_ns: BigInt(row) * 1000n,
    latency_ns: BigInt(random(900)),
    pid: PROCESSES[process - 1]?.pid ?? 30,
    tid: 10 + random(3),
    process,
    file: known,
    offset: known === 3 ? -1n : BigInt(random(100_000)),
    count: BigInt(count),
    ret: random(9) === 0 ? -5n : BigInt(random(3) === 0 ? 0 : count),
  };
});
/** Of a thread and a file that come twice only, far from each other. */
const RARE = { pid: 99, tid: 99, process: 0, file: 4 };
const [FIRST_RARE, LAST_RARE] = [5, ROWS - 5];
for (const row of [FIRST_RARE, LAST_RARE])
  EVENTS[row] = { ...EVENTS[row], ...RARE } as (typeof EVENTS)[number];

let store: Store;
/** Row numbers of neighbours, as SQL's window functions see them: of the thread, then of the file. */
let expected: (number | null)[][];

beforeAll(async () => {
  const filling = await Store.open(file);
  const intake = new Intake(filling);
  intake.files(decodeFiles(fileRecords([...FILES, { id: 4, names: ['rare'] }])));
  intake.processes(decodeProcesses(processRecords(PROCESSES)));
  filling.append(intake.columns(records(EVENTS), 0n));
  await filling.flush();
  await filling.close();
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    `SELECT lag(rowid) OVER thread, lead(rowid) OVER thread,
       CASE WHEN file > 0 THEN lag(rowid) OVER same END, CASE WHEN file > 0 THEN lead(rowid) OVER same END
     FROM events WINDOW thread AS (PARTITION BY pid, tid ORDER BY rowid), same AS (PARTITION BY file ORDER BY rowid)
     ORDER BY rowid`,
  );
  expected = reader.getRows().map((row) => row.map((value) => (value === null ? null : Number(value))));
  connection.closeSync();
  instance.closeSync();
  store = await Store.open(file);
});
afterAll(() => store.close());

const ask = (row: number): Promise<Details> => store.queries.details.of(row);
const numbers = ({ thread, sameFile }: Details) =>
  [thread.before, thread.after, sameFile.before, sameFile.after].map((read) => read?.row ?? null);

test.each([0, 1, 2, 3, 4, FIRST_RARE, 77, 12_345, 20_000, LAST_RARE, ROWS - 1])('row %d', async (row) => {
  const event = EVENTS[row];
  if (event === undefined) throw new Error('no such row');
  const details = await ask(row);
  expect(details.read).toMatchObject({ row, pid: event.pid, tid: event.tid, ret: Number(event.ret) });
  expect(numbers(details)).toEqual(expected[row]);
  const before = EVENTS[expected[row]?.[0] ?? -1];
  const gap = before && Number(event.start_ns - before.start_ns - before.latency_ns);
  expect(details.gap_ns).toBe(gap ?? null);
  const faster = EVENTS.filter(({ latency_ns }) => latency_ns < event.latency_ns).length;
  expect(details.rank).toEqual({ faster, rows: ROWS });
  const short = event.ret >= 0n && event.ret < event.count;
  expect([details.short, details.end]).toEqual([short, short && event.ret === 0n]);
  expect(details.process === null).toBe(event.process === 0);
  expect(details.file === null).toBe(event.file === 0);
  expect(details.pattern === null).toBe(event.file === 0);
  if (event.file === 1) expect(details.position).toBe(Number(event.offset) / 100_000);
  if (event.file === 2 || event.file === 3) expect(details.position).toBe(null);
});

test('neighbours are found however far off', async () => {
  expect(numbers(await ask(FIRST_RARE))).toEqual([null, LAST_RARE, null, LAST_RARE]);
  expect(numbers(await ask(LAST_RARE))).toEqual([FIRST_RARE, null, FIRST_RARE, null]);
});

test('all that is known of process and file', async () => {
  const row = EVENTS.findIndex(({ process, file: id }) => process === 3 && id === 1);
  const { process, file: place } = await ask(row);
  expect(process).toEqual({
    pid: 10,
    name: 'wc',
    exe: '/bin/wc',
    cmdline: 'cat /etc/passwd',
    parent: 20,
    parent_name: 'cat',
    uid: 4_000_000_000,
    user: '',
    cgroup: '',
    started: expect.stringMatching(/^\d+$/),
  });
  expect(place).toEqual({
    kind: 'file',
    path: '…/one (deleted)',
    size: 100_000,
    inode: String(2n ** 63n),
    device: { major: 253, minor: 5 },
    deleted: true,
    cut: true,
    unreachable: false,
  });
});

test.each([
  ['a process that ran two programs', [1, 3]],
  ['a process with the pid of another', [2]],
  ['a process that is not known', [0]],
])('the pattern of %s', async (_, processes) => {
  const theirs = EVENTS.filter(({ process, file: id }) => processes.includes(process) && id === 1);
  const row = EVENTS.findLastIndex(({ process, file: id }) => process === processes[0] && id === 1);
  const { pattern } = await ask(row);
  const placed = theirs.filter(({ ret }) => ret > 0n);
  const before = EVENTS.slice(0, row).findLast((event) => placed.includes(event));
  const covered = new Set<number>();
  for (const { offset, ret } of placed)
    for (let at = 0; at < Number(ret); at++) covered.add(Number(offset) + at);
  const bytes = placed.reduce((sum, { ret }) => sum + Number(ret), 0);
  expect(pattern).toMatchObject({
    reads: theirs.length,
    examined: theirs.length,
    placed: placed.length,
    bytes,
    distinct: covered.size,
    tiny: placed.length,
    before: { offset: Number(before?.offset), bytes: Number(before?.ret) },
    from: String(placed[0]?.start_ns),
  });
  expect(bytes - covered.size).toBeGreaterThan(0);
  const points = placed.map(({ start_ns, offset, ret }) => [
    Number(start_ns - (placed[0]?.start_ns ?? 0n)),
    Number(offset),
    Number(ret),
  ]);
  const found = Array.from({ length: (pattern?.points.length ?? 0) / 3 }, (_value, index) =>
    pattern?.points.slice(3 * index, 3 * index + 3),
  );
  expect(found.length).toBe(Math.min(points.length, MOST_POINTS));
  if (points.length <= MOST_POINTS) expect(found).toEqual(points);
  else {
    const places = found.map((point) => points.findIndex(([time]) => time === point?.[0]));
    const steps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
    expect(Math.min(...places)).toBe(0);
    const even = points.length / MOST_POINTS;
    expect([Math.min(...steps), Math.max(...steps)]).toEqual([Math.floor(even), Math.ceil(even)]);
  }
});

test('of a pipe no place is known', async () => {
  const { pattern } = await ask(EVENTS.findIndex(({ file: id }) => id === 3));
  expect(pattern).toMatchObject({
    access: 'none',
    points: [],
    placed: 0,
    bytes: 0,
    distinct: 0,
    before: null,
  });
  expect(pattern?.reads).toBeGreaterThan(0);
});

test('of very many reads those around the row are examined', async () => {
  const long = await Store.open(join(temporaryDirectory(), 'long.duckdb'));
  try {
    const intake = new Intake(long);
    intake.files(decodeFiles(fileRecords([{ id: 1 }])));
    const event = (row: number) => {
      const at = BigInt(row);
      return { start_ns: at, file: 1, offset: at * 8n, count: at % 2n === 0n ? 4095n : 4096n, ret: 8n };
    };
    long.append(intake.columns(records(Array.from({ length: 100_000 }, (_, row) => event(row))), 0n));
    await long.flush();
    const { pattern } = await long.queries.details.of(50_000);
    expect(pattern).toMatchObject({
      access: 'sequential',
      reads: 100_000,
      examined: 32_768,
      placed: 32_768,
      tiny: 16_384,
      before: { offset: 49_999 * 8, bytes: 8 },
    });
    expect(pattern?.points.length).toBe(3 * MOST_POINTS);
    expect(Number(pattern?.from)).toBeLessThan(50_000);
    expect(Number(pattern?.from) + (pattern?.points.at(-3) ?? 0)).toBeGreaterThan(50_000);
  } finally {
    await long.close();
  }
});

test.each([ROWS, Number.MAX_SAFE_INTEGER])('there is no row %d', async (row) => {
  expect(toProblem(await ask(row).catch((caught: unknown) => caught))).toMatchObject({
    code: 'no-such-read',
    remedy: expect.stringContaining('choose another read'),
  });
});

describe('access', () => {
  const each = (count: number, read: (index: number) => [number, number]) =>
    Array.from({ length: count }, (_, index) => read(index));
  test.each<[string, number | null, [number, number][]]>([
    ['none', null, []],
    ['single', null, [[4096, 10]]],
    ['sequential', null, each(20, (index) => [index * 10, 10])],
    ['sequential', null, [[500_000, 10], ...each(20, (index): [number, number] => [index * 10, 10])]],
    ['strided', 100, each(20, (index) => [index * 100, 10])],
    ['strided', -10, each(20, (index) => [900 - index * 10, 10])],
    ['random', null, each(20, (index) => [((index * index * 37) % 1000) * 10, 10])],
    ['re-read', null, each(20, (index) => [(index % 10) * 10, 10])],
    ['re-read', null, each(2, () => [0, 10])],
  ])('%s, stride %j', (access, stride, reads) => {
    expect(accessOf(reads)).toMatchObject({ access, stride });
  });

  test('bytes and distinct bytes: what overlaps is counted once', () => {
    const reads: [number, number][] = [
      [10, 10],
      [0, 5],
      [15, 10],
      [12, 2],
      [24, 1],
      [30, 1],
    ];
    expect(accessOf(reads)).toMatchObject({ bytes: 29, distinct: 21 });
  });
});

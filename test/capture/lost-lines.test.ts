// Lost reads and marks as lines among the rows of a table: where each stands, what is on it, and that sums are exact.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Service } from '../../capture/service.ts';
import type { NewlyLost } from '../../capture/shortfall.ts';
import { Store } from '../../capture/store.ts';
import type { LostLine } from '../../contract/capture.ts';
import { type Filter, matcher, NO_FILTER } from '../../contract/filter.ts';
import type { MarkLine } from '../../contract/marks.ts';
import type { ReadRow } from '../../contract/read.ts';
import { Dice } from '../contract/expressions.ts';
import { announced, event, filterOf, term } from './pattern.ts';
import { records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
/** The pattern's rows begin a microsecond apart and last one and a half. */
const returned = (row: number) => BigInt(row) * 1000n + 1500n;

/** Lost while the first `rows` rows of the pattern had returned, and for as long as `began` rows take. */
const lost = (pid: number, reads: number, rows: number, began = 0): NewlyLost => ({
  pid,
  reads,
  slotless: 0,
  bytes: 0,
  errors: 0,
  latencyNs: 0,
  fromNs: returned(rows - 1 - began),
  toNs: returned(rows - 1),
});

/** A capture to which rows and losses are added by turns. */
async function capture(name: string) {
  const file = join(directory, `${name}.duckdb`);
  const store = await Store.open(file);
  const service = new Service(store, file, () => {});
  const intake = announced(store);
  return {
    store,
    service,
    async rows(count: number) {
      const { rows } = store;
      const added = Array.from({ length: count }, (_, index) => event(rows + index));
      store.append(intake.columns(records(added), 0n));
      await store.flush();
    },
    loses: (...spans: NewlyLost[]) => store.addLost(1n, spans, 0n),
    all: (): Promise<ReadRow[]> => store.queries.rows.page(NO_FILTER, 0, 0, store.rows),
    lines: async (filter: Filter) => (await service.handle('lostLines', { filter })) as LostLine[],
    markLines: async (filter: Filter) => (await service.handle('markLines', { filter })) as MarkLine[],
  };
}

test('a line stands where its reads were lost, among the rows that pass', async () => {
  const made = await capture('places');
  made.loses(lost(101, 5, 0));
  await made.rows(1100);
  // Told of when the ring had been emptied: a hundred rows had come that returned later.
  made.loses(lost(103, 40, 999, 9), lost(104, 7, 1000));
  await made.rows(400);
  // Told of before rows that the ring held.
  made.loses(lost(103, 2, 1600));
  await made.rows(200);
  const before = (filter: Filter, row: number) =>
    made.all().then((rows) => rows.slice(0, row).filter(matcher(filter)).length);

  expect(await made.lines(NO_FILTER)).toMatchObject([
    { place: 0, reads: 5, perhaps: 0, slotless: 0, most: { pid: 101, reads: 5 } },
    {
      place: 1000,
      from: String(returned(989)),
      to: String(returned(999)),
      reads: 47,
      most: { pid: 103, reads: 40 },
    },
    { place: 1600, reads: 2, perhaps: 0, most: { pid: 103, reads: 2 } },
  ]);
  const one = filterOf(term('pid', '103'));
  expect(await made.lines(one)).toMatchObject([
    { place: await before(one, 1000), reads: 40, perhaps: 0 },
    { place: await before(one, 1600), reads: 2, perhaps: 0 },
  ]);
  // Whether a file was read, nobody knows any more.
  const files = filterOf(term('kind', 'file'));
  expect(await made.lines(files)).toMatchObject([
    { place: 0, reads: 0, perhaps: 5 },
    { place: await before(files, 1000), reads: 0, perhaps: 47 },
    { place: await before(files, 1600), reads: 0, perhaps: 2 },
  ]);
  // Of no rows between them, they are one.
  const none = filterOf(term('comm', 'nobody'));
  expect(await made.lines(none)).toMatchObject([{ place: 0, reads: 0, perhaps: 54 }]);
  await made.service.handle('clear', {});
  expect(await made.lines(one)).toEqual([]);
  await made.service.close();
});

test('lines of a long loss are few, in order, and add up', async () => {
  const dice = new Dice(4);
  const made = await capture('many');
  let total = 0;
  for (let batch = 0; batch < 900; batch++) {
    if (batch % 2 === 0) await made.rows(64);
    const reads = 1 + dice.roll(9);
    total += reads;
    made.loses(lost(100 + dice.roll(6), reads, made.store.rows));
    // What was counted before is not counted again, and stays as it was.
    if (batch % 100 === 0) await made.lines(filterOf(term('pid', '102', true)));
  }
  await made.rows(64);
  for (const filter of [NO_FILTER, filterOf(term('pid', '102', true)), filterOf(term('comm', 'git'))]) {
    const lines = await made.lines(filter);
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.length).toBeLessThanOrEqual(400);
    const places = lines.map(({ place }) => place);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    const passing = (await made.all()).filter(matcher(filter)).length;
    expect(places.at(-1)).toBeLessThanOrEqual(passing);
  }
  const all = await made.lines(NO_FILTER);
  expect(all.reduce((sum, { reads }) => sum + reads, 0)).toBe(total);
  await made.service.close();
}, 60_000);

test('a line at the end moves on with rows that returned before', async () => {
  const made = await capture('end');
  await made.rows(50);
  made.loses(lost(103, 9, 80));
  const places = async () => (await made.lines(NO_FILTER)).map(({ place }) => place);
  expect(await places()).toEqual([50]);
  await made.rows(20);
  expect(await places()).toEqual([70]);
  await made.rows(30);
  expect(await places()).toEqual([80]);
  await made.service.close();
});

test('a mark stands after what had returned before it, among the rows that pass', async () => {
  const made = await capture('marks');
  const { marks } = made.store;
  await made.rows(300);
  marks.add(returned(199), 'late told');
  marks.add(returned(99), 'early');
  marks.add(returned(349), 'at the end');
  const filter = filterOf(term('pid', '103'));
  const passing = async (row: number) => (await made.all()).slice(0, row).filter(matcher(filter)).length;
  expect(await made.markLines(NO_FILTER)).toEqual([
    { id: 2, place: 100 },
    { id: 1, place: 200 },
    { id: 3, place: 300 },
  ]);
  await made.rows(100);
  expect(await made.markLines(NO_FILTER)).toEqual([
    { id: 2, place: 100 },
    { id: 1, place: 200 },
    { id: 3, place: 350 },
  ]);
  // One more in the midst of those that are known.
  marks.add(returned(149), 'between');
  expect(await made.markLines(filter)).toEqual([
    { id: 2, place: await passing(100) },
    { id: 4, place: await passing(150) },
    { id: 1, place: await passing(200) },
    { id: 3, place: await passing(350) },
  ]);
  await made.service.handle('removeMark', { id: 1 });
  expect((await made.markLines(NO_FILTER)).map(({ id }) => id)).toEqual([2, 4, 3]);
  await made.service.handle('clear', {});
  expect(await made.markLines(filter)).toEqual([]);
  await made.service.close();
});

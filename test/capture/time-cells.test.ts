// Charts of a part of the time, worked out from those of all of it: the same as if only that part was looked at.

import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Passing } from '../../capture/passing.ts';
import { Store } from '../../capture/store.ts';
import { type Filter, NO_FILTER, together } from '../../contract/filter.ts';
import { Dice } from '../contract/expressions.ts';
import { announced, events } from './mixed.ts';
import { filterOf, term } from './pattern.ts';
import { records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
/** About a read a millisecond, 100 in a bucket. */
const ROWS = 12_000;
const NS = 1_000_003;

let store: Store;
let append: (from: number, to: number) => Promise<void>;
beforeAll(async () => {
  store = await Store.open(join(directory, 'cells.duckdb'));
  const intake = announced(store);
  const dice = new Dice(11);
  append = async (from, to) => {
    store.append(intake.columns(records(events(from, to - from, dice)), 0n));
    await store.flush();
  };
  await append(0, ROWS);
});
afterAll(() => store.close());

const time = (compare: '..' | '>=' | '<', value: string): Filter => ({
  op: 'is',
  field: 'time',
  compare,
  value,
});

function parts(dice: Dice, most: number): Filter[] {
  const at = () => dice.roll(most) * NS - dice.roll(3);
  const between = Array.from({ length: 12 }, () => {
    const [from, to] = [at(), at()].sort((a, b) => a - b);
    return time('..', `${from}..${to}`);
  });
  const whole = time('..', '1000000000..2999999999');
  const bothways = together([time('>=', '1500000000'), time('<', '2000000001')]);
  return [...between, time('>=', String(at())), time('<', String(at())), whole, bothways];
}

async function charts(filter: Filter) {
  const { series, ...rest } = await store.queries.throughput(filter, 240, 9);
  const heat = await store.queries.analysis.heatMap(filter, 240);
  const cells = Array.from({ length: heat.cells.length / 3 }, (_, at) =>
    heat.cells.slice(3 * at, 3 * at + 3),
  );
  const inOrder = cells.sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
  return { ...rest, series: series.sort((a, b) => a.pid - b.pid), heat: { ...heat, cells: inOrder } };
}

test.each([
  ['all', NO_FILTER],
  ['of two processes', filterOf(term('pid', '103'), term('pid', '104'))],
  ['without a process', together([filterOf(term('pid', '103', true)), filterOf(term('kind', 'file'))])],
])('a part of the time: %s', async (_, base) => {
  const rows = Number((await store.queries.analysis.latencies(NO_FILTER)).reads);
  const filters = parts(new Dice(3), rows + 500).map((part) => together([base, part]));
  const alone = [];
  for (const filter of filters) alone.push(await charts(filter));
  store.queries.forget();

  await charts(base);
  const fromAll = [];
  for (const filter of filters) fromAll.push(await charts(filter));
  expect(fromAll).toEqual(alone);

  // Rows that come later are in the part of the time in which they began, too.
  await append(rows, rows + 500);
  await append(100, 200);
  const grown = [];
  for (const filter of filters) grown.push(await charts(filter));
  expect(grown).not.toEqual(alone);
  store.queries.forget();
  for (const [nth, filter] of filters.entries()) expect(await charts(filter)).toEqual(grown[nth]);
  store.queries.forget();
});

test('looks at the ends of it only', async () => {
  await charts(NO_FILTER);
  const select = vi.spyOn(Passing.prototype, 'select');
  const { series } = await store.queries.throughput(time('..', '1010000000..8920000000'), 240, 9);
  const shown = series.flatMap(({ reads }) => reads).reduce((sum, reads) => sum + reads, 0);
  const looked = (await Promise.all(select.mock.results.map(({ value }) => value))).flat();
  expect(shown).toBeGreaterThan(7000);
  // A tenth of a second each.
  expect(looked.reduce((sum, row) => sum + Number(row.at(-1)), 0)).toBeLessThan(200);
});

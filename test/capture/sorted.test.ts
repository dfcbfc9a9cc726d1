import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Service } from '../../capture/service.ts';
import { Store } from '../../capture/store.ts';
import type { Found, Page, RowOrder } from '../../contract/capture.ts';
import { type Filter, matcher, NO_FILTER } from '../../contract/filter.ts';
import { COLUMNS, type Column, type ReadRow } from '../../contract/read.ts';
import type { Args } from '../../contract/requests.ts';
import { Dice, randomExpression } from '../contract/expressions.ts';
import { announced, events } from './mixed.ts';
import { records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
const ROWS = 5_000;
/** More than are sorted in one go. */
const MANY = 130_000;

/** As the contract says: numbers by size, all else as text. */
function compared(field: Column, a: ReadRow, b: ReadRow): number {
  const isText = ['comm', 'process', 'syscall', 'kind', 'path', 'error'].includes(field);
  const [one, other] = [a[field], b[field]].map((value) => (isText ? String(value) : BigInt(value)));
  if (one === undefined || other === undefined || one === other) return 0;
  return one < other ? -1 : 1;
}

function sorted(rows: readonly ReadRow[], { field, descending }: RowOrder): ReadRow[] {
  return [...rows].sort((a, b) => (descending ? -1 : 1) * compared(field, a, b));
}

const directionsOf = (fields: readonly Column[]): RowOrder[] =>
  fields.flatMap((field) => [true, false].map((descending) => ({ field, descending })));

/** A capture of its own. */
async function capture(name: string) {
  const file = join(directory, `${name}.duckdb`);
  const store = await Store.open(file);
  const service = new Service(store, file, () => {});
  const intake = announced(store);
  return {
    store,
    service,
    async add(...batches: Parameters<typeof records>[0][]) {
      for (const batch of batches) store.append(intake.columns(records(batch), 0n));
      await store.flush();
      return store.queries.rows.page(NO_FILTER, 0, 0, store.rows);
    },
    page: async (args: Partial<Args<'page'>>) =>
      (await service.handle('page', { filter: NO_FILTER, limit: 100, of: null, ...args })) as Page,
    find: async (args: Partial<Args<'find'>>) =>
      (await service.handle('find', { filter: NO_FILTER, of: null, ...args })) as Found | null,
  };
}

describe('rows sorted', () => {
  let made: Awaited<ReturnType<typeof capture>>;
  let rows: ReadRow[];
  beforeAll(async () => {
    made = await capture('sorted');
    rows = await made.add(events(0, ROWS, new Dice(5)));
  }, 60_000);
  afterAll(() => made.service.close());

  test.each(directionsOf(COLUMNS))('by $field, descending: $descending', async (order) => {
    const expected = sorted(rows, order);
    for (const offset of [0, 2222, ROWS - 50, ROWS]) {
      const answer = await made.page({ order, offset });
      expect(answer).toMatchObject({ matched: ROWS, counted: ROWS, total: ROWS, offset });
      expect(answer.rows).toEqual(expected.slice(offset, offset + 100));
    }
  });

  test('those that pass, of the first so many', async () => {
    const dice = new Dice(2);
    for (let round = 0; round < 40; round++) {
      const filter = randomExpression(dice, rows.slice(0, 600));
      const order = { field: dice.pick(COLUMNS), descending: round % 2 === 0 };
      const of = round % 3 === 0 ? null : 3_456;
      const expected = sorted(rows.slice(0, of ?? ROWS).filter(matcher(filter)), order);
      const offset = Math.floor(expected.length / 2);
      const answer = await made.page({ filter, order, offset, of });
      expect(answer.matched, JSON.stringify([filter, order])).toBe(expected.length);
      expect(answer.rows, JSON.stringify([filter, order])).toEqual(expected.slice(offset, offset + 100));
    }
  });

  test.each(directionsOf(COLUMNS))('are found by $field, descending: $descending', async (order) => {
    const filter: Filter = { op: 'is', field: 'pid', compare: '..', value: '101..104' };
    const find: Filter = { op: 'is', field: 'comm', compare: '=', value: 'cat' };
    const shown = sorted(rows.filter(matcher(filter)), order);
    const places = shown.flatMap(({ comm }, place) => (comm === 'cat' ? [place] : []));
    const last = places.length - 1;
    for (const nth of [0, Math.floor(last / 2), last]) {
      const from = (places[nth] ?? 0) + 1;
      const next = (nth + 1) % places.length;
      const place = places[next] ?? 0;
      expect(await made.find({ filter, order, find, from, backward: false })).toEqual({
        row: shown[place]?.row,
        place,
        nth: next,
        of: places.length,
        wrapped: nth === last,
      });
      const back = await made.find({ filter, order, find, from, backward: true });
      expect(back).toMatchObject({ place: places[nth], nth, wrapped: false });
    }
    const none: Filter = { op: 'is', field: 'comm', compare: '=', value: 'nobody' };
    expect(await made.find({ filter, order, find: none, from: 3, backward: false })).toBeNull();
    expect(await made.find({ filter, order, find, from: shown.length, backward: true })).toMatchObject({
      nth: last,
    });
  });
});

test('many rows close together, or equal, are sorted as well', async () => {
  const dice = new Dice(7);
  const made = await capture('close');
  const base = 2n ** 40n;
  const rows = await made.add(
    Array.from({ length: MANY }, (_, row) => ({
      // All but a few in one bin: in a hundred values of a large number, or one.
      start_ns: row === 0 ? 0n : 2n ** 60n + BigInt(dice.roll(1_000_000)),
      latency_ns: row % 1000 === 0 ? 7n : base + BigInt(dice.roll(100)) * 1_000_003n,
      count: row % 500 === 0 ? 9n : 2n ** 63n + 4096n,
      comm: row % 700 === 0 ? 'rare' : 'common',
    })),
  );
  for (const order of directionsOf(['time', 'latency_ns', 'count', 'comm'])) {
    const expected = sorted(rows, order);
    for (const offset of [0, 100, 70_000, MANY - 90]) {
      const answer = await made.page({ order, offset });
      expect(answer.rows, JSON.stringify([order, offset])).toEqual(expected.slice(offset, offset + 100));
    }
  }
  await made.service.close();
}, 60_000);

test('offsets far below 0 are sorted, and none is left out', async () => {
  const made = await capture('below');
  const least = -(2n ** 63n);
  const offsets = [
    7n,
    least + 1n,
    -(2n ** 60n) - 100n,
    -(2n ** 60n) + 1n,
    -(2n ** 53n) - 1n,
    -4097n,
    -2n,
    5n,
  ];
  await made.add(offsets.map((offset, row) => ({ offset, fd: row })));
  for (const descending of [false, true]) {
    const { rows } = await made.page({ order: { field: 'offset', descending }, offset: 0 });
    const way = descending ? -1 : 1;
    const expected = offsets.toSorted((a, b) => way * (a < b ? -1 : 1));
    expect(rows.map(({ fd }) => offsets[fd])).toEqual(expected);
  }
  await made.service.close();
});

test('rows that come find their place, and who holds still is not disturbed', async () => {
  const dice = new Dice(9);
  const made = await capture('live');
  const orders = directionsOf(['latency_ns', 'time', 'path', 'error', 'pid']);
  let before: ReadRow[] = [];
  for (let batch = 0; batch < 4; batch++) {
    const rows = await made.add(events(batch * 400, 400, dice));
    for (const order of orders) {
      const held = sorted(before, order);
      const now = sorted(rows, order);
      const answer = await made.page({ order, offset: 150 });
      expect(answer).toMatchObject({ matched: rows.length, rows: now.slice(150, 250) });
      const still = await made.page({ order, offset: 0, of: before.length });
      expect(still).toMatchObject({ matched: before.length, total: before.length, rows: held.slice(0, 100) });
    }
    before = rows;
  }
  await made.service.handle('clear', {});
  const [order = null] = orders;
  expect(await made.page({ order, offset: 0 })).toMatchObject({ matched: 0, rows: [] });
  await made.service.close();
});

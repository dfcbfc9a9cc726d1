import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Service } from '../../capture/service.ts';
import { Store } from '../../capture/store.ts';
import type { Page, RowOrder } from '../../contract/capture.ts';
import { matcher, NO_FILTER } from '../../contract/filter.ts';
import { COLUMNS, type Column, type ReadRow } from '../../contract/read.ts';
import { Dice, randomExpression } from '../contract/expressions.ts';
import { announced, events } from './mixed.ts';
import { records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
const ROWS = 5_000;

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

describe('rows sorted', () => {
  let service: Service;
  let rows: ReadRow[];
  const page = async (args: object) =>
    (await service.handle('page', { filter: NO_FILTER, limit: 100, of: null, ...args })) as Page;

  beforeAll(async () => {
    const file = join(directory, 'sorted.duckdb');
    const store = await Store.open(file);
    service = new Service(store, file, () => {});
    store.append(announced(store).columns(records(events(0, ROWS, new Dice(5))), 0n));
    await store.flush();
    rows = await store.queries.page(NO_FILTER, 0, 0, ROWS);
  }, 60_000);
  afterAll(() => service.close());

  test.each(COLUMNS.flatMap((field) => [true, false].map((descending) => ({ field, descending }))))(
    'by $field, descending: $descending',
    async (order) => {
      const expected = sorted(rows, order);
      for (const offset of [0, 2222, ROWS - 50]) {
        const answer = await page({ order, offset });
        expect(answer).toMatchObject({ matched: ROWS, total: ROWS, offset });
        expect(answer.rows).toEqual(expected.slice(offset, offset + 100));
      }
    },
  );

  test('those that pass, of the first so many', async () => {
    const dice = new Dice(2);
    for (let round = 0; round < 12; round++) {
      const filter = randomExpression(dice, rows.slice(0, 600));
      const order = { field: dice.pick(COLUMNS), descending: round % 2 === 0 };
      const of = round % 3 === 0 ? null : 3_456;
      const expected = sorted(rows.slice(0, of ?? ROWS).filter(matcher(filter)), order);
      const offset = Math.floor(expected.length / 2);
      const answer = await page({ filter, order, offset, of });
      expect(answer.matched, JSON.stringify([filter, order])).toBe(expected.length);
      expect(answer.rows, JSON.stringify([filter, order])).toEqual(expected.slice(offset, offset + 100));
    }
  });
});

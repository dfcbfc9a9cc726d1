import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFiles } from '../../capture/records.ts';
import { Service } from '../../capture/service.ts';
import { Store } from '../../capture/store.ts';
import type { Found, Page, SeenValue } from '../../contract/capture.ts';
import { type Expression, matcher, NO_FILTER } from '../../contract/filter.ts';
import type { ReadRow } from '../../contract/read.ts';
import type { Args } from '../../contract/requests.ts';
import { Dice, randomExpression } from '../contract/expressions.ts';
import { announced, events } from './mixed.ts';
import { fileRecords, records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
/** More than one segment of those that are counted, and not a whole number of them. */
const ROWS = 130_000;
/** Rows of which a random expression takes its values, and which it is compared on one by one. */
const SAMPLE = 600;

async function fill(store: Store): Promise<void> {
  const intake = announced(store);
  const dice = new Dice(5);
  for (let from = 0; from < ROWS; from += 10_000) {
    store.append(intake.columns(records(events(from, 10_000, dice)), 0n));
  }
  await store.flush();
}

describe('the filter in SQL', () => {
  let store: Store;
  let service: Service;
  let rows: ReadRow[];
  const ask = async <T>(name: string, args: unknown) => (await service.handle(name, args)) as T;

  beforeAll(async () => {
    const file = join(directory, 'filter.duckdb');
    store = await Store.open(file);
    service = new Service(store, file, () => {});
    await fill(store);
    rows = await store.queries.rows.page(NO_FILTER, 0, 0, ROWS);
  }, 60_000);
  afterAll(() => service.close());

  const passing = (filter: Expression) => rows.filter(matcher(filter));

  test('passes the rows that the contract says, for random expressions', async () => {
    const dice = new Dice(1);
    const sample = rows.slice(0, SAMPLE);
    let some = 0;
    for (let round = 0; round < 700; round++) {
      const filter = randomExpression(dice, sample);
      const lines = await store.queries.lines('row', filter, 0, SAMPLE);
      const expected = sample.filter(matcher(filter)).map(({ row }) => String(row));
      expect(lines, JSON.stringify(filter)).toEqual(expected);
      if (expected.length > 0 && expected.length < SAMPLE) some++;
    }
    // Not by letting all pass, or none.
    expect(some).toBeGreaterThan(200);
  });

  test('counts and pages them over the whole capture', async () => {
    const dice = new Dice(2);
    for (let round = 0; round < 25; round++) {
      const filter = randomExpression(dice, rows.slice(0, SAMPLE));
      const expected = passing(filter);
      const offset = Math.floor(expected.length / 2);
      const page = await ask<Page>('page', { filter, order: null, offset, limit: 3, of: null });
      expect(page.matched, JSON.stringify(filter)).toBe(expected.length);
      expect(page.rows, JSON.stringify([offset, filter])).toEqual(expected.slice(offset, offset + 3));
      const last = await ask<Page>('page', { filter, order: null, offset: null, limit: 3, of: null });
      expect(last.offset).toBe(Math.max(0, expected.length - 3));
      expect(last.rows, JSON.stringify(['last', filter])).toEqual(expected.slice(-3));
    }
  });

  test('knows files and processes that come later', async () => {
    const filter: Expression = { op: 'is', field: 'path', compare: 'like', value: '*/later' };
    const late = await Store.open(join(directory, 'late.duckdb'));
    const intake = announced(late);
    late.append(intake.columns(records([{ file: 1 }]), 0n));
    await late.flush();
    expect(await late.queries.rows.page(filter, 0, 0, 9)).toEqual([]);
    intake.files(decodeFiles(fileRecords([{ id: 99, inode: 99n, names: ['later'] }])));
    late.append(intake.columns(records([{ file: 99 }]), 0n));
    await late.flush();
    expect((await late.queries.rows.page(filter, 0, 0, 9)).map(({ path }) => path)).toEqual(['/later']);
    await late.close();
  });

  describe('find', () => {
    const find = (args: Args<'find'>) => ask<Found | null>('find', args);
    const comm = (value: string): Expression => ({ op: 'is', field: 'comm', compare: '=', value });
    const large: Expression = { op: 'is', field: 'tid', compare: '=', value: String(2 ** 32 - 1) };

    test.each<[string, Expression, Expression]>([
      ['in all rows', NO_FILTER, comm('thread-pool')],
      ['in those that pass', comm('cat'), large],
    ])('leads through every match in both directions, and round: %s', async (_, filter, wanted) => {
      const shown = passing(filter);
      const test = matcher(wanted);
      const places = shown.flatMap((row, place) => (test(row) ? [place] : []));
      const last = places.length - 1;
      for (const nth of [0, 1, Math.floor(last / 2), last]) {
        const from = places[nth] ?? 0;
        const ahead = (nth + 1) % places.length;
        expect(
          await find({ filter, order: null, find: wanted, from: from + 1, backward: false, of: null }),
        ).toEqual({
          row: shown[places[ahead] ?? 0]?.row,
          place: places[ahead],
          nth: ahead,
          of: places.length,
          wrapped: nth === last,
        });
        const behind = (nth + last) % places.length;
        const back = await find({ filter, order: null, find: wanted, from, backward: true, of: null });
        expect(back).toMatchObject({ place: places[behind], nth: behind, wrapped: nth === 0 });
      }
      expect(
        await find({ filter, order: null, find: wanted, from: 0, backward: false, of: null }),
      ).toMatchObject({ nth: 0 });
      expect(
        await find({ filter, order: null, find: wanted, from: shown.length, backward: true, of: null }),
      ).toMatchObject({
        nth: last,
      });
    });

    test('says when there is nothing', async () => {
      expect(
        await find({
          filter: comm('cat'),
          order: null,
          find: comm('*?'),
          from: 3,
          backward: false,
          of: null,
        }),
      ).toBeNull();
      expect(
        await find({ filter: comm('no'), order: null, find: NO_FILTER, from: 0, backward: false, of: null }),
      ).toBeNull();
    });
  });

  describe('values', () => {
    const values = (field: string, part: string, limit = 20) =>
      ask<SeenValue[]>('values', { field, part, limit });

    test.each(['comm', 'process', 'pid', 'path', 'kind', 'syscall', 'error'] as const)(
      'of %s are all there are, with their reads',
      async (field) => {
        const counts = new Map<string, number>();
        for (const row of rows) counts.set(String(row[field]), (counts.get(String(row[field])) ?? 0) + 1);
        const found = await values(field, '', 100);
        expect(new Map(found.map(({ value, reads }) => [value, reads]))).toEqual(counts);
        const reads = found.map((one) => one.reads);
        expect(reads).toEqual([...reads].sort((a, b) => b - a));
        expect((await values(field, '', 2)).map((one) => one.reads)).toEqual(reads.slice(0, 2));
      },
    );

    test('hold what was typed, whatever its case', async () => {
      expect((await values('comm', 'CONT')).map(({ value }) => value)).toEqual(['Web Content']);
      expect((await values('path', 'notes')).map(({ value }) => value)).toEqual(['/srv/Data/Notes.txt']);
      expect(await values('comm', 'nobody')).toEqual([]);
      expect((await values('pid', 'web')).map(({ value, hint }) => [value, hint])).toEqual([
        ['101', 'Web Content'],
      ]);
    });
  });
});

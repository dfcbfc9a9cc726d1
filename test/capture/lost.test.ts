// Losses in time: their spans, how they are thinned, and what they add to throughput.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wouldPass } from '../../capture/lost-filter.ts';
import { LostSpans, MOST_SPANS, type Span } from '../../capture/lost-spans.ts';
import { lostCells } from '../../capture/series.ts';
import type { NewlyLost } from '../../capture/shortfall.ts';
import { Store } from '../../capture/store.ts';
import { type Filter, NO_FILTER } from '../../contract/filter.ts';
import { fill, filterOf, pidOf, search, term } from './pattern.ts';
import { columns } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
const QUARTER = 250_000_000n;

const span = (part: Partial<Span>): Span => ({
  recording: 1n,
  row: 0,
  pid: 7,
  process: 0,
  from: 0n,
  to: 0n,
  reads: 1,
  slotless: 0,
  bytes: 0,
  errors: 0,
  latencyNs: 0,
  ...part,
});

const sumsOf = (spans: readonly Span[]) =>
  spans.reduce(
    (sums, { reads, slotless, bytes, errors, latencyNs }) => [
      (sums[0] ?? 0) + reads,
      (sums[1] ?? 0) + slotless,
      (sums[2] ?? 0) + bytes,
      (sums[3] ?? 0) + errors,
      (sums[4] ?? 0) + latencyNs,
    ],
    [0, 0, 0, 0, 0],
  );

describe('spans of loss', () => {
  test('are as they were told while they are few', () => {
    const lost = new LostSpans();
    const told = [span({}), span({ from: 1n }), span({ pid: 8, from: 2n }), span({ from: 3n })];
    for (const one of told) lost.add({ ...one });
    expect(lost.all).toEqual(told);
  });

  test('take bytes that are told after their reads', () => {
    const lost = new LostSpans();
    lost.add(span({ bytes: 1, to: 5n }));
    lost.add(span({ reads: 0, bytes: 9, from: 5n, to: 6n }));
    expect(lost.all).toEqual([span({ bytes: 10, to: 6n })]);
  });

  test('stay bounded through days of loss, sums and order kept, each process by itself', () => {
    const lost = new LostSpans();
    let sums: number[] = [];
    for (let report = 0; report < 200_000; report++) {
      const one = span({
        pid: report % 3,
        row: report,
        from: BigInt(report) * QUARTER,
        to: BigInt(report + 1) * QUARTER,
        reads: report % 5 === 4 ? 2 : 1,
        slotless: report % 2,
        bytes: report,
        errors: 1,
        latencyNs: 3,
      });
      lost.add(one);
      sums = sumsOf([{ ...one, reads: one.reads }, ...(sums.length === 0 ? [] : [summed(sums)])]);
      expect(lost.all.length).toBeLessThanOrEqual(MOST_SPANS);
    }
    expect(sumsOf(lost.all)).toEqual(sums);
    const rows = lost.all.map(({ row }) => row);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
    for (const { from, to } of lost.all) expect(to - from).toBeLessThan(QUARTER * 4000n);
    for (const pid of [0, 1, 2]) {
      const own = lost.all.filter((one) => one.pid === pid);
      for (const [index, one] of own.slice(1).entries()) {
        expect(one.from).toBeGreaterThanOrEqual(own[index]?.to ?? 0n);
      }
    }
  });

  const summed = ([reads = 0, slotless = 0, bytes = 0, errors = 0, latencyNs = 0]: number[]) =>
    span({ reads, slotless, bytes, errors, latencyNs });

  test('of more processes than there may be spans are a span each', () => {
    const lost = new LostSpans();
    for (let pid = 1; pid <= 3 * MOST_SPANS; pid++) lost.add(span({ pid, from: BigInt(pid) }));
    expect(lost.all).toHaveLength(3 * MOST_SPANS);
  });

  test('of two recordings do not become one', () => {
    const lost = new LostSpans();
    for (let report = 0; report <= MOST_SPANS; report++) {
      lost.add(span({ recording: BigInt(report % 2), from: BigInt(report) }));
    }
    expect(new Set(lost.all.map(({ recording }) => recording))).toEqual(new Set([0n, 1n]));
  });

  test('are stored from the first that has changed on', () => {
    const lost = new LostSpans();
    lost.add(span({ pid: 1 }));
    lost.add(span({ pid: 2 }));
    expect(lost.takeChanged()).toMatchObject({ from: 0, spans: [{ pid: 1 }, { pid: 2 }] });
    expect(lost.takeChanged()).toEqual({ from: 2, spans: [] });
    lost.add(span({ pid: 3 }));
    lost.add(span({ pid: 2, reads: 0, bytes: 4 }));
    expect(lost.takeChanged()).toMatchObject({ from: 1, spans: [{ pid: 2, bytes: 4 }, { pid: 3 }] });
  });
});

describe('a span in buckets', () => {
  const axis = (width: number, length: number, from = 0n) => ({
    from,
    width,
    length,
    to: from + BigInt(Math.ceil(length * width)),
  });

  test('has those on the axis only, and the same as on a longer one', () => {
    const one = span({ from: 5n, to: 10n ** 13n, reads: 1_000_003, bytes: 7_654_321 });
    const whole = lostCells(one, axis(1e9, 10_001));
    const parts = [0, 1000, 9000].flatMap((first, index) => {
      const length = [1000, 8000, 1001][index] ?? 0;
      return lostCells(one, axis(1e9, length, BigInt(first) * 1_000_000_000n)).map((cell) => ({
        ...cell,
        bucket: cell.bucket + first,
      }));
    });
    expect(parts).toEqual(whole);
    expect(lostCells(one, axis(1000, 5, 10n ** 14n))).toEqual([]);
  });

  test.each([
    { from: 5n, to: 5n, width: 10 },
    { from: 0n, to: 10n, width: 10 },
    { from: 9n, to: 11n, width: 10 },
    { from: 3n, to: 47n, width: 10 },
    { from: 0n, to: 10n ** 15n, width: 1e12 },
    { from: 123n, to: 7_654_321n, width: 1000 },
  ])('from $from to $to adds up to the last byte', ({ from, to, width }) => {
    for (const bytes of [0, 1, 7, 1_000_003, 2 ** 45 + 1]) {
      const cells = lostCells(span({ from, to, reads: 11, bytes }), axis(width, Number(to) / width + 1));
      expect(cells.reduce((sum, cell) => sum + cell.bytes, 0)).toBe(bytes);
      expect(cells.reduce((sum, cell) => sum + cell.reads, 0)).toBe(11);
      for (const cell of cells) {
        expect(cell.bytes).toBeGreaterThanOrEqual(0);
        expect(cell.bucket).toBeGreaterThanOrEqual(Number(from) / width - 1);
        expect(cell.bucket).toBeLessThanOrEqual(Number(to) / width);
      }
    }
  });

  test('has in each the share of its time', () => {
    const cells = lostCells(span({ from: 5n, to: 25n, reads: 20, bytes: 200 }), axis(10, 9));
    expect(cells.map(({ bucket, reads, bytes }) => [bucket, reads, bytes])).toEqual([
      [0, 5, 50],
      [1, 10, 100],
      [2, 5, 50],
    ]);
  });
});

describe('whether a lost read would have passed', () => {
  const time = { from: 1000n, to: 2000n };
  const code = { pid: 7, process: 'code', ...time };
  const unknown = { pid: 0, process: '', ...time };
  const during = (value: string): Filter => ({ op: 'is', field: 'time', compare: '..', value });
  test.each<[string, Filter, typeof code, boolean | null]>([
    ['no filter', NO_FILTER, code, true],
    ['no filter, nobody known', NO_FILTER, unknown, true],
    ['its pid', filterOf(term('pid', '7')), code, true],
    ['another pid', filterOf(term('pid', '8')), code, false],
    ['one of two pids', filterOf(term('pid', '8'), term('pid', '7')), code, true],
    ['its pid excluded', filterOf(term('pid', '7', true)), code, false],
    ['a pid, nobody known', filterOf(term('pid', '7')), unknown, null],
    ['its process', filterOf(term('process', 'code')), code, true],
    ['its process excluded', filterOf(term('process', 'code', true)), code, false],
    ['another process excluded', filterOf(term('process', 'git', true)), code, true],
    ['both', filterOf(term('process', 'code'), term('pid', '8')), code, false],
    ['the time of its loss', during('1000..2000'), code, true],
    ['a time before its loss', during('0..999'), code, false],
    ['a time after its loss', during('2001..9999'), unknown, false],
    ['a part of that time', during('1500..9999'), code, null],
    ['all but that time', { op: 'not', of: during('0..9999') }, code, false],
    ['a path', filterOf(term('path', '/x')), code, null],
    ['a path and another pid', filterOf(term('path', '/x'), term('pid', '8')), code, false],
    ['a path and its pid', filterOf(term('path', '/x'), term('pid', '7')), code, null],
    ['a comm', filterOf(term('comm', 'code')), code, null],
    ['a text in the name', search('CODE'), code, true],
    ['a text that may be elsewhere', search('other'), code, null],
    ['one of two that holds', { op: 'or', of: [search('other'), search('code')] }, code, true],
    ['all but what may be elsewhere', { op: 'not', of: search('other') }, code, null],
    ['all but a name', { op: 'not', of: search('code') }, code, false],
  ])('by %s', (_, filter, loser, verdict) => expect(wouldPass(filter, loser)).toBe(verdict));
});

describe('a throughput with losses', () => {
  const ROWS = 5000;
  const newly = (part: Partial<NewlyLost>): NewlyLost => ({
    pid: 7,
    reads: 1,
    slotless: 0,
    bytes: 0,
    errors: 0,
    latencyNs: 0,
    fromNs: 0n,
    toNs: 0n,
    ...part,
  });
  /** The pattern ends at five milliseconds; these losses at eight seconds. */
  const LOST = [
    newly({ pid: 103, reads: 1000, bytes: 12_345, fromNs: 1000n, toNs: 3_000_000_000n }),
    newly({ pid: 900, reads: 77, bytes: 10_000_019, fromNs: 2_000_000_000n, toNs: 8_000_000_001n }),
    newly({ pid: 0, reads: 3, fromNs: 5n, toNs: 6n }),
  ];
  const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
  const rowsOf = (pid: number) =>
    Array.from({ length: ROWS }, (_, row) => row).filter((row) => pidOf(row) === pid);

  async function filled(name: string): Promise<Store> {
    const store = await Store.open(join(directory, name));
    await fill(store, ROWS);
    store.addLost(9n, LOST, 0n);
    return store;
  }

  test('has them in its series, to the last byte', async () => {
    const store = await filled('series.duckdb');
    const { series, lost_perhaps, width_ns } = await store.queries.throughput(NO_FILTER, 300, 2);
    expect(lost_perhaps).toBe(0);
    // What only lost has a series, too; that of nobody is among the rest.
    expect(series.map(({ pid }) => pid)).toEqual([900, 103, 0]);
    expect(series.map(({ lost_reads }) => total(lost_reads))).toEqual([77, 1000, 3]);
    expect(series.map(({ lost_bytes }) => total(lost_bytes))).toEqual([10_000_019, 12_345, 0]);
    expect(series.map(({ reads }) => total(reads))).toEqual([
      77,
      1000 + rowsOf(103).length,
      3 + ROWS - rowsOf(103).length,
    ]);
    for (const one of series) {
      expect(one.reads).toHaveLength(one.lost_reads.length);
      expect(one.reads.length * width_ns).toBeGreaterThan(8e9);
      for (const [at, bytes] of one.lost_bytes.entries()) {
        expect(bytes).toBeLessThanOrEqual(one.bytes[at] ?? 0);
      }
    }
    await store.close();
  });

  test('by a filter has those of which it can say that they pass, and counts the doubtful', async () => {
    const store = await filled('filtered.duckdb');
    const asked = async (filter = NO_FILTER) => {
      const { series, lost_perhaps } = await store.queries.throughput(filter, 300, 9);
      return [series.reduce((sum, one) => sum + total(one.lost_reads), 0), lost_perhaps];
    };
    expect(await asked()).toEqual([1080, 0]);
    expect(await asked(filterOf(term('pid', '103')))).toEqual([1000, 3]);
    expect(await asked(filterOf(term('pid', '103', true)))).toEqual([77, 3]);
    expect(await asked(filterOf(term('kind', 'file')))).toEqual([0, 1080]);
    expect(await asked(filterOf(term('kind', 'file'), term('pid', '900')))).toEqual([0, 80]);
    await store.close();
  });

  test('is the same for a capture opened again, and nothing for one cleared', async () => {
    const store = await filled('again.duckdb');
    const before = await store.queries.throughput(NO_FILTER, 300, 2);
    const lost = store.queries.lost();
    await store.keepLost();
    store.addLost(9n, [newly({ pid: 901 })], 0n);
    await store.keepLost();
    await store.close();
    const again = await Store.open(join(directory, 'again.duckdb'));
    expect(again.queries.lost()).toEqual([...lost, expect.objectContaining({ pid: 901 })]);
    expect((await again.queries.throughput(NO_FILTER, 300, 2)).from).toBe(before.from);
    const cleared = again.clear(false);
    again.append(columns(again, [{}]));
    again.addLost(9n, [newly({ pid: 902 })], 0n);
    await cleared;
    expect(again.queries.lost()).toMatchObject([{ pid: 902, row: 1 }]);
    await again.keepLost();
    await again.close();
    const third = await Store.open(join(directory, 'again.duckdb'));
    expect(third.queries.lost()).toMatchObject([{ pid: 902, row: 1 }]);
    await third.close();
  });
});

// What a new filter, the next match and the values to choose from cost over ten million reads of many files.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Intake } from '../../capture/intake.ts';
import { decodeFiles, decodeProcesses } from '../../capture/records.ts';
import { Service } from '../../capture/service.ts';
import { Store } from '../../capture/store.ts';
import type { Found, Page, RowOrder, SeenValue } from '../../contract/capture.ts';
import { type Expression, NO_FILTER } from '../../contract/filter.ts';
import { parseFilter } from '../../contract/filter-language.ts';
import { fileRecords, processRecords, records } from '../capture/records.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { Dice } from '../contract/expressions.ts';
import { Figures } from './figures.ts';

const ROWS = 10_000_000;
const BATCH = 100_000;
/** Batches that differ; the others repeat them at later times. */
const BATCHES = 20;
const FILES = 50_000;
const PROCESSES = 400;

const directory = temporaryDirectory();
const ENDINGS = ['ts', 'json', 'so', 'png', 'sqlite-wal', 'log', 'py', 'html'];

/** Files in folders of folders, and processes of forty names. The same on every run. */
function announce(store: Store): Intake {
  const intake = new Intake(store);
  const dice = new Dice(3);
  const files = Array.from({ length: FILES }, (_, index) => ({
    id: index + 1,
    inode: BigInt(index),
    names: [
      `file-${index}.${dice.pick(ENDINGS)}`,
      `folder-${index % 300}`,
      `part-${index % 7}`,
      'ada',
      'home',
    ],
  }));
  for (let from = 0; from < FILES; from += 1000) {
    intake.files(decodeFiles(fileRecords(files.slice(from, from + 1000))));
  }
  const processes = Array.from({ length: PROCESSES }, (_, index) => ({
    id: index + 1,
    pid: 1000 + index,
    comm: `program-${index % 40}`,
  }));
  intake.processes(decodeProcesses(processRecords(processes)));
  return intake;
}

function batch(dice: Dice) {
  return Array.from({ length: BATCH }, () => {
    const process = 1 + Math.floor(Math.sqrt(dice.roll(PROCESSES * PROCESSES)));
    const count = 2 ** dice.roll(17);
    return {
      pid: 999 + process,
      tid: 999 + process + dice.roll(4),
      process,
      comm: `thread-${dice.roll(100)}`,
      file: dice.roll(FILES + 1),
      fd: 3 + dice.roll(60),
      call: 1 + dice.roll(2),
      count: BigInt(count),
      ret: dice.roll(10) === 0 ? -11n : BigInt(dice.roll(count + 1)),
      latency_ns: BigInt(400 + Math.floor(1.001 ** dice.roll(12_000))),
    };
  });
}

async function fill(store: Store): Promise<void> {
  const intake = announce(store);
  const dice = new Dice(23);
  const made = Array.from({ length: BATCHES }, () => records(batch(dice)));
  for (let row = 0; row < ROWS; row += BATCH) {
    const events = made[(row / BATCH) % BATCHES] ?? new Uint8Array();
    // A tenth of a second a batch.
    store.append(intake.columns(events, BigInt(row) * 1000n));
    await store.flush();
  }
}

/** What people sort by. */
const ORDERS: RowOrder[] = [
  { field: 'latency_ns', descending: true },
  { field: 'time', descending: true },
  { field: 'path', descending: false },
  { field: 'comm', descending: false },
  { field: 'ret', descending: true },
  { field: 'pid', descending: false },
];

/** What people type, and the same again with something else in it for the next round. */
const TYPED: ((round: number) => string)[] = [
  (round) => `thread-${round + 11}`,
  (round) => `FOLDER-${round + 1}`,
  (round) => `file-${round}999`,
  (round) => `path:*/folder-${round}*/*.json`,
  (round) => `path:*.sqlite-wal part-${round}`,
  (round) => `latency>${round + 1}.5ms`,
  (round) => `latency>${round + 20}us count<4k error:none`,
  (round) => `comm:thread-${round} or path:*.log or error:EAGAIN`,
  (round) => `(process:program-${round},program-7 -comm:thread-1*) or latency>100ms`,
  (round) => `pid:${1100 + round}`,
  (round) => `nothing-of-that-name-${round}`,
];
const ROUNDS = 5;

function read(text: string): Expression {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.expression;
}

test('filters', async () => {
  const figures = new Figures();
  const file = join(directory, 'capture.duckdb');
  const filling = await Store.open(file);
  await fill(filling);
  await filling.close();
  const store = await Store.open(file);
  const service = new Service(store, file, () => {});
  const timed = async <T>(what: string, name: string, args: unknown): Promise<T> => {
    const from = performance.now();
    const reply = await service.handle(name, args);
    figures.add(what, performance.now() - from, 'ms');
    return reply as T;
  };
  expect(store.rows).toBe(ROWS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const typed of TYPED) {
      const filter = read(typed(round));
      const page = await timed<Page>(`first rows and exact count: ${typed(0)}`, 'page', {
        filter,
        order: null,
        offset: 0,
        limit: 128,
        of: null,
      });
      expect(page.rows.length).toBe(Math.min(128, page.matched));
    }
    const find = read(`file-${round + 1}123.`);
    const first = { filter: NO_FILTER, order: null, find, from: 0, backward: false, of: null };
    const found = await timed<Found | null>('find, a new text', 'find', first);
    const next = { ...first, from: (found?.place ?? 0) + 1 };
    expect(await timed<Found | null>('find next', 'find', next)).toMatchObject({ nth: 1 });
    const filter = read('path:*.ts or path:*.json');
    const within = {
      filter,
      find: read(`comm:thread-${round}`),
      from: 1_000_000,
      backward: true,
      of: null,
      order: null,
    };
    await timed('find in a filter, a new text', 'find', within);
    await timed('find in a filter, before', 'find', within);
    const values = { field: 'path', part: `file-${round + 1}`, limit: 20 };
    const seen = await timed<SeenValue[]>(round === 0 ? 'paths, first asked' : 'paths', 'values', values);
    expect(seen.length).toBe(20);
    const sorted = { filter: NO_FILTER, offset: 0, limit: 128, of: null };
    for (const order of ORDERS) {
      const name = `sorted by ${order.field}`;
      const one = { ...sorted, filter: read(`-comm:thread-${round}`), order };
      let first = await timed<Page>(`${name}: first rows`, 'page', one);
      // As the window does.
      while (first.counted < first.total) first = await timed<Page>(`${name}: more`, 'page', one);
      expect(first.rows.length).toBe(128);
      const offset = Math.floor(first.matched * 0.37 * (1 + round / 10));
      const deep = await timed<Page>(`${name}: rows in the middle`, 'page', { ...one, offset });
      expect(deep.rows.length).toBe(128);
      const lookup = { ...one, find: read(`pid:${1100 + round}`), from: offset, backward: false };
      await timed<Found | null>(`${name}: find`, 'find', lookup);
    }
    await timed(round === 0 ? 'all paths, first asked' : 'all paths', 'values', { ...values, part: '' });
  }
  await service.close();
  figures.print(`Filters (${ROWS / 1e6} million made-up reads of ${FILES} files)`);
});

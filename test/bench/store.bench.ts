// What the capture process makes of events that are there already: no kernel, no loader, no socket.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FrameDecoder } from '../../capture/decoder.ts';
import { Intake } from '../../capture/intake.ts';
import { FRAME, LAYOUT } from '../../capture/layout.ts';
import { Service } from '../../capture/service.ts';
import { Store } from '../../capture/store.ts';
import type { Page } from '../../contract/capture.ts';
import { type Filter, NO_FILTER, termExpression, together } from '../../contract/filter.ts';
import { frame, records } from '../capture/records.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { Figures } from './figures.ts';

/** As the loader sends them: 64 KiB a frame. */
const BATCH = 1024;
const BATCHES = 64;
const ROWS = 10_000_000;
/** Rows between two flushes: 40 ms at 800 000 reads a second. */
const FLUSH_ROWS = 32 * BATCH;
const ROUNDS = 3;

const directory = temporaryDirectory();

/** Frames of made-up reads: 40 processes, 100 names, many sizes and latencies. The same on every run. */
function madeUpFrames(): Uint8Array[] {
  let seed = 23;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const event = () => {
    const pid = 1000 + Math.floor(random(40 * 40) ** 0.5);
    const count = 2 ** random(17);
    return {
      pid,
      tid: pid + random(4),
      comm: `thread-${random(100)}`,
      fd: 3 + random(60),
      count: BigInt(count),
      ret: random(10) === 0 ? -11n : BigInt(random(count + 1)),
      latency_ns: BigInt(400 + Math.floor(1.001 ** random(12_000))),
    };
  };
  return Array.from({ length: BATCHES }, () =>
    frame(FRAME.EVENTS, records(Array.from({ length: BATCH }, event))),
  );
}

/** Moves the start times of a frame's events to follow `from`, a microsecond apart. */
function setTimes(bytes: Uint8Array, from: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let index = 0; index < BATCH; index++) {
    view.setBigUint64(8 + index * LAYOUT.event.size, BigInt(from + index * 1000), true);
  }
}

async function fill(store: Store): Promise<number> {
  const frames = madeUpFrames();
  const decoder = new FrameDecoder();
  const intake = new Intake(store);
  let ms = 0;
  for (let row = 0; row < ROWS; row += BATCH) {
    const bytes = frames[(row / BATCH) % BATCHES] ?? new Uint8Array();
    setTimes(bytes, row * 1000);
    const from = performance.now();
    for (const one of decoder.push(bytes)) {
      if (one.type === 'events') store.append(intake.columns(one.records, 1_700_000_000_000_000_000n));
    }
    if (row % FLUSH_ROWS === 0) await store.flush();
    ms += performance.now() - from;
  }
  const from = performance.now();
  await store.flush();
  return ms + performance.now() - from;
}

test('decode and store', async () => {
  const figures = new Figures();
  const file = join(directory, 'capture.duckdb');
  const store = await Store.open(file);
  const ms = await fill(store);
  const rows = store.rows;
  expect(rows).toBe(Math.ceil(ROWS / BATCH) * BATCH);
  figures.add('decode, append and flush', (rows / ms) * 1000, 'rows/s');
  await store.close();
  figures.add('a row on disk', statSync(file).size / rows, 'bytes');

  const again = await Store.open(file);
  const service = new Service(again, file, () => {});
  const timed = async <T>(what: string, name: string, args: unknown): Promise<T> => {
    const from = performance.now();
    const reply = await service.handle(name, args);
    figures.add(what, performance.now() - from, 'ms');
    return reply as T;
  };
  const filterOf = (round: number): Filter =>
    together([
      termExpression({ field: 'comm', value: `thread-${round}`, exclude: false }),
      termExpression({ field: 'pid', value: '1030', exclude: true }),
    ]);
  for (let round = 0; round < ROUNDS; round++) {
    const offset = Math.floor(rows * 0.85);
    const plain: Page = await timed('page, not filtered', 'page', {
      filter: NO_FILTER,
      order: null,
      offset,
      limit: 100,
      of: null,
    });
    expect([plain.matched, plain.rows.length]).toEqual([rows, 100]);
    const filter = filterOf(round);
    const args = { filter, order: null, offset: 0, limit: 100, of: null };
    const asked = performance.now();
    let first: Page = await timed('first rows, new filter', 'page', args);
    while (first.counted < first.total) first = (await service.handle('page', args)) as Page;
    figures.add('exact count, new filter', performance.now() - asked, 'ms');
    const deep = { filter, order: null, offset: Math.floor(first.matched * 0.85), limit: 100, of: null };
    const later: Page = await timed('page and count, same filter', 'page', deep);
    expect([later.matched, later.rows.length]).toEqual([first.matched, 100]);
    await timed('throughput of all', 'throughput', {
      filter: NO_FILTER,
      buckets: 300,
      series: 4,
      range: null,
    });
    await timed('throughput, filtered', 'throughput', { filter, buckets: 300, series: 4, range: null });
    await timed('comms and pids seen', 'seen', {});
  }
  const path = join(directory, 'reads.csv');
  const from = performance.now();
  const write = { path, filter: NO_FILTER, format: 'csv', follow: false };
  expect(await service.handle('write', write)).toEqual({ rows });
  figures.add('CSV export', (rows / (performance.now() - from)) * 1000, 'rows/s');
  figures.add('a row of CSV', statSync(path).size / rows, 'bytes');
  await service.close();
  figures.print(`Store (${ROWS / 1e6} million made-up reads)`);
});

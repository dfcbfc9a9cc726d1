// Who read how much: against rows whose every figure is known without SQL.

import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Intake } from '../../capture/intake.ts';
import { ProcessTally, RECENT_S } from '../../capture/process-tally.ts';
import { decodeProcesses } from '../../capture/records.ts';
import { createSchema } from '../../capture/schema.ts';
import { Store } from '../../capture/store.ts';
import type { EventFields, ProcessFields } from './records.ts';
import { processRecords, records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
const SECOND = 1_000_000_000n;
const START = 1_795_000_000;

let store: Store;
let files = 0;
const open = async () => Store.open(join(directory, `${files++}.duckdb`));

/** Reads of one second each, by processes announced before. */
async function add(intake: Intake, events: (Partial<EventFields> & { at: number })[]): Promise<void> {
  const rows = events.map(({ at, ...event }) => ({ start_ns: BigInt(at) * SECOND, ...event }));
  store.append(intake.columns(records(rows), 0n));
  await store.flush();
}

function announce(intake: Intake, processes: Partial<ProcessFields>[]): void {
  intake.processes(decodeProcesses(processRecords(processes)));
}

beforeAll(async () => {
  store = await open();
});
afterAll(() => store.close());

test('each process has its reads, bytes, errors and its last minute', async () => {
  const intake = new Intake(store);
  announce(intake, [
    {
      id: 1,
      pid: 10,
      parent: 4,
      uid: 0,
      comm: 'code',
      exe: ['code', 'opt'],
      cmdline: ['code', '--type=renderer'],
    },
    { id: 2, pid: 11, start_ns: 6n, comm: '<b>\n\u202e' },
  ]);
  await add(intake, [
    { process: 1, pid: 10, tid: 10, at: START, ret: 100n },
    { process: 1, pid: 10, tid: 12, at: START, ret: -11n },
    { process: 1, pid: 10, tid: 12, at: START + 2, ret: 0n },
    { process: 2, pid: 11, tid: 11, at: START + 1, ret: 7n },
  ]);
  const news = await store.queries.processes(0, null);
  expect(news).toMatchObject({ whole: true, now: START + 2, dropped: [] });
  expect(news.processes).toHaveLength(2);
  expect(news.processes[0]).toMatchObject({
    ...{ pid: 10, parent: 4, name: 'code', exe: '/opt/code', cmdline: 'code --type=renderer', user: 'root' },
    ...{ uid: 0, cgroup: '', reads: 3, bytes: 100, errors: 1 },
    recent: [
      { at: START, reads: 2, bytes: 100 },
      { at: START + 2, reads: 1, bytes: 0 },
    ],
  });
  expect(news.processes[1]).toMatchObject({ pid: 11, name: '<b>\n\u202e', reads: 1, bytes: 7 });
});

test('only what changed is told again, and a program run by exec is the same process', async () => {
  const { version } = await store.queries.processes(0, null);
  expect((await store.queries.processes(version, 5)).processes).toEqual([]);
  const intake = new Intake(store);
  announce(intake, [{ id: 1, pid: 11, start_ns: 6n, comm: 'after' }]);
  await add(intake, [{ process: 1, pid: 11, tid: 11, at: START + 3, ret: 1n }]);
  const news = await store.queries.processes(version, 5);
  expect(news).toMatchObject({ whole: false, now: 5 });
  expect(news.processes).toMatchObject([{ pid: 11, name: 'after', reads: 2, bytes: 8 }]);
});

test('a process that was not described goes by its main thread and its pid', async () => {
  await add(new Intake(store), [
    { pid: 77, tid: 78, comm: 'worker', at: START },
    { pid: 77, tid: 77, comm: 'main', at: START },
  ]);
  const { processes } = await store.queries.processes(0, null);
  expect(processes.find(({ pid }) => pid === 77)).toMatchObject({ name: 'main', uid: -1, reads: 2 });
});

test('threads are counted once, however often they are asked for', async () => {
  const { processes } = await store.queries.processes(0, null);
  const code = processes.find(({ pid }) => pid === 10);
  const ask = () => store.queries.threads(code?.key ?? '', store.rows);
  const threads = [
    { tid: 12, comm: 'cat', reads: 2, bytes: 0, errors: 1 },
    { tid: 10, comm: 'cat', reads: 1, bytes: 100, errors: 0 },
  ];
  expect(await Promise.all([ask(), ask()])).toEqual([threads, threads]);
  const intake = new Intake(store);
  announce(intake, [{ id: 1, pid: 10, comm: 'code' }]);
  await add(intake, [{ process: 1, pid: 10, tid: 12, comm: 'new name', at: START + 9, ret: 5n }]);
  await store.queries.processes(0, null);
  expect((await ask())[0]).toEqual({ tid: 12, comm: 'new name', reads: 3, bytes: 5, errors: 1 });
  expect(await store.queries.threads('1 2', store.rows)).toEqual([]);
});

test('a cleared capture tells everything anew, to windows that heard of the one before, too', async () => {
  const { version } = await store.queries.processes(0, null);
  await store.clear(false);
  expect(await store.queries.processes(version, null)).toMatchObject({ whole: true, processes: [] });
  await add(new Intake(store), [{ pid: 5, at: START }]);
  const news = await store.queries.processes(version, null);
  expect(news).toMatchObject({ whole: true, processes: [{ pid: 5, reads: 1 }] });
});

describe('of very many', () => {
  test('the quietest are dropped, told so once, and still counted', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await createSchema(connection);
    const { names, files, processes, times } = store;
    const stored = { names, files, processes, times, rows: 0 };
    const read = async (from: number, to: number) => {
      await connection.run(
        `INSERT INTO events SELECT (${START} + i) * ${SECOND}, 1000 + i, 1, 0, 0, 1, 0, 0, 0, 0, 2, 0
         FROM range(${from}, ${to}) r(i)`,
      );
      stored.rows += to - from;
    };
    const tally = new ProcessTally(connection, stored, 0, 20);
    await read(0, 20);
    const first = await tally.news(0, null);
    expect(first.processes).toHaveLength(20);
    await read(20, 40);
    const second = await tally.news(first.version, null);
    expect(second.dropped).toEqual(expect.arrayContaining(first.processes.map(({ key }) => key)));
    expect(second.dropped).toHaveLength(22);
    expect(second.others).toEqual({ processes: 22, reads: 22, bytes: 44, errors: 0 });
    expect(second.processes.map(({ pid }) => pid)).toEqual(Array.from({ length: 18 }, (_, i) => 1022 + i));
    expect(await tally.news(second.version, null)).toMatchObject({ processes: [], dropped: [] });
    connection.closeSync();
    instance.closeSync();
  });

  test('of a process that was quiet for long the sums are told, not the seconds', async () => {
    await store.clear(false);
    await add(new Intake(store), [
      { pid: 6, at: START, ret: 5n },
      { pid: 6, at: START + 9, ret: -5n },
      { pid: 7, at: START + 9 + RECENT_S, ret: 3n },
    ]);
    const { processes, now } = await store.queries.processes(0, null);
    expect(now).toBe(START + 9 + RECENT_S);
    expect(processes.find(({ pid }) => pid === 6)).toMatchObject({
      ...{ reads: 2, bytes: 5, errors: 1, recent: [] },
    });
    expect(processes.find(({ pid }) => pid === 7)?.recent).toHaveLength(1);
  });

  test('the last minute is no longer than a minute', async () => {
    await store.clear(false);
    await add(
      new Intake(store),
      Array.from({ length: 200 }, (_, second) => ({ pid: 5, at: START + second })),
    );
    const [process] = (await store.queries.processes(0, null)).processes;
    expect(process?.recent.map(({ at }) => at)).toEqual(
      Array.from({ length: RECENT_S }, (_, index) => START + 200 - RECENT_S + index),
    );
  });
});

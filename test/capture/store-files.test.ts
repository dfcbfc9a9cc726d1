// The files and processes of a capture: through clears, kills and several recordings.

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { Intake } from '../../capture/intake.ts';
import { Matches } from '../../capture/matches.ts';
import { decodeFiles, decodeProcesses } from '../../capture/records.ts';
import { Store } from '../../capture/store.ts';
import { NO_FILTER } from '../../contract/filter.ts';
import { COLUMNS, SYSCALLS } from '../../contract/read.ts';
import {
  announced,
  commOf,
  event,
  fill,
  filterOf,
  kindOf,
  PIPE,
  PROCESSES,
  pathOf,
  processOf,
  term,
} from './pattern.ts';
import { fileRecords, processRecords, records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();

describe('a capture file', () => {
  test('has the view `reads` with the columns of the exports, in their order', async () => {
    const file = join(directory, 'view.duckdb');
    const store = await Store.open(file);
    await fill(store, 10);
    await store.close();
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    const objects = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjects();
    const reader = await connection.runAndReadAll('SELECT * FROM reads ORDER BY time');
    expect(reader.columnNames()).toEqual([...COLUMNS]);
    expect(
      reader.getRowObjects().map(({ path, kind, syscall, process }) => [path, kind, syscall, process]),
    ).toEqual(
      Array.from({ length: 10 }, (_, row) => [
        pathOf(row),
        kindOf(row),
        SYSCALLS[row % 5] as string,
        processOf(row),
      ]),
    );
    const files = await objects('SELECT id, kind, inode, raw::VARCHAR AS raw, text FROM files ORDER BY id');
    expect(files[4]).toEqual({ id: 5, kind: 'pipe', inode: 5n, raw: 'pipe:[5]', text: 'pipe:[5]' });
    const processes = await objects('SELECT * FROM processes ORDER BY id');
    expect(processes[0]).toMatchObject({
      id: 1,
      pid: 100,
      parent: 1,
      uid: 1000,
      start_ns: 5_000_000_000n,
      cgroup: 77n,
      text: PROCESSES[100 % 3],
      exe: '/usr/bin/cat',
      cmdline: 'cat /etc/passwd',
    });
    connection.closeSync();
    instance.closeSync();
  });

  test('whose process was killed knows every file and process of its rows', async () => {
    const file = join(directory, 'killed.duckdb');
    const store = await Store.open(file);
    await fill(store, 5000);
    // As the files lie at a kill: the log is not written into the capture yet.
    const copy = join(directory, 'copy.duckdb');
    copyFileSync(file, copy);
    copyFileSync(`${file}.wal`, `${copy}.wal`);
    const again = await Store.open(copy);
    expect(await again.queries.rows.page(NO_FILTER, 4990, 0, 10)).toEqual(
      await store.queries.rows.page(NO_FILTER, 4990, 0, 10),
    );
    expect((await again.queries.rows.page(NO_FILTER, 4999, 0, 1))[0]).toMatchObject({
      path: pathOf(4999),
      kind: kindOf(4999),
      process: processOf(4999),
    });
    await again.close();
    await store.close();
  });
});

test('a capture that was cleared forgets its files, but not those that came meanwhile', async () => {
  const store = await Store.open(join(directory, 'clear.duckdb'));
  await fill(store, 5000);
  await store.queries.seen();
  const cleared = store.clear(false);
  const intake = new Intake(store);
  intake.files(decodeFiles(fileRecords([{ id: 1 }])));
  store.append(intake.columns(records([{ comm: 'after', file: 1 }]), 0n));
  await cleared;
  await store.flush();
  const page = await store.queries.rows.page(NO_FILTER, 0, 0, 10);
  expect(page).toMatchObject([{ row: 0, comm: 'after', path: '/etc/passwd' }]);
  expect(await store.queries.seen()).toMatchObject({
    comms: [{ comm: 'after', reads: 1 }],
    kinds: [{ kind: 'file', reads: 1 }],
  });
  expect(store.files.texts).toEqual(['', '/etc/passwd']);
  await store.close();
});

test('a capture cleared while recording keeps the files and processes that were announced before', async () => {
  const file = join(directory, 'clear-recording.duckdb');
  const store = await Store.open(file);
  const intake = announced(store);
  await fill(store, 5000, intake);
  const filter = filterOf(term('path', '/data/File7'));
  expect(await store.queries.rows.page(filter, 0, 0, 1)).toHaveLength(1);
  const cleared = store.clear(true);
  store.append(intake.columns(records([event(7), event(8)]), 0n));
  await cleared;
  await store.flush();
  const check = async (capture: Store) => {
    expect(capture.rows).toBe(2);
    expect(await capture.queries.rows.page(filter, 0, 0, 10)).toMatchObject([
      { row: 0, path: '/data/File7', process: processOf(7), comm: commOf(7) },
    ]);
    expect(await capture.queries.lines('path', NO_FILTER, 0, 2)).toEqual([pathOf(7), pathOf(8)]);
  };
  await check(store);
  await store.close();
  const again = await Store.open(file);
  await check(again);
  await again.close();
});

test('questions asked while a capture is cleared are answered from before or from after', async () => {
  const store = await Store.open(join(directory, 'asked.duckdb'));
  await fill(store, 5000);
  const cleared = store.clear(false);
  const answers = [];
  for (let asked = 0; asked < 40; asked++) {
    answers.push(
      store.queries.rows.page(filterOf(term('kind', 'file'), term('comm', 'git')), 0, 0, 3),
      store.queries.seen(),
      store.queries.throughput(NO_FILTER, 300, 3),
    );
    await new Promise((resolve) => setImmediate(resolve));
  }
  await cleared;
  await Promise.all(answers);
  expect((await store.queries.seen()).pids).toEqual([]);
  await store.close();
});

test('recordings with the same ids for other files and processes do not disturb each other', async () => {
  const file = join(directory, 'recordings.duckdb');
  const record = async (name: string, inode: bigint) => {
    const store = await Store.open(file);
    const intake = new Intake(store);
    intake.files(decodeFiles(fileRecords([{ id: 1, names: [name], inode }, { id: 2 }])));
    intake.processes(decodeProcesses(processRecords([{ id: 1, comm: name }])));
    store.append(intake.columns(records([{ file: 1, process: 1 }, { file: 2 }]), 0n));
    await store.flush();
    const rows = await store.queries.rows.page(NO_FILTER, 0, 0, 10);
    const known = store.files.texts.length - 1;
    await store.close();
    return { rows: rows.map(({ path, process }) => `${process} ${path}`), known };
  };
  expect((await record('one', 1n)).rows).toEqual(['one /one', ' /etc/passwd']);
  const { rows, known } = await record('two', 2n);
  expect(rows).toEqual(['one /one', ' /etc/passwd', 'two /two', ' /etc/passwd']);
  // The one that both read is there once.
  expect(known).toBe(3);
});

test('what is new is filtered and counted as the rest, by a filter made before it came', async () => {
  const store = await Store.open(join(directory, 'grows.duckdb'));
  const intake = new Intake(store);
  const filter = filterOf(term('kind', 'file'));
  const matches = new Matches(filter, store.queries.rows);
  for (let batch = 0; batch < 5; batch++) {
    const ids = Array.from({ length: 700 }, (_, index) => batch * 700 + index + 1);
    const files = ids.map((id) => ({
      id,
      inode: BigInt(id),
      ...(id % 3 === 0 ? PIPE : { names: [`${id}`] }),
    }));
    intake.files(decodeFiles(fileRecords(files)));
    store.append(intake.columns(records(ids.map((id) => ({ file: id, pid: id }))), 0n));
    await store.flush();
    const passing = Array.from({ length: store.rows }, (_, row) => row + 1).filter((id) => id % 3 !== 0);
    expect((await matches.places(store.rows)).count).toBe(passing.length);
    const page = await store.queries.rows.page(filter, 0, passing.length - 5, 10);
    expect(page.map(({ pid }) => pid)).toEqual(passing.slice(-5));
    const { kinds, pids } = await store.queries.seen();
    expect(kinds[0]).toEqual({ kind: 'file', reads: passing.length });
    expect(pids).toHaveLength(store.rows);
  }
  await store.close();
});

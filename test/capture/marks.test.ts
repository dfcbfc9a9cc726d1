// Marks in a capture: named, renamed, removed, kept in its file, and told to every window.

import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Service } from '../../capture/service.ts';
import { Store } from '../../capture/store.ts';
import { RECORD_ALL } from '../../contract/capture-filter.ts';
import type { CapturePush } from '../../contract/internal.ts';
import { MARKS_MAX, type Mark } from '../../contract/marks.ts';
import { FakeLoader } from './fake-loader.ts';
import { helloFrame, readyFrame } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
const HOSTILE = `=cmd()|"'</text>\u202E\u0007$1 ; DROP TABLE marks; --`;

let file = '';
let count = 0;
beforeEach(() => {
  file = join(directory, `marks-${count++}.duckdb`);
});

async function open() {
  const pushes: CapturePush[] = [];
  const service = new Service(await Store.open(file), file, (push) => pushes.push(push));
  const ask = <T>(name: string, args: object = {}) => service.handle(name, args) as Promise<T>;
  const told = () => pushes.flatMap((push) => (push.push === 'marks' ? [push.marks] : [])).at(-1);
  return { service, ask, told };
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    ({ problem }) => problem.code,
  );

describe('a mark', () => {
  test('has a number for a name where it is given none, and goes to every window', async () => {
    const { service, ask, told } = await open();
    const before = BigInt(Date.now()) * 1_000_000n;
    const first = await ask<Mark>('mark', { name: '' });
    const second = await ask<Mark>('mark', { name: '  start  ' });
    expect([first.name, second.name]).toEqual(['Mark 1', 'start']);
    expect(BigInt(first.time)).toBeGreaterThanOrEqual(before);
    expect(BigInt(second.time)).toBeGreaterThanOrEqual(BigInt(first.time));
    expect(told()).toEqual([first, second]);
    expect(await ask('marks')).toEqual([first, second]);
    await service.close();
  });

  test('is as it was, whatever its name holds, when the file is opened again', async () => {
    const one = await open();
    await one.ask('mark', { name: 'gone' });
    await one.ask('mark', { name: 'first' });
    const mark = await one.ask<Mark>('mark', { name: '' });
    await one.ask('renameMark', { id: mark.id, name: HOSTILE });
    await one.ask('removeMark', { id: 1 });
    const marks = await one.ask<Mark[]>('marks');
    expect(marks.map(({ name }) => name)).toEqual(['first', HOSTILE]);
    await one.service.close();

    const two = await open();
    expect(await two.ask('marks')).toEqual(marks);
    // No number is given twice.
    expect(await two.ask('mark', { name: '' })).toMatchObject({ id: 4, name: 'Mark 4' });
    await two.service.close();
  });

  test('without a name again has its number again', async () => {
    const { service, ask } = await open();
    const { id } = await ask<Mark>('mark', { name: 'a name' });
    expect(await ask('renameMark', { id, name: ' ' })).toMatchObject({ name: 'Mark 1' });
    await service.close();
  });

  test('that is not there cannot be renamed or removed', async () => {
    const { service, ask } = await open();
    expect(await code(ask('renameMark', { id: 1, name: 'x' }))).toBe('no-such-mark');
    expect(await code(ask('removeMark', { id: 1 }))).toBe('no-such-mark');
    await service.close();
  });

  test('more is refused where there are too many', async () => {
    const { service, ask } = await open();
    for (let nth = 0; nth < MARKS_MAX; nth++) void ask('mark', { name: '' });
    expect(await code(ask('mark', { name: '' }))).toBe('too-many-marks');
    expect(await ask('marks')).toHaveLength(MARKS_MAX);
    await service.close();
  });
});

test('clear forgets all marks, also those of the file', async () => {
  const one = await open();
  await one.ask('mark', { name: 'old' });
  await one.ask('clear');
  expect(await one.ask('marks')).toEqual([]);
  expect(await one.ask('mark', { name: '' })).toMatchObject({ id: 1, name: 'Mark 1' });
  await one.service.close();
  const two = await open();
  expect(await two.ask('marks')).toMatchObject([{ name: 'Mark 1' }]);
  await two.service.close();
});

test('is timed by the clock of the reads while they are recorded', async () => {
  const { service, ask } = await open();
  const wanted = { filter: RECORD_ALL, leaveOut: [], ringMib: 0 };
  const { directory: door } = await ask<{ directory: string }>('listen', wanted);
  const loader = await FakeLoader.connect(door);
  loader.send(helloFrame(loader.token), readyFrame({ clockOffsetNs: 7n }));
  await ask('attached');
  expect(await ask('markAt', { name: 'then', monotonic_ns: '1000' })).toMatchObject({ time: '1007' });
  const before = process.hrtime.bigint();
  const { time } = await ask<Mark>('mark', { name: 'now' });
  expect(BigInt(time) - 7n).toBeGreaterThanOrEqual(before);
  expect(BigInt(time) - 7n).toBeLessThanOrEqual(process.hrtime.bigint());
  loader.socket.destroy();
  await service.close();
});

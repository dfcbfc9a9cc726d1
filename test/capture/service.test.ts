// What the capture process answers with around a recording: one at a time, called off, cleared, closed.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Service } from '../../capture/service.ts';
import { Store } from '../../capture/store.ts';
import type { Status } from '../../contract/capture.ts';
import { RECORD_ALL } from '../../contract/capture-filter.ts';
import { toProblem } from '../../contract/problem.ts';
import { FakeLoader } from './fake-loader.ts';
import { helloFrame, readyFrame } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
let service: Service;
let count = 0;

beforeEach(async () => {
  const file = join(directory, `${count++}.duckdb`);
  service = new Service(await Store.open(file), file, () => {});
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await service.close();
});

const listen = () =>
  service.handle('listen', { filter: RECORD_ALL, leaveOut: [], ringMib: 0 }) as Promise<{
    directory: string;
  }>;
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (caught) => toProblem(caught).code,
  );

async function attach(): Promise<FakeLoader> {
  const loader = await FakeLoader.connect((await listen()).directory);
  loader.send(helloFrame(loader.token), readyFrame());
  await service.handle('attached', {});
  return loader;
}

test('one recording at a time; one that was called off before a loader came is none', async () => {
  await listen();
  expect(await codeOf(listen())).toBe('busy');
  await service.handle('abandon', {});
  await listen();
  await service.handle('abandon', {});
  expect(await codeOf(service.handle('attached', {}))).toBe('abandoned');
});

test('one for which there is no place is none either', async () => {
  const place = join(directory, 'not there');
  vi.stubEnv('TMPDIR', place);
  vi.stubEnv('XDG_RUNTIME_DIR', '');
  expect(await codeOf(listen())).not.toBeNull();
  mkdirSync(place);
  await listen();
});

test('after a clear the capture began with what is recorded since', async () => {
  const started = async () => ((await service.handle('status', {})) as Status).started;
  await attach();
  const first = await started();
  expect(first).not.toBeNull();
  await service.handle('clear', {});
  expect(await started()).toBe(first);
  await service.handle('abandon', {});
  await service.handle('clear', {});
  expect(await started()).toBeNull();
  await attach();
  expect(BigInt((await started()) ?? 0)).toBeGreaterThan(BigInt(first ?? 0));
});

test('nothing is answered once it is closed', async () => {
  await service.close();
  expect(await codeOf(service.handle('seen', {}))).toBe('closed');
});

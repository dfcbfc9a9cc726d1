import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Downloads } from '../../web/downloads.ts';
import { Fixture } from './fixture.ts';

const CSV = 'time,pid\r\n1,2\r\n';
const NOON = new Date('2026-01-02T12:00:00Z');

let web: Fixture;
beforeEach(async () => {
  web = await Fixture.start();
});
afterEach(() => web.stop());

test('an export comes as a file to keep, as often as asked', async () => {
  const { path, shown = '' } = web.downloads.prepare('csv', NOON);
  writeFileSync(path, CSV);
  for (let time = 0; time < 2; time++) {
    const { status, headers, body } = await web.get(web.root + shown);
    expect([status, body]).toEqual([200, CSV]);
    expect(headers['content-disposition']).toBe('attachment; filename="ioscope-2026-01-02T12-00-00.csv"');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
  }
});

test('HEAD says how long it is', async () => {
  const { path, shown = '' } = web.downloads.prepare('csv');
  writeFileSync(path, CSV);
  const { headers, body } = await web.get(web.root + shown, { method: 'HEAD' });
  expect([headers['content-length'], body]).toEqual([String(CSV.length), '']);
});

test('it is behind the secret, under an address nobody can guess', async () => {
  const { path, shown = '' } = web.downloads.prepare('csv');
  writeFileSync(path, CSV);
  expect((await web.get(`/${shown}`)).status).toBe(403);
  expect(shown).toMatch(/^download\/[\w-]{22}\/ioscope-[\dT-]+\.csv$/);
  const other = shown.replace(/^download\/./, (start) => (start.endsWith('A') ? 'download/B' : 'download/A'));
  expect((await web.get(web.root + other)).status).toBe(404);
});

test('an export that failed is not there', async () => {
  const { shown } = web.downloads.prepare('jsonl');
  expect((await web.get(web.root + shown)).status).toBe(404);
});

test('only the user can enter the directory, and it goes at the end', () => {
  const parent = mkdtempSync(join(tmpdir(), 'ioscope-downloads-test-'));
  const downloads = new Downloads(parent);
  const { path } = downloads.prepare('text');
  writeFileSync(path, 'x');
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  downloads.close();
  expect(readdirSync(parent)).toEqual([]);
  rmSync(parent, { recursive: true });
});

test('what a killed server left is removed, what a living one has is not', () => {
  const parent = mkdtempSync(join(tmpdir(), 'ioscope-downloads-test-'));
  const beyondAnyPid = 2 ** 22 + 1;
  const [dead, alive, foreign] = [`download-${beyondAnyPid}-x`, `download-${process.pid}-x`, 'captures'];
  for (const name of [dead, alive, foreign]) mkdirSync(join(parent, name));
  new Downloads(parent).close();
  expect([dead, alive, foreign].map((name) => existsSync(join(parent, name)))).toEqual([false, true, true]);
  rmSync(parent, { recursive: true });
});

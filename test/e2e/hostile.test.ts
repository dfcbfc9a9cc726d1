// Names are under the control of the traced program: shown as text, found by the filter, exported safely.

import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eventually, launchBrowser, whyNoWindow } from './browser.ts';
import { HOSTILE, HOSTILE_FILES, type Hostile } from './hostile-names.ts';
import { NamedReader, SHELL } from './named-reader.ts';
import { ReadsWindow } from './reads-window.ts';
import { Served } from './served.ts';

/** Those a person can type; no quote is left to put around a name that has both. */
const isTypable = ({ shown, raw }: Hostile) =>
  (shown === raw.toString() || shown.startsWith('\\xff')) && !(shown.includes('"') && shown.includes("'"));
const quoted = (text: string) => (text.includes("'") ? `"${text}"` : `'${text}'`);

/** A file of each hostile name in `folder`, read once. */
function readFiles(folder: string): void {
  for (const { raw } of HOSTILE_FILES) {
    const file = openSync(Buffer.concat([Buffer.from(`${folder}/`), raw]), 'w+');
    readSync(file, Buffer.alloc(7), { position: 3 });
    closeSync(file);
  }
}

describe.skipIf(whyNoWindow('hostile.test.ts') !== null)('hostile names', () => {
  let served: Served;
  let browser: Browser;

  beforeAll(async () => {
    served = await Served.start();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
  });

  async function open(): Promise<ReadsWindow> {
    const window = await ReadsWindow.open(browser, served.address);
    window.page.on('dialog', () => window.errors.push('a name opened a dialog'));
    return window;
  }

  /** Elements that only a name taken for HTML would make. */
  const made = (window: ReadsWindow) => window.page.locator('.reads b, .chip b, [onerror]').count();

  test('of programs: shown as text, found by the filter, exported as one cell that runs nowhere', async () => {
    const window = await open();
    const reader = new NamedReader(HOSTILE.map(({ raw }) => raw));
    const shows = (rows: number) => eventually(() => window.rowCount()).toBe(rows);
    await window.record();
    await reader.run();
    await window.stop();
    await window.filter(`pid:${reader.pid}`);
    await window.filter(`-comm:${SHELL}`);
    await shows(HOSTILE.length);
    expect((await window.rows()).map(({ comm }) => comm)).toEqual(HOSTILE.map(({ shown }) => shown));
    expect(await made(window)).toBe(0);
    const { rows } = await window.exportCsv();
    expect(rows.map(({ comm }) => comm)).toEqual(HOSTILE.map(({ exported }) => exported));

    for (const [place, { shown }] of HOSTILE.entries()) {
      await window.choose(await window.cell('Comm', place), 'Include this');
      await shows(1);
      await eventually(async () => (await window.inView()).get(0)?.comm).toBe(shown);
      await window.button(`Remove comm: ${shown}`).click();
      await shows(HOSTILE.length);
    }
    for (const { shown } of HOSTILE.filter(isTypable)) {
      await window.filter(`comm:${quoted(shown)}`);
      await shows(1);
      await window.button(`Remove comm: ${shown}`).click();
      await shows(HOSTILE.length);
    }
    expect(window.errors).toEqual([]);
    await window.close();
  });

  test('of files: shown as text, found by the filter, exported as one cell', async () => {
    const window = await open();
    await window.startOver();
    const folder = mkdtempSync(join(tmpdir(), 'ioscope-names-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const count = HOSTILE_FILES.length;
    const shows = (rows: number) => eventually(() => window.rowCount()).toBe(rows);
    await window.record();
    readFiles(folder);
    await window.stop();
    const all = await window.total();
    await window.box.fill(basename(folder)); // a part of the path is enough
    await shows(count);
    const rows = await window.rows();
    expect(rows.map(({ path }) => path)).toEqual(HOSTILE_FILES.map(({ shown }) => `${folder}/${shown}`));
    expect(new Set(rows.map(({ pid, call, kind, offset }) => `${pid} ${call} ${kind} ${offset}`))).toEqual(
      new Set([`${process.pid} pread64 file 3`]),
    );
    expect(await made(window)).toBe(0);
    const exported = (await window.exportCsv()).rows.map(({ path }) => path);
    expect(exported).toEqual(HOSTILE_FILES.map((file) => `${folder}/${file.exported}`));

    const removed = async (path: string) => {
      await shows(1);
      await eventually(async () => (await window.inView()).get(0)?.path).toBe(path);
      expect(await made(window)).toBe(0);
      await window.button(`Remove path: ${path}`).click();
    };
    for (const [place, { shown }] of HOSTILE_FILES.entries()) {
      await window.choose(await window.cell('Path', place), 'Include this');
      await removed(`${folder}/${shown}`);
      await shows(count);
    }
    await window.removeFilters();
    await shows(all);
    for (const { shown } of HOSTILE_FILES.filter(isTypable)) {
      await window.filter(`path:${quoted(`${folder}/${shown}`)}`);
      await removed(`${folder}/${shown}`);
      await shows(all);
    }
    expect(window.errors).toEqual([]);
    await window.close();
  });
});

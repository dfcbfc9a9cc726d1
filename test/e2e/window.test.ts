// The window in a real browser before the real kernel: what a workload is known to have read is what it shows.

import { rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Browser } from 'playwright-core';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Done, Workload } from '../kernel/workload.ts';
import { eventually, whyNoWindow } from './browser.ts';
import { useWindow } from './fixture.ts';
import { expectRecords, expectRows, pathText } from './known.ts';
import { asShown, ReadsWindow } from './reads-window.ts';
import type { Served } from './served.ts';

/** Reads of `workload outcomes`, and of each of its 64 threads' `workload threads N`. */
const OUTCOMES = 36;
const THREADS = 64;

describe.skipIf(whyNoWindow('window.test.ts') !== null)('the window', () => {
  let served: Served;
  let browser: Browser;
  let window: ReadsWindow;
  const open = () => ReadsWindow.open(browser, served.address);

  useWindow('file', (opened) => {
    ({ browser, served, window } = opened);
  });
  beforeEach(() => window.startOver());

  test.each([
    'outcomes',
    'calls', // all five of them, with and without a place in the file
    'threads',
  ])('shows each read of a program once, as it was: %s', async (name) => {
    const workload = new Workload([name, 1]);
    await window.record();
    await window.filter(`pid:${workload.pid}`);
    const done = await workload.run();
    await window.stop();
    await eventually(() => window.rowCount()).toBe(done.length);
    expectRows(await window.rows(), done);
    const { shown, all } = await window.counted();
    expect(shown).toBe(done.length);
    expect(all).toBe(await window.total());
    await window.removeFilters();
    await eventually(() => window.rowCount()).toBe(all);
  });

  test('filters by comm and by PID, several of each, to show and to hide', async () => {
    const threads = new Workload(['threads', 3]);
    const outcomes = new Workload(['outcomes']);
    await window.record();
    await threads.run();
    await outcomes.run();
    await window.stop();
    const all = await window.total();
    const shows = (rows: number) => eventually(() => window.rowCount()).toBe(rows);

    await window.filter(`pid:${threads.pid}`);
    await shows(THREADS * 3);
    await window.filter(`comm:'reader "7"'`);
    await shows(3);
    await window.filter(`comm:'reader "41"'`);
    await shows(6);
    await window.turnRound('comm: reader "7"');
    await shows(3);
    await window.turnRound('comm: reader "41"');
    await shows((THREADS - 2) * 3);
    await window.filter(`pid:${outcomes.pid}`);
    await shows((THREADS - 2) * 3 + OUTCOMES);
    await window.turnRound(`pid: ${threads.pid}`);
    await shows(OUTCOMES);
    await window.turnRound(`pid: ${outcomes.pid}`);
    await window.button('Remove not comm: reader "7"').click();
    await window.button('Remove not comm: reader "41"').click();
    await shows(all - THREADS * 3 - OUTCOMES);
    await window.removeFilters();
    await shows(all);

    await window.filter(`pid:${threads.pid}`);
    await window.filter(`pid:${outcomes.pid}`);
    await shows(THREADS * 3 + OUTCOMES);
    await window.box.fill('READER'); // applies without Enter, and whatever the case
    await shows(THREADS * 3);
  });

  test('shows and exports what was read, and filters by path and to files only', async () => {
    const workload = new Workload(['kinds']);
    await window.record();
    const done = await workload.run();
    await window.stop();
    const folder = dirname(done[0]?.place?.path ?? '');
    expect(folder).toMatch(/^\/tmp\/ioscope-workload-/);
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const all = await window.total();
    const shows = (rows: Done[]) => eventually(() => window.rowCount()).toBe(rows.length);
    await window.filter(`pid:${workload.pid}`);
    await shows(done);
    expectRows(await window.rows(), done);
    expectRecords((await window.exportCsv()).rows, done);

    const file = `${folder}/file`;
    const ofFile = done.filter(({ place }) => place?.path === file);
    const index = (await window.rows()).findIndex(({ path }) => path === file);
    await eventually(async () => (await window.inView()).get(index)?.path).toBe(file);
    await window.choose(await window.cell('Path', index), 'Include this');
    await shows(ofFile);
    expect(new Set((await window.rows()).map(({ path, kind }) => `${kind} ${path}`))).toEqual(
      new Set([`file ${file}`]),
    );
    expectRecords((await window.exportCsv()).rows, ofFile);
    await window.turnRound(`path: ${file}`);
    await shows(done.filter((one) => !ofFile.includes(one)));
    await window.button(`Remove not path: ${file}`).click();

    await window.button('Files only').click();
    await shows(ofFile);
    await window.box.fill('TOTALLY-ELSEWHERE');
    await shows([]);
    await window.box.fill(`${basename(folder).toUpperCase()}/F`); // a part of the path, whatever the case
    await shows(ofFile);
    await window.box.fill('');
    await window.button(`Remove pid: ${workload.pid}`).click();
    await eventually(() => window.rowCount()).toBeGreaterThanOrEqual(ofFile.length);
    expect(new Set((await window.exportCsv()).rows.map(({ kind }) => kind))).toEqual(new Set(['file']));
    await window.button('Files only').click();
    await eventually(() => window.rowCount()).toBe(all);
  });

  test('a path is the one at the time of the read', async () => {
    const workload = new Workload(['places']);
    await window.record();
    const done = await workload.run();
    await window.stop();
    onTestFinished(() => rmSync(dirname(done[0]?.place?.path ?? ''), { recursive: true }));
    await window.filter(`pid:${workload.pid}`);
    await eventually(() => window.rowCount()).toBe(done.length);
    expectRecords((await window.exportCsv()).rows, done);
    expect((await window.rows()).filter(({ path }) => path.endsWith(' (deleted)')).length).toBe(
      done.filter((one) => pathText(one).endsWith(' (deleted)')).length,
    );
  });

  test('holds still while the view is paused, and then shows what came since', async () => {
    const before = new Workload(['outcomes']);
    const during = new Workload(['outcomes']);
    const other = await open();
    await window.record();
    for (const each of [window, other]) {
      await each.filter(`pid:${before.pid}`);
      await each.filter(`pid:${during.pid}`);
    }
    const first = await before.run();
    await eventually(() => window.rowCount()).toBe(OUTCOMES);
    await window.button('Pause view').click();
    const held = [...(await window.inView())];
    const counted = await window.counted();
    const second = await during.run();
    await eventually(() => other.rowCount()).toBe(2 * OUTCOMES);
    await other.stop();
    expect(await window.rowCount()).toBe(OUTCOMES);
    expect([...(await window.inView())]).toEqual(held);
    expect(await window.counted()).toEqual(counted);
    await window.page.getByRole('button', { name: /^Resume · [\d\s]+ new reads?$/ }).click();
    await eventually(() => window.rowCount()).toBe(2 * OUTCOMES);
    expectRows(await window.rows(), [...first, ...second]);
    await other.close();
  });

  test('stays where one scrolled to, says how much is new, and leads back to the tail', async () => {
    const before = new Workload(['threads', 7]);
    const during = new Workload(['outcomes']);
    const known = THREADS * 7;
    await window.record();
    await window.filter(`pid:${before.pid}`);
    await window.filter(`pid:${during.pid}`);
    await before.run();
    await eventually(async () => [...(await window.inView()).keys()].at(-1)).toBe(known - 1);
    await window.grid.hover();
    await window.page.mouse.wheel(0, -2000);
    const lowest = async () => [...(await window.inView()).keys()].at(-1);
    await eventually(lowest).toBeLessThan(known - 1); // undefined while the rows are on their way
    let held = [...(await window.inView())];
    // Until the scrolling has come to rest.
    await eventually(async () => {
      const before = held;
      held = [...(await window.inView())];
      return JSON.stringify(before) === JSON.stringify(held);
    }).toBe(true);
    await during.run();
    const pill = window.page.getByRole('button', { name: /^[\d\s]+ new reads?$/ });
    await eventually(() => pill.textContent()).toContain(`${OUTCOMES} new reads`);
    expect([...(await window.inView())]).toEqual(held);
    await pill.click();
    await eventually(async () => (await window.inView()).has(known + OUTCOMES - 1)).toBe(true);
    await eventually(() => pill.count()).toBe(0);
  });

  test('forgets on Clear, and records on', async () => {
    const before = new Workload(['outcomes']);
    const after = new Workload(['outcomes']);
    await window.record();
    await window.filter(`pid:${before.pid}`);
    await window.filter(`pid:${after.pid}`);
    await before.run();
    await eventually(() => window.rowCount()).toBe(OUTCOMES);
    await window.button('Clear').click();
    await eventually(() => window.rowCount()).toBe(0);
    const done = await after.run();
    await window.stop();
    await eventually(() => window.rowCount()).toBe(OUTCOMES);
    expectRows(await window.rows(), done);
  });

  test('exports what passes the filter, row by row as the table has it', async () => {
    const outcomes = new Workload(['outcomes']);
    const threads = new Workload(['threads', 1]);
    await window.record();
    const done = [...(await outcomes.run()), ...(await threads.run())];
    await window.stop();
    await window.filter(`pid:${outcomes.pid}`);
    await window.filter(`pid:${threads.pid}`);
    await eventually(() => window.rowCount()).toBe(OUTCOMES + THREADS);
    const { name, rows } = await window.exportCsv();
    expect(name).toMatch(/^ioscope-.*\.csv$/);
    expectRecords(rows, done);
    expect(rows.map(asShown)).toEqual(await window.rows());
    await eventually(() => window.statusText()).toContain(`Exported ${rows.length} reads to ${name}`);

    await window.removeFilters();
    const all = await window.total();
    await eventually(() => window.rowCount()).toBe(all);
    expect((await window.exportCsv()).rows.length).toBe(all);
  });

  test('is the same capture when reloaded, and in a second window', async () => {
    const workload = new Workload(['outcomes']);
    await window.record();
    const done = await workload.run();
    await window.page.reload();
    await window.button('Stop').waitFor();
    await window.filter(`pid:${workload.pid}`);
    await eventually(() => window.rowCount()).toBe(OUTCOMES);

    const second = await open();
    await second.filter(`pid:${workload.pid}`);
    await eventually(() => second.rowCount()).toBe(OUTCOMES);
    await second.stop();
    await window.button('Record').waitFor();
    await eventually(() => window.total()).toBe(await second.total());
    expectRows(await window.rows(), done);
    expect(await second.rows()).toEqual(await window.rows());
    await second.close();
    await window.page.reload();
    await window.ready();
    await window.filter(`pid:${workload.pid}`);
    await eventually(() => window.rowCount()).toBe(OUTCOMES);
  });

  test('is worked by keyboard alone', async () => {
    const { keyboard } = window.page;
    const tabTo = async (target: typeof window.grid) => {
      for (let steps = 0; steps < 40; steps++) {
        if (await target.evaluate((element) => element === document.activeElement)) return;
        await keyboard.press('Tab');
      }
      throw new Error('Tab does not lead there');
    };
    const workload = new Workload(['threads', 1]);
    await tabTo(window.button('Record'));
    await keyboard.press('Enter');
    await window.button('Stop').waitFor();
    await workload.run();
    await keyboard.press('Space');
    await window.button('Record').waitFor();

    await tabTo(window.box);
    await keyboard.type(`pid:${workload.pid}`);
    await window.page.getByRole('option').first().waitFor();
    await keyboard.press('ArrowDown');
    await eventually(() => window.page.getByRole('option', { selected: true }).count()).toBe(1);
    await keyboard.press('Enter');
    await eventually(() => window.rowCount()).toBe(THREADS);

    await tabTo(window.grid);
    await keyboard.press('Home');
    const active = async () => {
      const id = await window.grid.getAttribute('aria-activedescendant');
      return id === null ? '' : window.page.locator(`#${id}`).textContent();
    };
    await keyboard.press('ArrowDown');
    const heading = async () => {
      const id = (await window.grid.getAttribute('aria-activedescendant')) ?? '';
      return (await window.headings())[Number(id.split('-').at(-1))];
    };
    for (let steps = 0; steps < 20 && (await heading()) !== 'Comm'; steps++) {
      await keyboard.press('ArrowRight');
    }
    const { comm = '' } = (await window.inView()).get(1) ?? {};
    await eventually(active).toBe(comm);
    await keyboard.press('End');
    await keyboard.press('ArrowUp');
    await eventually(() => window.grid.getAttribute('aria-activedescendant')).toContain(`-${THREADS - 2}-`);
    const last = (await window.inView()).get(THREADS - 2)?.comm ?? '';
    await keyboard.press('Shift+F10');
    await window.page.getByRole('menuitem', { name: 'Include this' }).waitFor();
    await keyboard.press('Enter');
    await eventually(() => window.rowCount()).toBe(1);
    await window.button(`comm: ${last}`).waitFor();
  });
});

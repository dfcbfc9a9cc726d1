// Names are under the control of the traced program: shown as text, found by the filter, exported safely.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, launchBrowser, whyNoWindow } from './browser.ts';
import { HOSTILE } from './hostile-names.ts';
import { NamedReader, SHELL } from './named-reader.ts';
import { ReadsWindow } from './reads-window.ts';
import { Served } from './served.ts';

/** Those a person can type; no quote is left to put around a name that has both. */
const TYPABLE = HOSTILE.filter(
  ({ shown, raw }) =>
    (shown === raw.toString() || shown.startsWith('\\xff')) && !(shown.includes('"') && shown.includes("'")),
);

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

  test('are shown as text, found by the filter, and exported as one cell that runs nowhere', async () => {
    const window = await ReadsWindow.open(browser, served.address);
    window.page.on('dialog', () => window.errors.push('a name opened a dialog'));
    const reader = new NamedReader(HOSTILE.map(({ raw }) => raw));
    const shows = (rows: number) => eventually(() => window.rowCount()).toBe(rows);
    await window.record();
    await reader.run();
    await window.stop();
    await window.filter(`pid:${reader.pid}`);
    await window.filter(`-comm:${SHELL}`);
    await shows(HOSTILE.length);
    expect((await window.rows()).map(({ comm }) => comm)).toEqual(HOSTILE.map(({ shown }) => shown));
    expect(await window.page.locator('b:text-is("bold"), [onerror]').count()).toBe(0);
    const { rows } = await window.exportCsv();
    expect(rows.map(({ comm }) => comm)).toEqual(HOSTILE.map(({ exported }) => exported));

    for (const [place, { shown }] of HOSTILE.entries()) {
      const cell = window.grid.locator(`[data-index="${place}"] [role=gridcell]`).nth(3);
      await cell.click({ button: 'right' });
      await window.page.getByRole('menuitem', { name: 'Include this' }).click();
      await shows(1);
      await eventually(async () => (await window.inView()).get(0)?.comm).toBe(shown);
      await window.button(`Remove comm: ${shown}`).click();
      await shows(HOSTILE.length);
    }
    for (const { shown } of TYPABLE) {
      await window.filter(shown.includes("'") ? `comm:"${shown}"` : `comm:'${shown}'`);
      await shows(1);
      await window.button(`Remove comm: ${shown}`).click();
      await shows(HOSTILE.length);
    }
    expect(window.errors).toEqual([]);
  });
});

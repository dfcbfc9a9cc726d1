// The window before captures of no read, one, and a thousand: the table has just these, from the top to the end.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeUp } from '../capture/made-up.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { eventually, launchBrowser, whyNoWindow } from './browser.ts';
import { shootIfFailed } from './failure-shot.ts';
import { ReadsWindow } from './reads-window.ts';
import { Replayed } from './replayed.ts';

const reason = whyNoWindow('replayed.test.ts');
const directory = temporaryDirectory();
let browser: Browser;

beforeAll(async () => {
  if (reason === null) browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe.skipIf(reason !== null).each([0, 1, 1000])('a capture of %d reads', (reads) => {
  let replayed: Replayed;
  let window: ReadsWindow;

  beforeAll(async () => {
    const file = join(directory, `${reads}.duckdb`);
    await makeUp(file, reads);
    replayed = await Replayed.start(file, directory);
  });
  beforeEach(async () => {
    window = await ReadsWindow.open(browser, replayed.address);
    await eventually(() => window.rowCount()).toBe(reads);
  });
  afterEach(async (context) => {
    await shootIfFailed(context, window);
    expect(window.errors).toEqual([]);
    await window.close();
  });
  afterAll(() => replayed?.stop());

  test('is in the table whole, and the status says so', async () => {
    expect(await window.total()).toBe(reads);
    const rows = await window.rows();
    expect(rows.length).toBe(reads);
    expect(rows.every(({ time, process }) => time !== '' && process !== '')).toBe(true);
  });

  test('has no blank row at its top, in its middle, or at its end', async () => {
    for (const share of [0, 0.5, 1]) {
      await window.scrollTo(share);
      await eventually(() => window.blankRows()).toBe(0);
      const shown = [...(await window.inView()).keys()];
      if (reads > 0 && share === 0) expect(shown).toContain(0);
      if (reads > 0 && share === 1) expect(shown).toContain(reads - 1);
    }
  });

  test('says what to do where there is nothing to see', async () => {
    const empty = window.page.getByText('The capture is empty.');
    await eventually(() => empty.isVisible()).toBe(reads === 0);
    if (reads === 0) return;
    await window.filter('comm:nobody');
    await eventually(() => window.rowCount()).toBe(0);
    await window.page.getByText('No read passes').first().waitFor();
    expect(await window.counted()).toEqual({ shown: 0, all: reads });
  });
});

test.skipIf(reason !== null)(
  'what a window remembers is there again, though its address is another',
  async () => {
    const file = join(directory, 'remembered.duckdb');
    const memory = join(directory, 'window.json');
    await makeUp(file, 10);
    const open = async () => {
      const replayed = await Replayed.start(file, directory, memory);
      const window = await ReadsWindow.open(browser, replayed.address, 'usual');
      const close = async () => {
        await window.close();
        await replayed.stop();
      };
      return { tab: window.page.getByRole('tab', { name: 'Sizes' }), close };
    };
    const first = await open();
    await first.tab.click();
    await eventually(() => existsSync(memory) && readFileSync(memory, 'utf8').includes('sizes')).toBe(true);
    await first.close();
    const second = await open();
    expect(await second.tab.getAttribute('aria-selected')).toBe('true');
    await second.close();
  },
);

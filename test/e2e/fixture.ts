// What every test of the window stands on: a browser, `ioscope serve`, and a window that is open on it.

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchBrowser } from './browser.ts';
import { shootIfFailed } from './failure-shot.ts';
import { ReadsWindow } from './reads-window.ts';
import { Served } from './served.ts';

export interface Opened {
  browser: Browser;
  served: Served;
  window: ReadsWindow;
}

/**
 * Opens a window before each test and hands it over; closes it afterwards, with a picture if the test failed. The
 * server is new for each `test`, whatever becomes of it, or one for the `file`, which must end well.
 */
export function useWindow(
  serverFor: 'test' | 'file',
  take: (opened: Opened) => void,
  columns: 'all' | 'usual' = 'all',
): void {
  let browser: Browser;
  let served: Served;
  let window: ReadsWindow;

  beforeAll(async () => {
    browser = await launchBrowser();
    if (serverFor === 'file') served = await Served.start();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    if (serverFor === 'file') expect(await served?.stop()).toBe(0);
  });

  beforeEach(async () => {
    if (serverFor === 'test') served = await Served.start();
    window = await ReadsWindow.open(browser, served.address, columns);
    take({ browser, served, window });
  });
  afterEach(async (context) => {
    await shootIfFailed(context, window);
    expect(window.errors).toEqual([]);
    await window.close();
    if (serverFor === 'test') await served.stop();
  });
}

// The browser that looks at the window, and a way to wait for what it shows.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { expect } from 'vitest';
import { findBrowser } from '../../setup/browser.mjs';
import { whyNot } from '../kernel/workload.ts';

/** As root Chromium refuses its sandbox; the rest keeps it from reading what no test asked for. */
export const QUIET = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Else what draws pages is a graphics card in software: several times as slow.
  '--disable-gpu',
];

/** A path, or a command to be found in PATH. */
export function browserPath(): string {
  const found = findBrowser();
  if (found === null) throw new Error('there is no Chromium');
  return found;
}

/** Set when the window cannot be tested here, with the reason, which is printed. */
export function whyNoWindow(file: string): string | null {
  const reason = whyNot() ?? (findBrowser() === null ? 'there is no Chromium' : null);
  if (reason !== null) console.warn(`test/e2e/${file} not run: ${reason}`);
  return reason;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executable(), args: QUIET });
}

/** Where the browser lies. */
export function executable(): string {
  const found = browserPath();
  if (found.includes('/')) return found;
  const folders = (process.env.PATH ?? '').split(':');
  const folder = folders.find((each) => existsSync(join(each, found)));
  if (folder === undefined) throw new Error(`${found} is not in PATH`);
  return join(folder, found);
}

/** Looks until it is as expected: `await eventually(() => rows()).toBe(7)`. */
export function eventually<T>(look: () => T | Promise<T>, timeout = 20_000) {
  return expect.poll(look, { timeout, interval: 50 });
}

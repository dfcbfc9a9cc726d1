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
  const found = browserPath();
  const which = found.includes('/') ? found : pathOf(found);
  return chromium.launch({ executablePath: which, args: QUIET });
}

/** Looks until it is as expected: `await eventually(() => rows()).toBe(7)`. */
export function eventually<T>(look: () => T | Promise<T>, timeout = 20_000) {
  return expect.poll(look, { timeout, interval: 50 });
}

function pathOf(command: string): string {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    if (existsSync(join(folder, command))) return join(folder, command);
  }
  throw new Error(`${command} is not in PATH`);
}

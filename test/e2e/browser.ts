// The browser that looks at the window, and a way to wait for what it shows.

import { chromium } from 'playwright-core';
import { expect } from 'vitest';
import { findBrowser } from '../../setup/browser.mjs';
import { findCommand } from '../../setup/needs.mjs';
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
  '--disable-software-rasterizer',
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

/** By default the lightest there is: Chromium's headless shell draws the same pages with two thirds of the work. */
export function launchBrowser(executablePath = findCommand('chromium-headless-shell') ?? executable()) {
  return chromium.launch({ executablePath, args: QUIET });
}

/** Where the browser that people use lies. */
export function executable(): string {
  const found = browserPath();
  const path = found.includes('/') ? found : findCommand(found);
  if (path === null) throw new Error(`${found} is not in PATH`);
  return path;
}

/** Looks until it is as expected: `await eventually(() => rows()).toBe(7)`. */
export function eventually<T>(look: () => T | Promise<T>, timeout = 20_000) {
  return expect.poll(look, { timeout, interval: 50 });
}

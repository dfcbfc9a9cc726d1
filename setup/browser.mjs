// Finds a Chromium for the tests. Ubuntu's own chromium package is only a door to a snap, which does not
// open everywhere: there, Playwright's build of Chromium is fetched instead.

import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { heading, outputOf, run, say } from './run.mjs';

const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];

/** @returns {string[]} Playwright's own browsers, newest first */
function fetchedByPlaywright() {
  const folder = process.env.PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), '.cache/ms-playwright');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
    .flatMap((name) => ['chrome-linux64', 'chrome-linux'].map((each) => join(folder, name, each, 'chrome')));
}

/**
 * @returns {string | null} the command or path of a Chromium or Chrome that runs: $IOSCOPE_BROWSER, else one
 *   of the system, else one fetched by Playwright
 */
export function findBrowser() {
  const named = process.env.IOSCOPE_BROWSER;
  if (named) return named;
  const candidates = [...NAMES, ...fetchedByPlaywright().filter((path) => existsSync(path))];
  return candidates.find((name) => outputOf(name, ['--version']) !== null) ?? null;
}

/**
 * Makes sure that there is a browser once the system's packages and npm's are there.
 * @returns {Promise<string>} its command or path
 */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  heading('Fetching a Chromium for the tests');
  say("Ubuntu's chromium package only installs a snap, so Playwright's build is taken; it goes to ~/.cache.");
  const remedy =
    'Install Google Chrome or any Chromium, or name one in IOSCOPE_BROWSER, and run `npm test` again.';
  await run('node_modules/.bin/playwright-core', ['install', '--with-deps', 'chromium'], { remedy });
  return findBrowser() ?? 'chromium';
}

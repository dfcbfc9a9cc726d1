// The system's Chromium as an application window, with a profile of its own that goes when it closes.

import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Environment = Record<string, string | undefined>;

const BROWSERS = [
  'chromium',
  'google-chrome',
  'google-chrome-stable',
  'chromium-browser',
  'brave-browser',
  'brave',
  'microsoft-edge',
];

/** No first-run pages, not a byte to anyone but us, and as large as the desktop shell's. */
const FLAGS = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--window-size=1280,820',
];

/** Path of a browser that can show an application window; null if there is none in PATH. */
export function findChromium(environment: Environment = process.env): string | null {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const paths = BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not ours to run: look on
  }
}

export function hasDisplay(environment: Environment = process.env): boolean {
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

export interface BrowserWindow {
  /** Resolves when the window is closed: true, or false if the browser failed. */
  closed: Promise<boolean>;
  close(): void;
}

/** Opens `address` in a window of `browser`. */
export function openBrowser(browser: string, address: string, isRoot: boolean): BrowserWindow {
  const directory = mkdtempSync(join(privateParent(browser), 'ioscope-window-'));
  const child = spawn(browser, browserArguments(directory, address, isRoot), { stdio: 'ignore' });
  return { closed: closed(child, directory), close: () => child.kill() };
}

/** Also writes the page that leads to the address. */
function browserArguments(directory: string, address: string, isRoot: boolean): string[] {
  // Every user can read a command line, and the address holds the secret: so it goes through a file.
  const door = join(directory, 'open.html');
  writeFileSync(door, `<!doctype html><meta http-equiv="refresh" content="0;url=${address}">\n`, {
    mode: 0o600,
  });
  const sandbox = isRoot ? ['--no-sandbox', '--test-type'] : []; // test-type: no warning bar about the other
  return [
    `--app=${pathToFileURL(door)}`,
    `--user-data-dir=${join(directory, 'profile')}`,
    ...FLAGS,
    ...sandbox,
  ];
}

/** A snap has a /tmp of its own; it and we both reach this folder of the user's. */
function privateParent(browser: string): string {
  const isSnap =
    browser.startsWith('/snap/') ||
    (browser.endsWith('/chromium-browser') && existsSync('/snap/bin/chromium'));
  if (!isSnap) return tmpdir();
  const parent = join(homedir(), 'snap', 'chromium', 'common');
  mkdirSync(parent, { recursive: true });
  return parent;
}

async function closed(child: ChildProcess, directory: string): Promise<boolean> {
  const isWell = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code, signal) => resolve(code === 0 || signal !== null));
  });
  // The browser's helpers end a moment after it and may still write.
  rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  return isWell;
}

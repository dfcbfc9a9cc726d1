// The window without Electron: served on loopback, and shown by the system's Chromium where there is one.

import { forkCapture } from '../session/capture-host.ts';
import { memoryFile } from '../session/paths.ts';
import { readRendererFiles } from '../session/renderer-files.ts';
import { Session } from '../session/session.ts';
import { untilTold } from '../session/signals.ts';
import { findChromium, hasDisplay, openBrowser } from './chromium.ts';
import { Downloads } from './downloads.ts';
import { Memory } from './memory.ts';
import { startServer } from './server.ts';

/**
 * Serves the window until SIGINT, SIGTERM or SIGHUP. Its one line on standard output is the full address. `ring`: MiB.
 * Rejects with ProblemError `not-built`, `port-taken` or `port-refused`.
 */
export async function serve({ port = 0, ring = 0 }: { port?: number; ring?: number } = {}): Promise<void> {
  await whileServed(port, ring, async (address, stopped) => {
    process.stdout.write(`${address}\n`);
    await stopped;
  });
}

/**
 * Shows the window until it is closed, or until SIGINT, SIGTERM or SIGHUP. Where it cannot be shown, its address is
 * printed instead. Rejects with ProblemError `not-built`.
 */
export async function openWindow({ ring = 0 }: { ring?: number } = {}): Promise<void> {
  await whileServed(0, ring, async (address, stopped) => {
    const browser = hasDisplay() ? findChromium() : null;
    if (browser !== null && (await showUntilClosed(browser, address, stopped))) return;
    say(`${whyNoWindow(browser)} Open this address in a browser, and press Ctrl-C to end:`);
    process.stdout.write(`${address}\n`);
    await stopped;
  });
}

/** Runs `use` with the server up, and closes all there is afterwards. */
async function whileServed(
  port: number,
  ringMib: number,
  use: (address: string, stopped: Promise<void>) => Promise<void>,
): Promise<void> {
  const files = readRendererFiles();
  const stopped = untilTold();
  const downloads = new Downloads();
  const memory = new Memory(memoryFile());
  const session = new Session({
    host: forkCapture,
    chooseTarget: async (format) => downloads.prepare(format),
    ownPids: () => [process.pid],
    ringMib,
  });
  try {
    const server = await startServer({ session, files, downloads, memory, port });
    await use(server.address, stopped).finally(server.close);
  } finally {
    await session.close();
    downloads.close();
  }
}

/** false: the browser failed. */
async function showUntilClosed(browser: string, address: string, stopped: Promise<void>): Promise<boolean> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) say(`started as root: ${browser} runs without its sandbox.`);
  const window = openBrowser(browser, address, isRoot);
  void stopped.then(window.close);
  return window.closed;
}

function whyNoWindow(browser: string | null): string {
  if (!hasDisplay()) return 'There is no display here.';
  return browser === null
    ? 'There is no Chromium here to show the window.'
    : `${browser} could not show the window.`;
}

function say(text: string): void {
  process.stderr.write(`ioscope: ${text}\n`);
}

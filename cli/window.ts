// `ioscope`: the window, in Electron where its runtime is or can be had, else in the system's browser.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '../contract/problem.ts';
import { WindowLock } from '../session/instance.ts';
import { ROOT } from '../session/paths.ts';

const ELECTRON = join(ROOT, 'node_modules', 'electron');
/** About 120 MB; who cannot fetch it in this time has the window in the browser today. */
const FETCH_DEADLINE_MS = 180_000;

/** Opens the window and resolves when it is closed; sets the exit code. `ring`: size of the ring buffer in MiB. */
export async function openWindow({ ring }: { ring?: number }): Promise<void> {
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  const runtime = hasDisplay ? await electronRuntime() : null;
  if (runtime !== null) return runElectron(runtime, ring);
  const lock = WindowLock.take();
  try {
    const { openWindow: openInBrowser } = await import('../web/main.ts');
    await openInBrowser(ring === undefined ? {} : { ring });
  } finally {
    lock.release();
  }
}

/** The path of Electron's program, fetched first if need be; null, and said why, where that cannot be. */
async function electronRuntime(): Promise<string | null> {
  const there = installedRuntime();
  if (there !== null) return there;
  const installer = join(ELECTRON, 'install.js');
  if (existsSync(installer)) {
    process.stderr.write("ioscope: fetching Electron's runtime (about 120 MB, once; Ctrl-C gives up) …\n");
    await fetchRuntime(installer);
  }
  const fetched = installedRuntime();
  if (fetched === null) {
    process.stderr.write(
      "ioscope: Electron's runtime cannot be fetched here: opening the same window in a browser.\n",
    );
  }
  return fetched;
}

function installedRuntime(): string | null {
  try {
    const program = join(ELECTRON, 'dist', readFileSync(join(ELECTRON, 'path.txt'), 'utf8'));
    return existsSync(program) ? program : null;
  } catch {
    // No path.txt: nothing was fetched yet.
    return null;
  }
}

/** Resolves when the fetch has ended, well or not, or has been ended. */
async function fetchRuntime(installer: string): Promise<void> {
  const child = spawn(process.execPath, [installer], { stdio: 'ignore' });
  const done = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const late = new AbortController();
  await Promise.race([done, sleep(FETCH_DEADLINE_MS, undefined, { signal: late.signal, ref: false })]);
  late.abort();
  child.kill();
}

async function runElectron(program: string, ring: number | undefined): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  const options = ring === undefined ? [] : [`--ring=${ring}`];
  // Chromium's sandbox refuses to run as root.
  const child = spawn(program, [...(isRoot ? ['--no-sandbox'] : []), ROOT, ...options], { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals) => {
    // Ctrl-C has reached it already: a terminal signals the whole group, and the second would end it at once.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  process.on('SIGINT', forward).on('SIGTERM', forward).on('SIGHUP', forward);
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', (error) => {
      reject(
        new ProblemError(
          'electron-failed',
          `Electron could not be started: ${error.message}.`,
          'Run "npm ci" again.',
        ),
      );
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

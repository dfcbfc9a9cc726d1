// Where things lie: the parts of ioscope, and the user's cache.

import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProblemError } from '../contract/problem.ts';

/** The folder with package.json: this file runs from session/ and, compiled, from dist/session/. */
export const ROOT = rootAbove(dirname(fileURLToPath(import.meta.url)));

export const CAPTURE_ENTRY = join(ROOT, 'dist', 'capture', 'main.js');
export const LOADER = join(ROOT, '.output', 'ioscope-loader');

const CACHE_REMEDY = 'Make that folder writable, or set XDG_CACHE_HOME to one that is.';

/** The user's cache directory for captures, made if absent, for the user's eyes only: reads name people's files. */
export function cacheDirectory(): string {
  const directory = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ioscope');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (caught) {
    const why = caught instanceof Error ? caught.message : String(caught);
    throw new ProblemError('no-cache', `There is no place for a capture: ${why}.`, CACHE_REMEDY);
  }
  return directory;
}

/** What the window remembers, where its shell does not; the directory is made if that can be. */
export function memoryFile(): string {
  const directory = join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'ioscope');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch {
    // Without a place for it the window begins anew each time, and that is all.
  }
  return join(directory, 'window.json');
}

/** A new capture file's path. */
export function newCaptureFile(): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  return join(cacheDirectory(), `${stamp}-${process.pid}.duckdb`);
}

function rootAbove(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  return rootAbove(dirname(directory));
}

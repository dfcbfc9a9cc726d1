// The built window as a closed set of files, and the headers they go out with. Both shells serve from
// this map: an address that is not a key is not there, so no address can lead anywhere else.

import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { ProblemError } from '../contract/problem.ts';
import { ROOT } from './paths.ts';

export interface RendererFile {
  type: string;
  body: Buffer<ArrayBuffer>;
}

/** By address relative to the page's folder, e.g. `assets/index-1a2b.js`. */
export type RendererFiles = ReadonlyMap<string, RendererFile>;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Reads the whole of `directory`, as vite wrote it. Throws ProblemError `not-built`. */
export function readRendererFiles(directory = join(ROOT, 'dist', 'renderer')): RendererFiles {
  const files = new Map<string, RendererFile>();
  for (const path of filesUnder(directory)) {
    const type = TYPES[extname(path)];
    if (type === undefined) continue;
    files.set(relative(directory, path).split(sep).join('/'), {
      type,
      body: Buffer.from(readFileSync(path)),
    });
  }
  if (!files.has('index.html')) {
    throw new ProblemError('not-built', `There is no built window in ${directory}.`, 'Run: npm run build');
  }
  return files;
}

function filesUnder(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return []; // no such directory: not built
  }
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer to the window, whatever it is. */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

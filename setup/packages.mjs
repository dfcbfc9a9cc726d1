// Installs the npm packages when those in node_modules are not the ones of the lock file. Electron's
// runtime is not fetched here: its shell does that when it first opens a window.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { heading, ROOT, run } from './run.mjs';

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean }>} Packages */

/**
 * @param {Packages} locked `packages` of package-lock.json
 * @param {Packages} installed `packages` of node_modules/.package-lock.json, which npm writes last
 * @returns {boolean} whether nothing is lacking and nothing is of another version; optional packages of
 *   other platforms may lack
 */
export function upToDate(locked, installed) {
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '') return true;
    const have = installed[path];
    if (!have) return wanted.optional === true;
    return have.version === wanted.version && have.integrity === wanted.integrity;
  });
}

/**
 * @param {string} path in the repository
 * @returns {Packages | null}
 */
function packagesIn(path) {
  const file = join(ROOT, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : null;
}

export async function ensurePackages() {
  const installed = packagesIn('node_modules/.package-lock.json');
  if (installed && upToDate(packagesIn('package-lock.json') ?? {}, installed)) return;
  heading('Installing npm packages');
  // Errors only: Electron warns of Node versions that matter to its own runtime, not to this install.
  await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    remedy:
      'Check the network and the space on this disk; npm’s messages stand above. Then run the same command again.',
  });
}

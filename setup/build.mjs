// Builds what is older than its sources: the kernel side and loader (make knows itself), the TypeScript of
// all processes, and the window. Runs by itself, too: `npm run build`.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findBpftool } from './needs.mjs';
import { heading, main, outputOf, ROOT, run } from './run.mjs';

const COMPILE_SOURCES = ['contract', 'capture', 'session', 'electron', 'web', 'cli', 'tsconfig.json'];
const BUNDLE_SOURCES = ['contract', 'renderer', 'vite.config.ts', 'tsconfig.json'];

/**
 * @param {string} path a file or a folder
 * @returns {string[]} the files, in a settled order
 */
function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}

/**
 * @param {string[]} sources files and folders
 * @returns {string} a hash of all that lies there, and of the packages it is built with
 */
export function fingerprint(sources) {
  const hash = createHash('sha256');
  for (const file of [...sources, 'package-lock.json'].flatMap((source) => filesIn(resolve(ROOT, source)))) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/**
 * Runs a build step if its sources changed since it last succeeded.
 * @param {string} title
 * @param {{ stamp: string, output: string, sources: string[] }} what
 * @param {string[]} command
 */
async function buildIfChanged(title, { stamp, output, sources }, [command = '', ...args]) {
  const now = fingerprint(sources);
  const file = join(ROOT, stamp);
  if (existsSync(join(ROOT, output)) && existsSync(file) && readFileSync(file, 'utf8') === now) return;
  heading(title);
  await run(command, args);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, now);
}

export async function build() {
  const bpftool = findBpftool();
  const make = ['-s', ...(bpftool ? [`BPFTOOL=${bpftool}`] : [])];
  if (outputOf('make', ['-q', ...make]) === null) {
    heading('Building the kernel side and the loader');
    await run('make', make);
  }
  await buildIfChanged(
    'Compiling',
    { stamp: 'dist/.compiled', output: 'dist/cli', sources: COMPILE_SOURCES },
    ['node_modules/.bin/tsc', '-p', '.'],
  );
  await buildIfChanged(
    'Building the window',
    { stamp: 'dist/.bundled', output: 'dist/renderer/index.html', sources: BUNDLE_SOURCES },
    ['node_modules/.bin/vite', 'build', '--logLevel', 'warn'],
  );
}

if (process.argv[1] === join(ROOT, 'setup/build.mjs')) {
  await main(async () => {
    await build();
    return 0;
  });
}

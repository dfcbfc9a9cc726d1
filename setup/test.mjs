// `npm test`: from a bare clone to a verdict. Arguments go to vitest. The last line is for programs:
// `N passed, N failed, N skipped`, where a failed check counts as one more failure.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { ensurePackages } from './packages.mjs';
import { exitCodeOf, heading, main, ROOT, say } from './run.mjs';
import { ensureSystem } from './system.mjs';
import { verdict } from './verdict.mjs';

const RESULTS = join(ROOT, 'test/results/vitest.json');

// Without a terminal, plain text: a log is read by people and programs alike.
const colours = process.stdout.isTTY ? [] : ['--colors=off'];

/** @type {[title: string, command: string, ...args: string[]][]} */
const CHECKS = [
  ['Lint and format (biome)', 'node_modules/.bin/biome', 'ci', ...colours, '.'],
  ['Types', 'npm', 'run', '--silent', 'check:types'],
  ['Format of the C sources', 'make', '-s', 'check-format'],
];

await main(async () => {
  await ensureSystem({ tests: true });
  await ensurePackages();
  const browser = await ensureBrowser();
  await build();
  /** @type {string[]} */
  const failed = [];
  for (const [title, command, ...args] of CHECKS) {
    heading(title);
    if ((await exitCodeOf(command, args)) === 0) say('ok');
    else failed.push(title);
  }
  heading('Tests');
  rmSync(RESULTS, { force: true });
  const vitest = ['run', ...process.argv.slice(2)];
  const code = await exitCodeOf('node_modules/.bin/vitest', vitest, { env: { IOSCOPE_BROWSER: browser } });
  if (failed.length > 0) say(`\nFailed before the tests: ${failed.join(', ')}. See above.`);
  const report = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : null;
  const { line, ok } = verdict(report, code, failed.length);
  say(`\n${line}`);
  return ok ? 0 : 1;
});

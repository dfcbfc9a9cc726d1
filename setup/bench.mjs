// `npm run bench`: runs the benchmarks of test/bench one after another. Arguments go to vitest.

import { build } from './build.mjs';
import { ensurePackages } from './packages.mjs';
import { exitCodeOf, heading, main } from './run.mjs';
import { ensureSystem } from './system.mjs';

await main(async () => {
  await ensureSystem({ tests: false });
  await ensurePackages();
  await build();
  heading('Benchmarks');
  const config = ['--config', 'test/bench/vitest.config.ts'];
  return exitCodeOf('node_modules/.bin/vitest', ['run', ...config, ...process.argv.slice(2)]);
});

// `npm start`: everything from a bare clone to the open window. Arguments go to bin/ioscope.

import { build } from './build.mjs';
import { ensurePackages } from './packages.mjs';
import { exitCodeOf, main } from './run.mjs';
import { ensureSystem } from './system.mjs';

await main(async () => {
  await ensureSystem({ tests: false });
  await ensurePackages();
  await build();
  return exitCodeOf('bin/ioscope', process.argv.slice(2));
});

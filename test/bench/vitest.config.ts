// Benchmarks: one file at a time, nothing beside it, what it prints straight to the terminal.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/bench/*.bench.ts'],
    globalSetup: 'test/machine.ts',
    fileParallelism: false,
    disableConsoleIntercept: true,
    testTimeout: 0,
    hookTimeout: 0,
  },
});

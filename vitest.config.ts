// Two groups of tests: those that need this process only run side by side; those that load or trace the
// whole machine run after them, one file at a time.

import { defineConfig } from 'vitest/config';

/** Folders of test/ whose tests start processes, browsers or tracing. */
const MACHINE = ['kernel', 'session', 'cli', 'web', 'e2e'];

const files = (folder: string) => `test/${folder}/**/*.test.{ts,tsx}`;

export default defineConfig({
  test: {
    reporters: ['default', 'json'],
    outputFile: { json: 'test/results/vitest.json' },
    setupFiles: 'test/patience.ts',
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [files('*')],
          exclude: MACHINE.map(files),
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Vitest leaves one processor free, which of two is half the machine.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'machine',
          include: MACHINE.map(files),
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

// Three groups of tests, one after the other: those that need this process only, and those of the kernel side, which
// look at what they started themselves, run side by side; those that trace the whole machine one file at a time.

import { defineConfig } from 'vitest/config';

/** Folders of test/ whose tests start processes, browsers or tracing. */
const MACHINE = ['session', 'cli', 'web', 'e2e'];

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
          exclude: ['kernel', ...MACHINE].map(files),
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
          name: 'kernel',
          include: [files('kernel')],
          globalSetup: 'test/machine.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Mostly they wait, for the kernel to take programs off.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'machine',
          include: MACHINE.map(files),
          globalSetup: 'test/machine.ts',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

// `npm run pictures`: makes the README's pictures of the window. By hand, for they are as new as the machine's day.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/e2e/pictures.ts'], testTimeout: 120_000, hookTimeout: 60_000 },
});

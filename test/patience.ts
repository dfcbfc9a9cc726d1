// How long a test waits for what is to come: far longer than it takes, for the machine may have much else to do. What
// does not come fails all the same.

import { vi } from 'vitest';

const PATIENCE_MS = 15_000;

const { waitFor } = vi;
vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options });

if (typeof document !== 'undefined') {
  const { configure } = await import('@testing-library/react');
  configure({ asyncUtilTimeout: PATIENCE_MS, defaultHidden: true });
}

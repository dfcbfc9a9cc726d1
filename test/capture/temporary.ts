// A directory for one test file, removed at its end.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ioscope-test-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

// A picture of the window when a test fails, in test/results.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import type { ReadsWindow } from './reads-window.ts';

const FOLDER = join(import.meta.dirname, '../results/failed');

/** To be called after each test, before the window is closed. */
export async function shootIfFailed({ task }: TestContext, window: ReadsWindow): Promise<void> {
  if (task.result?.state !== 'fail') return;
  mkdirSync(FOLDER, { recursive: true });
  const name = task.name.replaceAll(/\W+/g, '-').slice(0, 60);
  await window.page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

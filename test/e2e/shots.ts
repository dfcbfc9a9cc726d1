// Pictures of a state of the window, light and dark, large and small, for a person to look at.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadsWindow } from './reads-window.ts';
import { SIZE } from './reads-window.ts';

export const SHOTS = join(import.meta.dirname, '../results/shots');

const SIZES = [SIZE, { width: 1024, height: 700 }];
const THEMES = ['dark', 'light'] as const;

/** Resolves when what is on the screen is drawn with its fonts: two frames on. */
export async function settled({ page }: ReadsWindow): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  });
}

/** Writes NAME-THEME-WIDTH.png for each theme and size. */
export async function shoot(window: ReadsWindow, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  for (const size of SIZES) {
    await window.page.setViewportSize(size);
    for (const colorScheme of THEMES) {
      await window.page.emulateMedia({ colorScheme });
      await settled(window);
      const path = join(SHOTS, `${name}-${colorScheme}-${size.width}.png`);
      // Transitions are skipped: a theme half faded in is no state.
      await window.page.screenshot({ path, animations: 'disabled' });
    }
  }
  await window.page.setViewportSize(SIZE);
  await settled(window);
}

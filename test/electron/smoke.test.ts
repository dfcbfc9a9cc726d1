// The real thing, where Electron's runtime is installed and there is a display to show it on.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { expect, test } from 'vitest';
import { ROOT } from '../../session/paths.ts';

const RUNTIME = join(ROOT, 'node_modules/electron/dist/electron');
const reason = whyNot();
if (reason !== null) console.log(`test/electron/smoke.test.ts is not run: ${reason}`);

function whyNot(): string | null {
  if (!existsSync(RUNTIME)) return "Electron's runtime is not installed here";
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display';
  return null;
}

test.skipIf(reason !== null)(
  `the desktop window opens and answers${reason === null ? '' : ` (${reason})`}`,
  async () => {
    const isRoot = process.getuid?.() === 0;
    const app = await _electron.launch({
      executablePath: RUNTIME,
      args: [...(isRoot ? ['--no-sandbox'] : []), ROOT],
    });
    try {
      const page = await app.firstWindow();
      const violations: string[] = [];
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) violations.push(message.text());
      });
      expect(page.url()).toBe('app://ioscope/index.html');
      await page.getByRole('button', { name: 'Record' }).waitFor();
      await page.getByRole('status').filter({ hasText: '0' }).waitFor();
      // The page itself has neither Node nor the channels.
      expect(
        await page.evaluate(() => ['require', 'process', 'ipcRenderer'].filter((name) => name in window)),
      ).toEqual([]);
      await page.reload();
      await page.getByRole('status').filter({ hasText: '0' }).waitFor();
      expect(violations).toEqual([]);
    } finally {
      await app.close();
    }
  },
);

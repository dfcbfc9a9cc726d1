// The README's pictures: the window as `ioscope` opens it, while a browser, git and Python are at work.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eventually, executable, whyNoWindow } from './browser.ts';
import { Application, Display, Site } from './desktop.ts';
import { isAlive } from './processes.ts';
import { ReadsWindow, SIZE } from './reads-window.ts';
import { Folders } from './served.ts';
import { settled } from './shots.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCS = join(ROOT, 'docs');
const SECONDS = 20;
const MOST_BYTES = 300_000;

/** What goes on beside the browser, in the repository; what is not installed is left out by the shell. */
const WORK = [
  'tar -c --hard-dereference node_modules node_modules node_modules | gzip -3 > /dev/null',
  `exec python3 -c '
import hashlib, math, os, time
while True:
    for folder, _, names in os.walk("node_modules"):
        for name in names:
            digest = hashlib.blake2b()
            with open(os.path.join(folder, name), "rb", buffering=0) as file:
                while block := file.read(65536):
                    digest.update(block)
                    time.sleep(len(block) / (6e7 + 5e7 * math.sin(time.time())))
'`,
  'while sleep 0.7; do git log --stat -n 60 > /dev/null; git status > /dev/null; done',
  'while sleep 1.3; do grep -rlw recorder contract capture session > /dev/null; done',
];

/** Chromium's threads that read files among them. */
const SHOWN = ['tar', 'gzip', 'python3', 'git', 'chromium', 'ThreadPoolForeg'];

/** Starts it all; returns what ends it. */
function work(): () => void {
  const shells = WORK.map((script) =>
    spawn('nice', ['sh', '-c', script], { cwd: ROOT, stdio: 'ignore', detached: true }),
  );
  return () => {
    for (const { pid } of shells) if (pid !== undefined && isAlive(pid)) process.kill(-pid, 'SIGKILL');
  };
}

describe.skipIf(whyNoWindow('pictures.ts') !== null)('pictures', () => {
  let folders: Folders;
  let display: Display;
  let site: Site;
  let shell: ChildProcess;

  beforeAll(async () => {
    folders = new Folders();
    display = await Display.start();
    site = await Site.start(12);
    // The browser that shows the window must be the shell's own child, so that its reads are left out; the port
    // is how this test gets hold of it.
    const commands = join(folders.root, 'bin');
    mkdirSync(commands);
    const wrapper = join(commands, 'chromium');
    writeFileSync(wrapper, `#!/bin/sh\nexec '${executable()}' --remote-debugging-port=0 "$@"\n`);
    chmodSync(wrapper, 0o755);
    const { PATH } = process.env;
    const env = {
      ...folders.env,
      PATH: `${commands}:${PATH}`,
      TMPDIR: folders.root,
      DISPLAY: display.name,
      WAYLAND_DISPLAY: '',
    };
    const open = `import('${join(ROOT, 'dist/web/main.js')}').then(({ openWindow }) => openWindow())`;
    shell = spawn(process.execPath, ['--eval', open], { env, stdio: 'inherit' });
  });
  afterAll(async () => {
    const exited = once(shell, 'exit');
    shell.kill('SIGTERM');
    await exited;
    site.stop();
    await display.stop();
    folders.remove();
  });

  /** Where the window's browser listens. */
  async function debuggingPort(): Promise<string> {
    const file = () => {
      const folder = readdirSync(folders.root).find((name) => name.startsWith('ioscope-window-')) ?? '';
      const path = join(folders.root, folder, 'profile/DevToolsActivePort');
      return existsSync(path) ? readFileSync(path, 'utf8').split('\n', 1)[0] : '';
    };
    await eventually(file).toMatch(/^\d+$/);
    return file() ?? '';
  }

  test('dark and light', async () => {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await debuggingPort()}`);
    const page = browser.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error('the browser shows no page');
    const window = await ReadsWindow.adopt(page);
    await page.setViewportSize(SIZE);
    await window.record();
    for (const comm of SHOWN) await window.filter(`comm:${comm}`);
    const application = new Application(site.address, join(folders.root, 'reader'), display);
    onTestFinished(() => application.stop());
    onTestFinished(work());
    const elapsed = () => (window.traffic.status()?.elapsed_ns ?? 0) / 1e9;
    await eventually(elapsed, 2000 * SECONDS).toBeGreaterThan(SECONDS);
    await window.grid.hover();
    await page.mouse.wheel(0, -400);
    await page.getByRole('button', { name: /new reads?$/ }).waitFor();
    await window.grid.locator('[data-index]').nth(9).locator('[role=gridcell]').nth(3).click();
    await page.mouse.move(0, 0);
    for (const colorScheme of ['dark', 'light'] as const) {
      const path = join(DOCS, `window-${colorScheme}.png`);
      await page.emulateMedia({ colorScheme });
      await settled(window);
      await page.screenshot({ path, animations: 'disabled' });
      // A third of the size where it is installed; not missed where it is not.
      spawnSync('pngquant', ['--force', '--ext', '.png', '--skip-if-larger', '--quality', '90-100', path]);
      expect(statSync(path).size).toBeLessThan(MOST_BYTES);
    }
  });
});

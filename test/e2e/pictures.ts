// The README's pictures: the window as `ioscope` opens it, while a browser, git, a compiler and Python are at work.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
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
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CaptureFilter, RECORD_ALL } from '../../contract/capture-filter.ts';
import { eventually, executable, whyNoWindow } from './browser.ts';
import { applicationCommand, Display, Site } from './desktop.ts';
import { isAlive } from './processes.ts';
import { ReadsWindow, type ShownRow, SIZE } from './reads-window.ts';
import { Folders } from './served.ts';
import { settled } from './shots.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCS = join(ROOT, 'docs');
const SECONDS = 20;
const PAGES = 50;
const MOST_BYTES = 300_000;

/** Whose machine the pictures show; its home is there for those alone that are at work in them. */
const HOME = '/home/ada';
const PROJECT = `${HOME}/ioscope`;

/** What goes on beside the browser, in a clone of the repository. */
const WORK = [
  'while sleep 0.2; do git log --stat -n 40; git status; git grep -w recorder; done',
  'while true; do for file in loader/*.c; do gcc -c -o /dev/null -I. -Iloader $file; done; sleep 0.2; done',
  "while sleep 0.2; do python3 -Sc 'import asyncio, email.parser, json, sqlite3, unittest'; done",
  'while sleep 0.1; do grep -rw recorder capture session web renderer; done',
  'while true; do tar -b 512 -c /usr/share/perl /usr/lib/python3 | gzip; done',
  `exec python3 -c '
import glob, hashlib, math, os, time
while True:
    for path in sorted(glob.glob("/usr/lib/*-linux-gnu/lib*.so.[0-9]")):
        digest = hashlib.blake2b()
        with open(path, "rb", buffering=0) as file:
            while block := file.read(65536):
                digest.update(block)
                time.sleep(len(block) / (4e7 + 3e7 * math.sin(time.time())))
'`,
];

/** All that is at work, waiting to be let go; for it HOME is a folder in `root`, whatever else is there. */
class Desk {
  readonly pid: number;
  readonly #child: ChildProcess;

  constructor(root: string, display: string, commands: string[]) {
    const script = [
      `mount --bind '${join(root, 'home')}' /home && cd ${PROJECT} && read go`,
      ...commands.map((command) => `(${command}) > /dev/null 2>&1 &`),
      'wait',
    ].join('\n');
    this.#child = spawn('nice', ['unshare', '--mount', 'sh', '-c', script], {
      env: { DISPLAY: display, HOME, PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
    });
    this.pid = this.#child.pid ?? 0;
  }

  go(): void {
    this.#child.stdin?.end('\n');
  }

  stop(): void {
    if (isAlive(this.pid)) process.kill(-this.pid, 'SIGKILL');
  }
}

/** Pages up from the tail, then stops where most is to be seen; the rows that are in view then. */
async function turnToBest(window: ReadsWindow): Promise<Map<number, ShownRow>> {
  const worth = (rows: ShownRow[]) => {
    const own = rows.filter(({ path }) => !/^\/etc|\.so/.test(path)); // not what each program begins with
    const names = own.map(({ process }) => process);
    const seen = new Set(names.filter((name, at) => names.indexOf(name) !== at)); // twice at least
    return 20 * seen.size + new Set(own.map(({ path }) => path)).size;
  };
  const pages: number[] = [];
  await window.grid.focus();
  await window.page.keyboard.press('End');
  const turn = async (key: string) => {
    await window.page.keyboard.press(key);
    await settled(window);
    await eventually(async () => (await window.inView()).size).toBeGreaterThan(15);
  };
  for (let page = 0; page < PAGES; page++) {
    await turn('PageUp');
    pages.push(worth([...(await window.inView()).values()]));
  }
  const best = pages.lastIndexOf(Math.max(...pages));
  for (let page = PAGES - 1; page > best; page--) await turn('PageDown');
  return window.inView();
}

describe.skipIf(whyNoWindow('pictures.ts') !== null)('pictures', () => {
  let folders: Folders;
  let display: Display;
  let site: Site;
  let desk: Desk;
  let shell: ChildProcess;

  beforeAll(async () => {
    folders = new Folders();
    const home = join(folders.root, PROJECT);
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, home]);
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
    const browse = applicationCommand(site.address, `${HOME}/.config/chromium`);
    desk = new Desk(folders.root, display.name, [browse.join(' '), ...WORK]);
    // What else this machine does is not for the pictures.
    const part = (path: string) => `await import('${join(ROOT, 'dist', path)}')`;
    const only: CaptureFilter = {
      ...RECORD_ALL,
      processes: [{ pid: desk.pid, descendants: true, exclude: false }],
    };
    const open = `(async () => {
      const { Session } = ${part('session/session.js')};
      const { openWindow } = ${part('web/main.js')};
      const { record } = Session.prototype;
      Session.prototype.record = function () {
        return record.call(this, ${JSON.stringify(only)});
      };
      await openWindow();
    })()`;
    shell = spawn(process.execPath, ['--eval', open], { env, stdio: 'inherit' });
  });
  afterAll(async () => {
    const exited = once(shell, 'exit');
    shell.kill('SIGTERM');
    await exited;
    desk.stop();
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
    await window.button('Files only').click();
    desk.go();
    const elapsed = () => (window.traffic.status()?.elapsed_ns ?? 0) / 1e9;
    await eventually(elapsed, 2000 * SECONDS).toBeGreaterThan(SECONDS);
    const rows = [...(await turnToBest(window))];
    const middle = rows.slice(6, 18);
    const [index] = middle.find(([, { path }]) => path.startsWith(`${PROJECT}/`)) ?? middle[0] ?? [0];
    await (await window.cell('Path', index)).click();
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

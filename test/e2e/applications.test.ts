// Applications and processes as they are: a browser run by "Trace a program" tells its real roles, and what the
// window says of them is what the machine says.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually, executable, launchBrowser, QUIET, whyNoWindow } from './browser.ts';
import { shootIfFailed } from './failure-shot.ts';
import { HOSTILE } from './hostile-names.ts';
import { NamedReader } from './named-reader.ts';
import { childRunning, isAlive, treeOf } from './processes.ts';
import { ReadsWindow } from './reads-window.ts';
import { Served } from './served.ts';
import { shoot } from './shots.ts';

const LOOKS = [
  ['dark', 'no-preference'],
  ['light', 'no-preference'],
  ['dark', 'more'],
  ['light', 'more'],
] as const;

describe.skipIf(whyNoWindow('applications.test.ts') !== null)('applications', () => {
  const profile = mkdtempSync(join(tmpdir(), 'ioscope traced-'));
  let browser: Browser;
  let served: Served;
  let window: ReadsWindow;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  beforeEach(async () => {
    served = await Served.start();
    window = await ReadsWindow.open(browser, served.address);
  });
  afterEach(async (context) => {
    await shootIfFailed(context, window);
    const traced = childRunning(served.pid, profile);
    for (const pid of traced === null ? [] : treeOf(traced).filter(isAlive)) process.kill(pid, 'SIGKILL');
    expect(window.errors).toEqual([]);
    await window.close();
    await served.stop();
  });

  const tree = () => window.page.getByRole('tree');
  const labels = () =>
    tree()
      .getByRole('treeitem')
      .evaluateAll((items) => items.map((item) => item.textContent ?? ''));
  const trace = async (command: string) => {
    await window.page.getByRole('button', { name: 'Trace a program…' }).first().click();
    await window.page.getByRole('combobox', { name: 'Command' }).fill(command);
    await window.page.getByRole('button', { name: 'Run and record' }).click();
  };

  /** What axe finds in the page as it is, contrast too. */
  async function faults(): Promise<string[]> {
    await window.page.evaluate(axe.source);
    return window.page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
  }

  test('a browser, from its first read, with the roles of its processes', async () => {
    const words = [executable(), ...QUIET, '--headless', `'--user-data-dir=${profile}'`, 'about:blank'];
    // What it prints is of no use here.
    await trace(`sh -c 'exec "$0" "$@" 2> /dev/null' ${words.join(' ')}`);
    await eventually(async () => (await labels()).join('\n')).toMatch(/browser, process/);
    for (const role of ['zygote', 'network service', 'renderer']) {
      await eventually(async () => (await labels()).join('\n')).toContain(`${role}, process`);
    }
    const root = childRunning(served.pid, profile);
    if (root === null) throw new Error('the traced browser is gone');
    // Nothing but the program and what it has started.
    const shown = (await labels()).flatMap((label) => /, process, (\d+)/.exec(label)?.[1] ?? []);
    const family = new Set(treeOf(root).map(String));
    expect(shown.filter((pid) => !family.has(pid) && isAlive(Number(pid)))).toEqual([]);
    // The first read of a program is that of its loader, of the first library's first bytes or of its script.
    await window.grid.focus();
    await window.page.keyboard.press('Home');
    await eventually(async () => (await window.inView()).get(0)?.pid).toBe(String(root));

    await shoot(window, '20-applications');
    const line = tree().getByRole('treeitem', { name: /^network service/ });
    await line.click();
    const pid = /process, (\d+)/.exec((await line.textContent()) ?? '')?.[1] ?? '';
    await eventually(async () => [...(await window.inView()).values()].every((row) => row.pid === pid)).toBe(
      true,
    );
    await line.click();
    await line.click({ button: 'right' });
    await window.page.getByRole('menuitem', { name: 'Details…' }).click();
    const details = window.page.getByRole('dialog');
    await details.getByText(/--utility-sub-type=network\.mojom\.NetworkService/).waitFor();
    await shoot(window, '21-details');
    await window.page.keyboard.press('Escape');

    process.kill(root, 'SIGTERM');
    await eventually(() => window.statusText()).toContain('Stopped');
  });

  test('threads, and totals that are those of the capture', async () => {
    await trace(`sh -c 'cat /etc/passwd /etc/group > /dev/null; head -c 1000 /dev/zero > /dev/null; exit 0'`);
    await eventually(() => window.statusText()).toContain('Stopped');
    const total = await window.total();
    expect(total).toBeGreaterThan(5);
    await window.page.getByRole('button', { name: /^Sorted by/ }).click();
    await window.page.getByRole('menuitemradio', { name: 'Reads', exact: true }).click();
    await eventually(async () => {
      const counts = (await labels()).map(
        (label) => /, (?:process|processes), .*?, ([\d\s]+)$/.exec(label)?.[1] ?? '0',
      );
      return counts.reduce((sum, count) => sum + Number(count.replaceAll(/\s/g, '')), 0);
    }).toBe(total);
    const cat = tree().getByRole('treeitem', { name: /^cat ?, ?process/ });
    await cat.click();
    await tree().focus();
    await window.page.keyboard.press('ArrowRight');
    await tree()
      .getByRole('treeitem', { name: /^cat ?, ?thread/ })
      .waitFor();
    await eventually(() => window.counted().then(({ shown }) => shown)).toBeGreaterThan(1);
  });

  test('a program that cannot be run is named, and nothing is recorded', async () => {
    await trace('ioscope-no-such-program');
    await window.page.getByRole('dialog').getByRole('alert').getByText('There is no program').waitFor();
    expect(await faults()).toEqual([]);
    await shoot(window, '22-trace');
    await window.page.keyboard.press('Escape');
    expect(await window.statusText()).toContain('Ready');
  });

  test('every dialog and theme can be used by all: contrast, names, roles', async () => {
    // Colours that fade are none yet.
    await window.page.emulateMedia({ reducedMotion: 'reduce' });
    const look = async (name: string) => {
      for (const [colorScheme, contrast] of LOOKS) {
        await window.page.emulateMedia({ colorScheme, contrast });
        expect(await faults(), `${name}, ${colorScheme}, contrast ${contrast}`).toEqual([]);
      }
      await window.page.emulateMedia({ contrast: 'no-preference' });
      await shoot(window, name);
    };
    await look('23-first-screen');
    await window.record();
    await eventually(async () => (await labels()).length).toBeGreaterThan(0);
    await look('24-recording');
    for (const [name, keys] of Object.entries({
      '25-commands': 'Control+K',
      '26-keyboard': '?',
      '27-settings': 'Control+,',
    })) {
      await window.page.keyboard.press(keys);
      await window.page.getByRole('dialog').waitFor();
      await look(name);
      await window.page.keyboard.press('Escape');
      await window.page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await window.page.emulateMedia({ forcedColors: 'active' });
    await shoot(window, '28-forced-colors');
    await window.page.emulateMedia({ forcedColors: 'none' });
  }, 180_000);

  test('hostile names are text', async () => {
    const reader = new NamedReader(HOSTILE.map(({ raw }) => raw));
    await window.record();
    await reader.run();
    await window.stop();
    await window.page.getByRole('searchbox', { name: 'Find a process' }).fill(String(reader.pid));
    const line = tree().getByRole('treeitem', { name: new RegExp(`process, ?${reader.pid}`) });
    await line.focus().catch(() => {});
    await line.click();
    await window.page.keyboard.press('ArrowRight');
    await eventually(async () => (await labels()).length).toBeGreaterThan(1);
    expect(await window.page.locator('.process-tree :is(b, img, script)').count()).toBe(0);
    expect((await labels()).join('')).not.toMatch(/[\u202a-\u202e\u2066-\u2069\n]/);
    await shoot(window, '29-hostile-processes');
  });
});

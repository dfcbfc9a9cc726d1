// Every state of the window, brought about for real and photographed. What is asserted is that the state is
// there; whether it looks right is for the person who opens test/results/shots.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Workload } from '../kernel/workload.ts';
import { eventually, whyNoWindow } from './browser.ts';
import { useWindow } from './fixture.ts';
import { HOSTILE } from './hostile-names.ts';
import { NamedReader, SHELL } from './named-reader.ts';
import type { ReadsWindow } from './reads-window.ts';
import type { Served } from './served.ts';
import { shoot } from './shots.ts';

/** More reads than the ring buffer holds, by far. */
const FLOOD = 4_000_000;

async function runs(program: string, ...args: string[]): Promise<void> {
  const [code] = await once(spawn(program, args, { stdio: 'ignore', cwd: import.meta.dirname }), 'exit');
  expect(code).toBe(0);
}

/** What a developer's machine does, once. */
async function work(): Promise<void> {
  await Promise.all([
    runs('git', 'log', '--stat', '-n', '20'),
    runs('gcc', '--version'),
    runs('sh', '-c', 'find ../.. -maxdepth 2 -name "*.json" -type f -exec cat {} +'),
    runs(process.execPath, '--eval', 'import("typescript")'),
  ]);
}

/** Works until the recording is so many seconds long, and its processes are on the screen. */
async function workFor(window: ReadsWindow, seconds: number): Promise<void> {
  while ((window.traffic.status()?.elapsed_ns ?? 0) < seconds * 1e9) await work();
  await eventually(() => window.page.locator('.process').count()).toBeGreaterThan(5);
}

describe.skipIf(whyNoWindow('shots.test.ts') !== null)('pictures', () => {
  let served: Served;
  let window: ReadsWindow;

  useWindow(
    'test',
    (opened) => {
      ({ served, window } = opened);
    },
    'usual',
  );

  test('from empty to stopped', async () => {
    await shoot(window, '01-empty');
    await window.record();
    await workFor(window, 4);
    await shoot(window, '02-recording');
    await window.grid.hover();
    await window.page.mouse.wheel(0, -3000);
    await window.page.getByRole('button', { name: /new reads?$/ }).waitFor();
    await shoot(window, '03-scrolled-up');
    await window.button('Pause view').click();
    await shoot(window, '04-paused');
    await window.button('Pause view').click();
    await window.filter('comm:git');
    await window.filter('-comm:cat');
    await eventually(async () =>
      [...(await window.inView()).values()].every(({ comm }) => comm === 'git'),
    ).toBe(true);
    await shoot(window, '05-filtered');
    await (await window.cell('Path')).first().click({ button: 'right' });
    await window.page.getByRole('menuitem', { name: 'Include this' }).waitFor();
    await shoot(window, '06-cell-menu');
    await window.page.keyboard.press('Escape');
    await window.box.fill('p');
    await window.page.getByRole('option').first().waitFor();
    await shoot(window, '07-suggestions');
    await window.box.fill('pid:x');
    await eventually(() => window.box.getAttribute('aria-invalid')).toBe('true');
    await shoot(window, '08-wrong-filter');
    await window.box.fill('');
    await window.stop();
    await window.button('Export').click();
    await window.page.getByRole('menuitem', { name: 'CSV' }).waitFor();
    await shoot(window, '09-export-menu');
    await window.page.keyboard.press('Escape');
    await window.exportCsv();
    await shoot(window, '10-exported');
    await window.filter('comm:nothing');
    await window.turnRound('comm: git');
    await eventually(() => window.rowCount()).toBe(0);
    await shoot(window, '11-filter-hides-all');
  });

  test('reads lost', async () => {
    const flood = new Workload(['flat-out', FLOOD]);
    await window.record();
    await work();
    const { capturePid } = served;
    if (capturePid === null) throw new Error('a recording without its capture process');
    process.kill(capturePid, 'SIGSTOP');
    try {
      flood.go();
      await flood.end();
    } finally {
      process.kill(capturePid, 'SIGCONT');
    }
    await window.stop();
    await window.filter(`pid:${flood.pid}`);
    const { losses } = window.traffic.status() ?? {};
    const lost = losses?.ring_full ?? 0;
    expect(lost).toBeGreaterThan(0);
    // What others lost meanwhile is counted with it.
    await eventually(() => window.rowCount()).toBeGreaterThanOrEqual(FLOOD - lost);
    expect(await window.rowCount()).toBeLessThan(FLOOD);
    await window.page.getByRole('button', { name: /lost/ }).click();
    await shoot(window, '12-reads-lost');
  });

  test('failures', async () => {
    await window.record();
    await workFor(window, 1);
    const { loaderPid } = served;
    if (loaderPid === null) throw new Error('a recording without its loader');
    process.kill(loaderPid, 'SIGKILL');
    await eventually(() => window.alert()).not.toBe('');
    await shoot(window, '13-failed');
    await served.stop();
    await eventually(() => window.alert()).toContain('lost');
    await shoot(window, '14-disconnected');
  });

  test('hostile names', async () => {
    const reader = new NamedReader([...HOSTILE, ...HOSTILE].map(({ raw }) => raw));
    await window.record();
    await work();
    await reader.run();
    await window.stop();
    await window.filter(`pid:${reader.pid}`);
    await eventually(() => window.rowCount()).toBeGreaterThan(0);
    await window.filter(`-comm:${SHELL}`);
    await eventually(() => window.page.locator('.process').count()).toBeGreaterThan(5);
    await window.grid.getByText('<b>bold</b>').first().click();
    await shoot(window, '15-hostile-names');
  });
});

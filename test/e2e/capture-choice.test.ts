// What is recorded, chosen in the window: the kernel heeds it from then on, without a new recording.

import { describe, expect, test } from 'vitest';
import { Workload } from '../kernel/workload.ts';
import { eventually, whyNoWindow } from './browser.ts';
import { useWindow } from './fixture.ts';
import type { ReadsWindow } from './reads-window.ts';
import { shoot } from './shots.ts';

/** Reads of `workload outcomes`. */
const OUTCOMES = 36;

describe.skipIf(whyNoWindow('capture-choice.test.ts') !== null)('what to record', () => {
  let window: ReadsWindow;

  useWindow('file', (opened) => {
    ({ window } = opened);
  });

  const dialog = () => window.page.getByRole('dialog', { name: 'What to record' });
  const choose = async (fill: () => Promise<void>) => {
    await window.page.getByRole('button', { name: /^Capture: / }).click();
    await fill();
    await dialog()
      .getByRole('button', { name: /^Apply/ })
      .click();
    await dialog().waitFor({ state: 'hidden' });
  };
  const rule = async (what: string, value: string) => {
    await dialog().getByRole('combobox', { name: 'By what' }).selectOption({ label: what });
    await dialog().getByRole('textbox', { name: what }).fill(value);
  };

  test('one process, then failures only, then everything again', async () => {
    await window.record();
    const [one, other, failing, last] = [0, 0, 0, 0].map(() => new Workload(['outcomes'])) as [
      Workload,
      Workload,
      Workload,
      Workload,
    ];
    await choose(() => rule('PID alone', String(one.pid)));
    await window.page.getByRole('button', { name: `Capture: PID ${one.pid}` }).waitFor();
    for (const workload of [one, other]) await workload.run();
    await choose(async () => {
      await dialog().getByRole('button', { name: 'Record everything' }).click();
      await dialog().getByRole('checkbox', { name: 'Failures only' }).check();
      await rule('Process name', 'workl*');
      await shoot(window, '16-what-to-record');
    });
    const failures = (await failing.run()).filter(({ ret }) => ret < 0).length;
    await choose(() => dialog().getByRole('button', { name: 'Record everything' }).click());
    await last.run();
    await window.stop();
    expect(failures).toBeGreaterThan(0);
    for (const [{ pid }, rows] of [
      [one, OUTCOMES],
      [other, 0],
      [failing, failures],
      [last, OUTCOMES],
    ] as const) {
      await window.filter(`pid:${pid}`);
      await eventually(() => window.counted().then(({ shown }) => shown)).toBe(rows);
      await window.removeFilters();
    }
  });

  test('what the kernel does not know is refused, and the rest stays as it was', async () => {
    await window.page.getByRole('button', { name: /^Capture: / }).click();
    await rule('Control group', '/no.such.slice');
    await dialog().getByRole('button', { name: 'Apply' }).click();
    await eventually(() => dialog().getByRole('alert').textContent()).toMatch(
      /\/no\.such\.slice|control group/i,
    );
    await window.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await window.page.getByRole('button', { name: 'Capture: Everything' }).waitFor();
  });
});

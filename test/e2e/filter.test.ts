// The filter bar before real reads: typed, completed, switched off, turned round, undone, found in.

import { beforeEach, describe, expect, test } from 'vitest';
import { Workload } from '../kernel/workload.ts';
import { eventually, whyNoWindow } from './browser.ts';
import { useWindow } from './fixture.ts';
import type { ReadsWindow } from './reads-window.ts';
import { shoot } from './shots.ts';

/** Reads of `workload outcomes`, and of each of its 64 threads' `workload threads 3`. */
const OUTCOMES = 36;
const THREADS = 64;

describe.skipIf(whyNoWindow('filter.test.ts') !== null)('the filter bar', () => {
  let window: ReadsWindow;
  let threads: Workload;
  let outcomes: Workload;
  /** Reads of one recording, which all tests look at. */
  let all = 0;

  useWindow('file', (opened) => {
    ({ window } = opened);
  });
  beforeEach(async () => {
    if (all === 0) await record();
    await window.page.evaluate(() => localStorage.clear());
    await shows(all);
  });

  async function record(): Promise<void> {
    threads = new Workload(['threads', 3]);
    outcomes = new Workload(['outcomes']);
    await window.record();
    await threads.run();
    await outcomes.run();
    await window.stop();
    all = await window.total();
  }
  const shows = (rows: number) => eventually(() => window.rowCount()).toBe(rows);
  const option = (name: RegExp) => window.page.getByRole('option', { name });

  test('filters by what is typed, as it is typed', async () => {
    await window.box.fill(`pid:${threads.pid}`);
    await shows(THREADS * 3);
    await window.box.fill(`pid:${threads.pid} comm:'reader "7"','reader "41"'`);
    await shows(6);
    await window.box.fill(`pid:${threads.pid} comm:reader*4?*`);
    const names = new Set([...(await window.inView()).values()].map(({ comm }) => comm));
    expect(names.size).toBeGreaterThan(0);
    await window.box.fill(`pid:${outcomes.pid} error:*`);
    await eventually(async () => {
      const outcomes = [...(await window.inView()).values()].map(({ outcome }) => outcome);
      return outcomes.length > 0 && outcomes.every((outcome) => /^E[A-Z]+$/.test(outcome));
    }).toBe(true);
    const failed = await window.rowCount();
    await window.box.fill(`pid:${outcomes.pid} (error:* or ret>=0)`);
    await shows(OUTCOMES);
    await window.box.fill(`pid:${outcomes.pid} not error:*`);
    await shows(OUTCOMES - failed);
    await window.box.fill(`pid:${outcomes.pid} latency>1000s`);
    await shows(0);
    expect(await window.counted()).toEqual({ shown: 0, all });
  });

  test('completes fields and values that were read with', async () => {
    await window.box.pressSequentially('proc');
    await option(/^process:/).waitFor();
    await window.page.keyboard.press('Tab');
    await eventually(() => window.box.inputValue()).toBe('process:');
    await window.box.fill('pid:');
    await option(/^pid: \d+, [\d\s]+ reads/)
      .first()
      .waitFor();
    await window.box.pressSequentially(String(threads.pid));
    await option(new RegExp(`^pid: ${threads.pid}, ${THREADS * 3} reads`)).waitFor();
    await eventually(() => window.page.getByRole('option').count()).toBe(1);
    await window.page.keyboard.press('Tab');
    await window.button(`pid: ${threads.pid}`).waitFor();
    await shows(THREADS * 3);
    await window.box.fill('-comm:"reader');
    await option(/^not comm: reader/)
      .first()
      .waitFor();
    await window.page.keyboard.press('ArrowDown');
    await window.page.keyboard.press('Enter');
    await shows((THREADS - 1) * 3);
  });

  test('switches a chip off, turns it round, and takes everything back', async () => {
    const chip = async (name: string, item: string) => {
      await window.button(name).click();
      await window.page.getByRole('menuitem', { name: item }).click();
    };
    await window.filter(`pid:${threads.pid}`);
    await window.filter('comm:\'reader "7"\'');
    await shows(3);
    await chip('comm: reader "7"', 'Switch off');
    await shows(THREADS * 3);
    await chip('off: comm: reader "7"', 'Switch on');
    await chip('comm: reader "7"', 'Hide these instead');
    await shows((THREADS - 1) * 3);
    await chip('not comm: reader "7"', 'Edit');
    await eventually(() => window.box.inputValue()).toBe(`-comm:'reader "7"'`);
    await window.box.press('End');
    await window.box.pressSequentially(`,'reader "8"'`);
    await window.box.press('Enter');
    await shows((THREADS - 2) * 3);
    await window.button('Undo filter').click();
    await window.box.fill('');
    await window.button('Undo filter').click();
    await shows((THREADS - 1) * 3);
    await window.page.keyboard.press('Control+z');
    await shows(3);
    await window.page.keyboard.press('Control+Shift+z');
    await shows((THREADS - 1) * 3);
  });

  test('finds within the rows shown', async () => {
    await window.filter(`pid:${threads.pid}`);
    await shows(THREADS * 3);
    await window.grid.focus();
    await window.page.keyboard.press('Home');
    await window.page.keyboard.press('Control+f');
    await window.page.getByRole('textbox', { name: 'Find' }).fill('comm:\'reader "7"\'');
    const outcome = () => window.page.locator('.find-bar [aria-live]').textContent();
    const found = async () => {
      const active = window.grid.locator('[data-index][aria-selected=true]');
      const index = Number(await active.getAttribute('data-index'));
      return (await window.inView()).get(index)?.comm;
    };
    await eventually(outcome).toBe('1 of 3');
    await eventually(found).toBe('reader "7"');
    await window.page.keyboard.press('F3');
    await eventually(outcome).toBe('2 of 3');
    await window.page.keyboard.press('Shift+F3');
    await eventually(outcome).toBe('1 of 3');
    await window.page.keyboard.press('Shift+F3');
    await eventually(outcome).toContain('3 of 3');
    await eventually(found).toBe('reader "7"');
    expect(await window.rowCount()).toBe(THREADS * 3);
  });

  test('colours rows, and explains why nothing is left', async () => {
    await window.filter(`pid:${threads.pid},${outcomes.pid}`);
    await shows(THREADS * 3 + OUTCOMES);
    await window.choose((await window.cell('PID')).first(), 'Highlight this');
    await window.box.fill('error:*');
    await window.box.press('Enter');
    await eventually(() => window.rowCount()).toBeLessThan(OUTCOMES);
    await shoot(window, '20-filter-chips');
    await window.filter('comm:reader-with-a-long-name');
    await shows(0);
    await window.page.getByText('No read has').waitFor();
    await window.page.getByRole('button', { name: /^Use comm: reader/ }).waitFor();
    await shoot(window, '21-nothing-passes');
    await window.page
      .getByRole('button', { name: /^Switch it off/ })
      .first()
      .click();
    await eventually(() => window.rowCount()).toBeGreaterThan(0);
  });

  test('pictures of what drops down', async () => {
    await window.box.pressSequentially('re');
    await option(/reads$/)
      .first()
      .waitFor();
    await shoot(window, '22-suggestions');
    await window.box.fill('');
    await window.box.press('ArrowDown');
    await option(/^process:/).waitFor();
    await shoot(window, '23-fields');
    await window.box.fill('comm:reader* latency>4k or pid:1');
    await eventually(() => window.box.getAttribute('aria-invalid')).toBe('true');
    await shoot(window, '24-wrong');
    await window.box.fill('');
    await window.filter(`pid:${threads.pid}`);
    await window.button('Highlights').click();
    const rule = window.page.getByRole('textbox', { name: 'New highlight' });
    for (const text of ['latency>20us', 'comm:*1*', 'comm:*2*', 'ret:0', 'comm:*3*']) {
      await rule.fill(text);
      await rule.press('Enter');
    }
    await shoot(window, '25-highlights');
    await window.button('Saved filters').click();
    await window.page.getByRole('textbox', { name: 'Name of the present filter' }).fill('readers');
    await window.page.keyboard.press('Enter');
    await window.page.keyboard.press('Control+f');
    await window.page.getByRole('textbox', { name: 'Find' }).fill('reader');
    await eventually(() => window.page.locator('.find-bar [aria-live]').textContent()).toContain(' of ');
    // It closed when the focus went.
    expect(await window.page.getByRole('dialog').count()).toBe(0);
    await window.button('Saved filters').click();
    await shoot(window, '26-saved-and-find');
    expect(await window.page.getByRole('button', { name: /^readers/ }).count()).toBe(1);
  });
});

// The table as it is worked with: columns, selection, copies and the time, over reads that are known.

import { beforeEach, describe, expect, test } from 'vitest';
import { Workload } from '../kernel/workload.ts';
import { eventually, whyNoWindow } from './browser.ts';
import { parseCsv } from './csv.ts';
import { useWindow } from './fixture.ts';
import { ReadsWindow } from './reads-window.ts';

/** Of `workload threads 7`, in 64 threads. */
const READS = 64 * 7;

describe.skipIf(whyNoWindow('table.test.ts') !== null)('the table', () => {
  let window: ReadsWindow;
  let openUsual: () => Promise<ReadsWindow>;
  let workload: Workload | null = null;

  useWindow('file', (opened) => {
    window = opened.window;
    openUsual = () => ReadsWindow.open(opened.browser, opened.served.address, 'usual');
  });

  beforeEach(async () => {
    if (workload === null) {
      workload = new Workload(['threads', 7]);
      await window.record();
      await workload.run();
      await window.stop();
    }
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await window.filter(`pid:${workload.pid}`);
    await eventually(() => window.rowCount()).toBe(READS);
  });

  const heading = (name: string) => window.grid.getByRole('columnheader', { name, exact: true });
  const box = async (name: string) => {
    const found = await heading(name).boundingBox();
    if (found === null) throw new Error(`${name} is not there`);
    return found;
  };
  const menu = async (name: string, item: string) => {
    await heading(name).click({ button: 'right' });
    await window.page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  const drag = async (from: { x: number; y: number }, x: number) => {
    const { mouse } = window.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move((from.x + x) / 2, from.y, { steps: 3 });
    await mouse.move(x, from.y, { steps: 3 });
    await mouse.up();
  };
  const clipboard = () => window.page.evaluate(() => navigator.clipboard.readText());
  const note = () => window.page.getByRole('group', { name: 'Selection' }).textContent();

  test('has columns that are resized, moved and hidden by the pointer, and remembers them', async () => {
    const before = await box('Comm');
    await drag({ x: before.x + before.width, y: before.y + 10 }, before.x + before.width + 60);
    expect((await box('Comm')).width).toBeCloseTo(before.width + 60, 0);
    await window.page.mouse.dblclick((await box('Comm')).x + before.width + 60, before.y + 10);
    await eventually(async () => (await box('Comm')).width).toBeLessThan(before.width);
    const cell = (await window.cell('Comm')).first();
    expect(await cell.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);

    const [time, ret] = [await box('Time'), await box('Ret')];
    await drag({ x: ret.x + ret.width / 2, y: ret.y + 10 }, time.x + time.width - 5);
    await menu('TID', 'Hide');
    const chosen = await window.headings();
    expect(chosen.slice(0, 4)).toEqual(['Time', 'Ret', 'Process', 'PID']);
    expect(chosen).not.toContain('TID');
    const width = (await box('Comm')).width;
    await window.page.reload();
    await window.ready();
    expect(await window.headings()).toEqual(chosen);
    expect((await box('Comm')).width).toBeCloseTo(width, 0);
    await menu('Time', 'Reset columns');
    await eventually(() => window.headings()).toContain('TID');
  });

  test('keeps pinned columns where they are while the others are scrolled', async () => {
    await menu('FD', 'Pin at the left');
    await window.page.setViewportSize({ width: 1024, height: 700 });
    expect((await window.headings())[0]).toBe('FD');
    const edge = (await window.grid.boundingBox())?.x ?? 0;
    await window.grid.evaluate((grid) => grid.scrollTo({ left: 300 }));
    await eventually(() => window.grid.evaluate((grid) => grid.scrollLeft)).toBe(300);
    expect((await box('FD')).x).toBeCloseTo(edge, 0);
    const cell = (await window.cell('FD')).first();
    expect((await cell.boundingBox())?.x).toBeCloseTo(edge, 0);
    // What passes beneath it is not seen there.
    const at = await cell.boundingBox();
    const topmost = await window.page.evaluate(
      ([x, y]) => document.elementFromPoint(x ?? 0, y ?? 0)?.closest('[role=gridcell]')?.className,
      [(at?.x ?? 0) + 5, (at?.y ?? 0) + 10],
    );
    expect(topmost).toContain('c-fd');
    // The keyboard brings what is out of view beside it.
    await window.grid.focus();
    await window.page.keyboard.press('Home');
    for (const _ of await window.headings()) await window.page.keyboard.press('ArrowRight');
    const last = await window.grid.locator('.active-cell').boundingBox();
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(1025);
    expect(await heading('Latency').isVisible()).toBe(true);
  });

  test('has every column it shows inside, at every width, while nothing is chosen', async () => {
    const usual = await openUsual();
    const beyond = () =>
      usual.page.evaluate(() => {
        const edge = document.querySelector('[role=grid]')?.getBoundingClientRect().right ?? 0;
        const headings = [...document.querySelectorAll('[role=columnheader]')];
        return headings
          .filter((each) => each.getBoundingClientRect().right > edge + 1)
          .map((each) => each.getAttribute('aria-label'));
      });
    for (let width = 700; width <= 1700; width += 20) {
      await usual.page.setViewportSize({ width, height: 700 });
      await eventually(beyond).toEqual([]);
    }
    await usual.close();
  });

  test('copies what is selected as text, CSV and JSON, as it is exported', async () => {
    const exported = (await window.exportCsv()).rows;
    await window.grid.focus();
    const { keyboard } = window.page;
    await keyboard.press('Home');
    await (await window.cell('PID', 2)).click();
    await (await window.cell('PID', 5)).click({ modifiers: ['Shift'] });
    await (await window.cell('PID', 4)).click({ modifiers: ['Control'] });
    expect(await note()).toContain('3 reads selected');
    await keyboard.press('Control+c');
    await eventually(clipboard).toContain(exported[2]?.time ?? '');
    const lines = (await clipboard()).split('\n').map((line) => line.split('\t')[0]);
    expect(lines).toEqual([2, 3, 5].map((index) => exported[index]?.time));

    await keyboard.press('Control+a');
    await eventually(note).toMatch(/448 reads selected/);
    await window.button('Copy the selected reads').click();
    await window.page.getByRole('menuitem', { name: /as CSV$/ }).click();
    await eventually(note).toMatch(/Copied 448 reads as CSV/);
    expect(parseCsv(await clipboard())).toEqual(exported);

    await (await window.cell('PID', 3)).click({ button: 'right' });
    await window.page.getByRole('menuitem', { name: /as JSON$/ }).click();
    await eventually(note).toMatch(/Copied 448 reads as JSON/);
    const parsed = JSON.parse(await clipboard()) as Record<string, unknown>[];
    const texts = parsed.map((one) =>
      Object.fromEntries(Object.entries(one).map(([k, v]) => [k, String(v)])),
    );
    expect(texts).toEqual(exported);
    expect(window.errors).toEqual([]);
  });

  test('sorts by a heading, both ways, and gives back the order of arrival', async () => {
    const arrived = (await window.exportCsv()).rows.map((row) => Number(row.latency_ns));
    const ascending = [...arrived].sort((a, b) => a - b);
    const shown = async () => (await window.rows()).map(({ latency_ns }) => Number(latency_ns));
    const order = () => heading('Latency').getAttribute('aria-sort');
    const press = () => heading('Latency').getByRole('button', { name: 'Latency', exact: true }).click();
    await press();
    await eventually(order).toBe('descending');
    await window.button('Sorted by latency, longest first').waitFor();
    await eventually(shown).toEqual(ascending.toReversed());
    await window.page.reload();
    await window.ready();
    await eventually(order).toBe('descending');
    await heading('Latency').getByRole('button', { name: 'Latency', exact: true }).focus();
    await window.page.keyboard.press('Enter');
    await eventually(order).toBe('ascending');
    await window.filter(`pid:${workload?.pid}`);
    await eventually(() => window.rowCount()).toBe(READS);
    await eventually(shown).toEqual(ascending);
    await window.button('Sorted by latency, shortest first').click();
    await eventually(order).toBe('none');
    await eventually(shown).toEqual(arrived);
  });

  test('shows the time by the clock, since the start, and since the row above', async () => {
    const times = async () => {
      const shown = await window.inView();
      const cells = await (await window.cell('Time')).allTextContents();
      return [...shown.values()].map(({ time }, place) => ({ time, text: cells[place] ?? '' }));
    };
    const choose = async (item: string) => {
      await heading('Time').click({ button: 'right' });
      await window.page.getByRole('menuitemradio', { name: item }).click();
    };
    await window.grid.focus();
    await window.page.keyboard.press('Home');
    await choose('Since the read above');
    await eventually(async () => (await times()).slice(0, 2).map(({ text }) => text[0])).toEqual(['—', '+']);
    await choose('Since recording began');
    await eventually(async () => (await times())[0]?.text).toMatch(/^\+\d+\.\d{6}$/);
    const [first, second] = await times();
    const micros = (iso = '') =>
      Number(iso.slice(-10, -4)) + 1e6 * (Date.parse(`${iso.slice(0, 19)}Z`) / 1000);
    const between = Number(second?.text) - Number(first?.text);
    expect(between * 1e6).toBeCloseTo(micros(second?.time) - micros(first?.time), -1);
    await window.page.reload();
    await window.ready();
    await eventually(async () => (await times())[0]?.text).toMatch(/^\+\d+\.\d{6}$/);
  });
});

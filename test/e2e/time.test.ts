// One axis of time, as a person uses it: chosen by drag and click, looked at more closely, and marked.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import { eventually, whyNoWindow } from './browser.ts';
import { useWindow } from './fixture.ts';
import type { ReadsWindow } from './reads-window.ts';
import { shoot } from './shots.ts';

/** Reads here and there for a second and a half. */
const WORK =
  'for round in 1 2 3 4 5 6 7 8 9 10; do cat /etc/passwd /usr/lib/os-release >/dev/null; sleep 0.15; done';

async function run(script: string): Promise<void> {
  const [code] = await once(spawn('sh', ['-c', script], { stdio: 'ignore' }), 'exit');
  expect(code).toBe(0);
}

describe.skipIf(whyNoWindow('time.test.ts') !== null)('time', () => {
  let window: ReadsWindow;

  useWindow('file', (opened) => {
    ({ window } = opened);
  });
  beforeEach(() => window.startOver());

  const plot = () => window.page.getByRole('tabpanel').locator('.plot-picture');
  const chips = () => window.page.getByRole('button', { name: /^time: / }).count();
  const press = (key: string) => window.page.keyboard.press(key);
  const asked = () => window.traffic.last('throughput');
  const open = (title: string) => window.page.getByRole('tab', { name: title }).click();

  async function recorded(): Promise<void> {
    await window.record();
    await run(WORK);
    await window.stop();
    await window.narrow('comm:cat');
    await plot().waitFor();
  }

  /** Where in the plot's data, from 0 to 1, on the screen. */
  async function at(share: number): Promise<{ x: number; y: number }> {
    const box = await plot().boundingBox();
    if (box === null) throw new Error('there is no plot');
    // The axis at the left has 4.75 rem, the margin at the right 14 pixels.
    return { x: box.x + 76 + share * (box.width - 76 - 14), y: box.y + box.height / 2 };
  }

  async function drag(from: number, to: number): Promise<void> {
    const [start, end] = [await at(from), await at(to)];
    await window.page.mouse.move(start.x, start.y);
    await window.page.mouse.down();
    await window.page.mouse.move(end.x, end.y, { steps: 5 });
    await window.page.mouse.up();
  }

  const time = (row: Record<string, string>) => row.time ?? '';
  const isoOf = (ns: bigint) =>
    `${new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19)}.${String(ns % 1_000_000_000n).padStart(9, '0')}Z`;

  test('a drag, a click on a spike and one on the legend each filter everything, and are undone', async () => {
    await recorded();
    const all = await window.rowCount();
    await drag(0.3, 0.7);
    await eventually(chips).toBe(1);
    await eventually(() => window.rowCount()).toBeLessThan(all);
    const part = await window.rowCount();
    // Another takes its place.
    await drag(0.1, 0.9);
    await eventually(() => window.rowCount()).toBeGreaterThan(part);
    expect(await chips()).toBe(1);
    await shoot(window, '30-time-chosen');
    await press('Control+z');
    await eventually(() => window.rowCount()).toBe(part);
    await press('Control+z');
    await eventually(() => window.rowCount()).toBe(all);
    expect(await chips()).toBe(0);

    const reply = asked()?.reply;
    const reads = (reply?.series ?? []).reduce<number[]>(
      (sums, one) => one.reads.map((count, bucket) => count + (sums[bucket] ?? 0)),
      [],
    );
    const spike = reads.indexOf(Math.max(...reads));
    const place = await at(spike / (reads.length - 1));
    await window.page.mouse.click(place.x, place.y);
    await eventually(() => window.rowCount()).toBe(reads[spike]);
    const from = BigInt(reply?.from ?? 0) + BigInt(spike) * BigInt(reply?.width_ns ?? 0);
    const { rows } = await window.exportCsv();
    expect(rows).toHaveLength(reads[spike] ?? 0);
    for (const row of rows) {
      expect(time(row) >= isoOf(from) && time(row) < isoOf(from + BigInt(reply?.width_ns ?? 0))).toBe(true);
    }
    await press('Control+z');
    await eventually(() => window.rowCount()).toBe(all);

    // At once: the legend may change, for it may still be that of the spike.
    const entry = window.page.getByTitle(/^Show only process/).first();
    const title = await entry.evaluate((button) => {
      if (button instanceof HTMLElement) button.click();
      return button.getAttribute('title') ?? '';
    });
    const pid = /\d+$/.exec(title)?.[0] ?? '';
    await eventually(async () => (await window.exportCsv()).rows.every((row) => row.pid === pid)).toBe(true);
    await press('Control+z');
    await eventually(() => window.rowCount()).toBe(all);
  });

  test('a part is looked at more closely, in all charts over time, and all of it again', async () => {
    await recorded();
    const coarse = asked()?.reply.width_ns ?? 0;
    await drag(0.3, 0.7);
    await eventually(chips).toBe(1);
    await press('z');
    await eventually(() => asked()?.args.range).not.toBeNull();
    await eventually(() => asked()?.reply.width_ns).toBeLessThan(coarse);
    expect(BigInt(asked()?.args.range?.from ?? 0)).toBeGreaterThan(0n);
    await plot().waitFor();
    await shoot(window, '30-time-zoomed');
    await open('Heat map');
    await eventually(() => window.traffic.last('heatMap')?.args.range).toEqual(asked()?.args.range);
    expect(window.traffic.last('heatMap')?.reply.width_ns).toBe(asked()?.reply.width_ns);
    await shoot(window, '30-heat-zoomed');
    await open('Throughput');
    await press('0');
    await eventually(() => asked()?.args.range).toBeNull();
    expect(await chips()).toBe(0);

    const middle = await at(0.5);
    await window.page.mouse.move(middle.x, middle.y);
    await window.page.mouse.wheel(0, -240);
    await eventually(() => asked()?.args.range).not.toBeNull();
    await window.button('Zoom out').click();
    await eventually(() => asked()?.args.range).toBeNull();
    await window.button('Zoom in').click();
    await eventually(() => asked()?.args.range).not.toBeNull();
    await window.page.mouse.dblclick(middle.x, middle.y);
    await eventually(() => asked()?.args.range).toBeNull();
    await eventually(chips).toBe(0);
  });

  test('marks are set by a key, named, shown, gone to, filtered between, and kept', async () => {
    const marks = () => window.page.getByRole('button', { name: /: go to the first read after it$/ });
    await window.record();
    await run('cat /etc/passwd > /dev/null; sleep 0.3');
    await press('m');
    await window.page.getByLabel('Name of the mark').waitFor();
    await run('sleep 0.2; cat /usr/lib/os-release /etc/passwd > /dev/null; sleep 0.2');
    await press('Shift+m');
    const name = window.page.getByLabel('Name of the mark');
    await eventually(() => name.inputValue()).toBe('Mark 2');
    await eventually(() => name.evaluate((input) => input === document.activeElement)).toBe(true);
    await window.page.keyboard.type('The <b>end</b>');
    await press('Enter');
    await run('sleep 0.3; cat /etc/passwd > /dev/null; sleep 0.3');
    await window.stop();
    await eventually(() => marks().count()).toBe(2);
    await shoot(window, '30-marks');
    await open('Heat map');
    await eventually(() => marks().count()).toBe(2);
    await shoot(window, '30-heat-marks');

    await window.narrow('comm:cat');
    const all = await window.rowCount();
    const menu = () => window.button('Marks').click();
    await menu();
    await shoot(window, '30-marks-menu');
    await window.button('Filter between').click();
    await eventually(chips).toBe(1);
    await eventually(() => window.rowCount()).toBeLessThan(all);
    const { rows } = await window.exportCsv();
    const files = new Set(rows.map(({ path }) => path));
    expect(files.has('/usr/lib/os-release')).toBe(true);
    await press('Control+z');
    await eventually(() => window.rowCount()).toBe(all);

    // The second mark is followed by a read of passwd alone.
    await marks().filter({ hasText: 'The <b>end</b>' }).click();
    const line = window.grid.locator('.table-line.mark').filter({ hasText: 'The <b>end</b>' });
    await line.waitFor();
    const mark = isoOf(BigInt(window.traffic.last('mark')?.reply.time ?? 0));
    const place = async () =>
      Number(/\d+/.exec((await window.grid.getAttribute('aria-activedescendant')) ?? '')?.[0] ?? Number.NaN);
    await eventually(place).toBeGreaterThan(0);
    const shown = await window.inView();
    expect((shown.get(await place())?.time ?? '') >= mark).toBe(true);
    expect((shown.get((await place()) - 1)?.time ?? '') < mark).toBe(true);

    await window.page.reload();
    await window.ready();
    await eventually(() => marks().count()).toBe(2);
    await menu();
    await window.button('Rename Mark 1').click();
    await window.page.getByLabel('New name of Mark 1').fill('Begin');
    await window.button('Rename').click();
    await window.button('Remove The <b>end</b>').click();
    await press('Escape');
    await eventually(() => marks().allInnerTexts()).toEqual(['Begin']);
    await window.button('Clear').click();
    await eventually(() => window.total()).toBe(0);
    await menu();
    await window.page.getByText('Press M while something is recorded').waitFor();
  });
});

// The charts of a recording, each against the rows the table exports under the same filter; and photographed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import { eventually, whyNoWindow } from './browser.ts';
import { useWindow } from './fixture.ts';
import type { ReadsWindow } from './reads-window.ts';
import { shoot } from './shots.ts';

/** Reads of several files, again and again for a second or two. */
const WORK =
  'for round in 1 2 3 4 5 6 7 8 9; do cat /etc/passwd /etc/os-release /proc/version >/dev/null; sleep 0.1; done';

async function work(): Promise<void> {
  const [code] = await once(spawn('sh', ['-c', WORK], { stdio: 'ignore' }), 'exit');
  expect(code).toBe(0);
}

describe.skipIf(whyNoWindow('charts.test.ts') !== null)('charts', () => {
  let window: ReadsWindow;

  useWindow('file', (opened) => {
    ({ window } = opened);
  });
  beforeEach(() => window.startOver());

  const open = (title: string) => window.page.getByRole('tab', { name: title }).click();
  const panel = () => window.page.getByRole('tabpanel');

  /** The figures under a heading, one a row; nothing while the table is not there. */
  async function figures(heading: string): Promise<number[]> {
    const headings = await panel().getByRole('columnheader').allInnerTexts();
    const column = headings.findIndex((text) => text.startsWith(heading));
    const cells = await panel()
      .locator(`tbody tr > :nth-child(${column + 1})`)
      .allInnerTexts();
    return cells.map((text) => Number(text.replaceAll(/\D/g, '')));
  }
  const sum = async (heading: string) => (await figures(heading)).reduce((all, each) => all + each, 0);

  test('have the reads of the table', async () => {
    await window.record();
    await work();
    await window.stop();
    await window.narrow('comm:cat');
    const { rows } = await window.exportCsv();
    for (const [title, file] of [
      ['Throughput', 'throughput'],
      ['Latency', 'latency'],
      ['Heat map', 'heat'],
      ['Sizes', 'sizes'],
    ] as const) {
      await open(title);
      await panel().locator('.plot').waitFor();
      await shoot(window, `20-${file}`);
    }
    await window.button('Figures as a table').click();
    const good = rows.filter(({ error }) => error === '');
    for (const [title, heading, reads] of [
      ['Latency', 'Reads', rows.length],
      ['Heat map', 'Reads', rows.length],
      ['Sizes', 'Asked', rows.length],
      ['Sizes', 'Got', good.length],
      ['Files', 'Reads', rows.length],
      ['Files', 'Errors', rows.length - good.length],
      ['Folders', 'Reads', rows.length],
      ['Folders', 'Errors', rows.length - good.length],
    ] as const) {
      await open(title);
      await eventually(() => sum(heading)).toBe(reads);
    }
    await shoot(window, '20-folders');
  });

  test('narrow the table to what is clicked', async () => {
    await window.record();
    await work();
    await window.stop();
    await window.narrow('comm:cat');
    const { rows } = await window.exportCsv();
    await open('Files');
    await shoot(window, '20-files');
    await panel().getByTitle('Show only the reads of /etc/passwd', { exact: true }).click();
    await eventually(() => window.rowCount()).toBe(rows.filter(({ path }) => path === '/etc/passwd').length);
  });

  test('keep the height they are dragged to', async () => {
    const edge = window.page.getByRole('separator', { name: 'Height of the charts' });
    const height = async () => Number(await edge.getAttribute('aria-valuenow'));
    const before = await height();
    await edge.hover();
    const place = await edge.boundingBox();
    if (place === null) throw new Error('the edge is not there');
    await window.page.mouse.down();
    await window.page.mouse.move(place.x + place.width / 2, place.y + place.height / 2 + 80, { steps: 4 });
    await window.page.mouse.up();
    expect(await height()).toBe(before + 80);
    await window.page.reload();
    await window.ready();
    await eventually(height).toBe(before + 80);
    await edge.focus();
    await window.page.keyboard.press('ArrowUp');
    expect(await height()).toBe(before + 64);
    await window.button('Hide the charts').click();
    await eventually(() => edge.count()).toBe(0);
    await shoot(window, '20-hidden');
  });
});

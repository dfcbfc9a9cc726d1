// The details of a read and what is found, on reads of the real kernel that are known: each figure against the
// export, each way to other reads gone; and photographed.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Workload } from '../kernel/workload.ts';
import { eventually, whyNoWindow } from './browser.ts';
import { useWindow } from './fixture.ts';
import type { ReadsWindow } from './reads-window.ts';
import { shoot } from './shots.ts';

/** The file of 20 000 bytes is read in two reads and one for its end, each time. */
const TIMES = 60;

describe.skipIf(whyNoWindow('details.test.ts') !== null)('details and findings', () => {
  let window: ReadsWindow;
  let folder: string;

  useWindow('file', (opened) => {
    ({ window } = opened);
  });
  beforeEach(() => window.startOver());
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'ioscope-details-')));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const panel = () => window.page.getByRole('complementary', { name: 'Details' });
  const details = async () => ((await panel().textContent()) ?? '').replaceAll('\u2005', ' ');
  const inPanel = (name: string | RegExp) =>
    panel().getByRole('button', { name, exact: typeof name === 'string' });

  /** Records a habit of the workload, and shows its reads alone. */
  async function record(habit: string, number: number): Promise<Workload> {
    const workload = new Workload([habit, number], ['env', '-C', folder]);
    await window.record();
    await workload.run();
    await window.stop();
    await window.narrow(`pid:${workload.pid} kind:file path:${habit}`);
    return workload;
  }

  /** Clicks a row near the beginning of the table. */
  async function choose(index: number): Promise<void> {
    await window.grid.focus();
    await window.page.keyboard.press('Home');
    await (await window.cell('Path', index)).click();
  }

  const selected = () => window.grid.locator('[aria-selected=true]').getAttribute('data-index');

  test('of a file that is read again and again', async () => {
    const { pid } = await record('again', TIMES);
    await eventually(() => window.rowCount()).toBe(3 * TIMES);
    const { rows } = await window.exportCsv();
    await choose(4);
    await eventually(details).toContain('again');
    const row = rows[4];
    expect(row).toMatchObject({ offset: '16384', ret: '3616' });
    for (const said of [
      '3 616 / 16 384 bytes',
      'Short: the file ends there.',
      '16 384, sequential',
      '180 times by this process',
      '1.2 MB, 60 times over, all of it',
      `workload (${pid})`,
      'Read again: 60 times over',
    ])
      await eventually(details).toContain(said);
    expect(window.traffic.last('details')?.reply.rank.rows).toBe(await window.total());
    await eventually(() => panel().getByRole('article').count()).toBe(1);
    await shoot(window, '30-details');

    const file = panel().getByRole('group', { name: 'Of this file' });
    await file.getByRole('button', { name: /after/ }).click();
    await eventually(selected).toBe('5');
    await eventually(details).toContain('The end of the file');
    await file.getByRole('button', { name: /before/ }).click();
    await eventually(selected).toBe('4');
    await inPanel('Close the details').click();
    await eventually(() => panel().count()).toBe(0);
  });

  test('stay when the filter changes, and filter by what the read is', async () => {
    const { pid } = await record('again', TIMES);
    await choose(7);
    await eventually(details).toContain('16 384, sequential');
    await window.removeFilters();
    await eventually(() => window.rowCount()).toBeGreaterThan(3 * TIMES);
    await eventually(details).toContain('16 384, sequential');
    await eventually(() => window.grid.locator('[aria-selected=true]').count()).toBe(1);
    await inPanel('Not this file').click();
    await eventually(details).toContain('not among the rows of the table');
    await window.page.keyboard.press('Control+z');
    await eventually(details).not.toContain('not among the rows of the table');
    await inPanel('This file').click();
    await inPanel('This process').click();
    await eventually(() => window.rowCount()).toBe(3 * TIMES);
    const shown = [...(await window.inView()).values()];
    expect(new Set(shown.map((row) => row.pid))).toEqual(new Set([String(pid)]));
  });

  test('what is found is listed, and leads to its reads', async () => {
    const { pid } = await record('tiny', 3000);
    await window.removeFilters();
    await window.page.getByRole('tab', { name: /^Findings \d+$/ }).click();
    const card = window.page
      .getByRole('tabpanel')
      .getByRole('article')
      .filter({ hasText: String(pid) });
    await eventually(async () => ((await card.textContent()) ?? '').replaceAll('\u2005', ' ')).toContain(
      '3 000 tiny reads',
    );
    expect(await card.textContent()).toContain('it takes 1 call');
    await shoot(window, '31-findings');
    await card.getByRole('button', { name: 'Its reads' }).click();
    await eventually(() => window.rowCount()).toBe(3001);
    await card.getByRole('button', { name: 'First read' }).click();
    await eventually(selected).toBe('0');
    await eventually(details).toContain('0, from the beginning');
    await shoot(window, '32-finding-and-details');
    await window.page.evaluate(axe.source);
    const faults = await window.page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
    });
    expect(faults).toEqual([]);
  });
});

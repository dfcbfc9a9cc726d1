// Reads are lost for real: the table has a line where they are missing, and nothing is missing from its sums.

import axe from 'axe-core';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Workload } from '../kernel/workload.ts';
import { eventually, launchBrowser, whyNoWindow } from './browser.ts';
import { shootIfFailed } from './failure-shot.ts';
import { ReadsWindow } from './reads-window.ts';
import { Served } from './served.ts';
import { shoot } from './shots.ts';

/** More reads than the ring buffer of a MiB holds, by far. */
const FLOOD = 300_000;
const ROW_PX = 24;

describe.skipIf(whyNoWindow('lost.test.ts') !== null)('lost reads', () => {
  let browser: Browser;
  let served: Served;
  let window: ReadsWindow;

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 120_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    served = await Served.start(['--ring', '1']);
    window = await ReadsWindow.open(browser, served.address);
  });
  afterEach(async (context) => {
    await shootIfFailed(context, window);
    expect(window.errors).toEqual([]);
    await window.close();
    await served.stop();
  });

  const lines = () => window.grid.getByRole('row', { name: /lost here/ });
  const numberIn = (text: string) => Number(/^[\d\s]+/.exec(text)?.[0].replaceAll(/\s/g, ''));

  /** Drags the scroll bar to where a line is, and reads it and the rows around it. */
  async function lineAt(place: number, nth: number) {
    const line = window.grid.locator(`[data-place="${place}"]`);
    await window.grid.evaluate(
      (grid, top) => {
        grid.scrollTop = top;
      },
      (place + nth - 3) * ROW_PX,
    );
    await line.waitFor();
    const top = async (row: Locator) => Math.round((await row.boundingBox())?.y ?? Number.NaN);
    return {
      text: (await line.textContent()) ?? '',
      top: await top(line),
      above: await top(window.grid.locator(`[data-index="${place - 1}"]`)),
    };
  }

  test('stand at their place, add up, and are helped by a larger buffer', async () => {
    // It waits for its word: its reads are those of the flood and no others.
    const workload = new Workload(['flat-out', FLOOD]);
    await window.record();
    const { loaderPid } = served;
    if (loaderPid === null) throw new Error('a recording without its loader');
    process.kill(loaderPid, 'SIGSTOP');
    try {
      workload.go();
      await workload.end();
    } finally {
      process.kill(loaderPid, 'SIGCONT');
    }
    await window.stop();
    await window.filter(`pid:${workload.pid}`);
    const told = () => {
      const { args, reply = [] } = window.traffic.last('lostLines') ?? {};
      return JSON.stringify(args?.filter).includes(`"${workload.pid}"`) ? reply : [];
    };
    await eventually(() => told().length).toBeGreaterThan(0);
    await eventually(() => window.rowCount()).toBeLessThan(FLOOD);

    const shown = await window.rowCount();
    let lost = 0;
    for (const [nth, { place, perhaps }] of told().entries()) {
      const line = await lineAt(place, nth);
      lost += numberIn(line.text);
      expect(line.text).toContain('all workload');
      expect(perhaps).toBe(0);
      if (place > 0) expect(line.top).toBe(line.above + ROW_PX);
    }
    expect(shown).toBeGreaterThan(0);
    expect(shown + lost).toBe(FLOOD);
    await shoot(window, '32-lost-line');
    await window.page.evaluate(axe.source);
    const found = await window.page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
    expect(found).toEqual([]);

    await window.button('Double the buffer').first().click();
    await eventually(() => lines().first().textContent()).toContain('2 MiB buffer from the next Record on');
    await window.record();
    await eventually(() => window.traffic.status()?.ring_bytes).toBe(2 << 20);
    await window.stop();
  });
});

// The window before ten million reads: how soon it shows what one asks for.

import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../capture/temporary.ts';
import { Dice } from '../contract/expressions.ts';
import { eventually } from '../e2e/browser.ts';
import { ReadsWindow } from '../e2e/reads-window.ts';
import { Replayed } from '../e2e/replayed.ts';
import { BIG_ROWS, bigCapture } from './big-capture.ts';
import { Figures } from './figures.ts';
import { awaitFirstRows, heapBytes, placeProbe, scrollFilled, untilAtRest } from './probe.ts';
import { ShownBrowser, whyNotShown } from './shown-browser.ts';

const ROUNDS = 3;
const SCROLLS = 20;
const TABS = ['Throughput', 'Latency', 'Heat map', 'Sizes', 'Files', 'Folders'];
/** Other words each round: none was asked for before. */
const FILTERS: ((round: number) => string)[] = [
  (round) => `comm:libuv-worker pid!=${round + 1}`,
  (round) => `package-${round + 10}`,
  (round) => `latency>${round + 20}us`,
];

const reason = whyNotShown('of the window');
const directory = temporaryDirectory();
let shown: ShownBrowser;

beforeAll(async () => {
  if (reason === null) shown = await ShownBrowser.start();
});
afterAll(() => shown?.stop());

async function opened(figures: Figures, file: string): Promise<{ replayed: Replayed; window: ReadsWindow }> {
  // That the browser makes a page is its own affair, and takes it a second.
  const page = await ReadsWindow.emptyPage(shown.browser);
  await awaitFirstRows(page);
  await page.goto('about:blank');
  await page.waitForTimeout(1500);
  const begin = Date.now();
  const replayed = await Replayed.start(file, directory);
  const window = await ReadsWindow.openIn(page, replayed.address);
  await eventually(() => window.rowCount()).toBe(BIG_ROWS);
  await eventually(() => window.blankRows()).toBe(0);
  const filled = (await window.page.evaluate(() => self.benchFilled)) ?? Number.NaN;
  figures.add('from start to the last rows, in a page that is there', filled - begin, 'ms');
  return { replayed, window };
}

async function scrolls(window: ReadsWindow, figures: Figures): Promise<void> {
  const dice = new Dice(5);
  const times: number[] = [];
  for (let turn = 0; turn < SCROLLS; turn++) {
    times.push(await scrollFilled(window, turn < 3 ? ([0, 0.5, 1][turn] ?? 0) : dice.roll(1000) / 1000));
  }
  figures.add('scrolled anywhere, filled', Math.max(...times), 'ms');
}

/** From a key or a button to the first other rows, and to the last change of their count and of the chart. */
async function changes(what: string, window: ReadsWindow, figures: Figures, act: () => Promise<void>) {
  const { rows, count, chart } = await untilAtRest(window.page, act);
  if (rows !== null) figures.add(`${what}: first rows`, rows.first, 'ms');
  if (count !== null) figures.add(`${what}: exact count`, count.last, 'ms');
  if (chart !== null) figures.add(`${what}: chart`, chart.last, 'ms');
}

async function brush(window: ReadsWindow, from: number, to: number): Promise<void> {
  const box = await window.page.locator('.chart .plot').boundingBox();
  if (box === null) throw new Error('there is no chart');
  const x = (share: number) => box.x + 80 + (box.width - 100) * share;
  const y = box.y + box.height / 2;
  await window.page.mouse.move(x(from), y);
  await window.page.mouse.down();
  await window.page.mouse.move(x((from + to) / 2), y);
  await window.page.mouse.move(x(to), y);
  await window.page.mouse.up();
}

async function filters(window: ReadsWindow, figures: Figures, round: number): Promise<void> {
  for (const typed of FILTERS) {
    await window.box.fill(typed(round));
    await changes(`filter ${typed(0)}`, window, figures, () => window.box.press('Enter'));
    await untilAtRest(window.page, () => window.removeFilters());
  }
}

async function charts(window: ReadsWindow, figures: Figures, round: number): Promise<void> {
  const { page } = window;
  const back = () => untilAtRest(page, () => window.removeFilters());
  for (const [nth, tab] of TABS.entries()) {
    await untilAtRest(page, () => page.getByRole('tab', { name: tab }).click());
    await window.box.fill(`comm:libuv-worker pid!=${round + 1} tid!=${nth + 1}`);
    await changes(`${tab}, filtered`, window, figures, () => window.box.press('Enter'));
    await back();
  }
  await untilAtRest(page, () => page.getByRole('tab', { name: 'Throughput' }).click());
  await changes('a tenth brushed', window, figures, () => brush(window, 0.2 + round / 20, 0.3 + round / 20));
  await back();
  await changes('most brushed', window, figures, () => brush(window, 0.02 + round / 100, 0.97));
  await back();
}

test.skipIf(reason !== null)('ten million reads', async () => {
  const figures = new Figures();
  const file = join(directory, 'big.duckdb');
  await bigCapture(file);
  for (let round = 0; round < 2; round++) {
    const { replayed, window } = await opened(figures, file);
    await window.close();
    await replayed.stop();
  }
  const { replayed, window } = await opened(figures, file);
  const { page } = window;
  await placeProbe(page);
  // What is worked out once for a capture is not what is measured.
  await untilAtRest(page, async () => {});
  for (let round = 0; round < ROUNDS; round++) {
    await scrolls(window, figures);
    await filters(window, figures, round);
    await charts(window, figures, round);
    const cdp = await page.context().newCDPSession(page);
    figures.add('JavaScript heap of the window', (await heapBytes(cdp)) / 2 ** 20, 'MiB');
    await cdp.detach();
  }
  expect(window.errors).toEqual([]);
  await window.close();
  await replayed.stop();
  figures.print(`The window before ${BIG_ROWS / 1e6} million reads`);
});

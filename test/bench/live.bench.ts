// The window while 100 000 reads a second are made: what it takes of the processors, how even its frames are, and
// how soon it answers.

import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lostReads } from '../../contract/capture.ts';
import { childRunning } from '../e2e/processes.ts';
import { ReadsWindow } from '../e2e/reads-window.ts';
import { Served } from '../e2e/served.ts';
import { Figures } from './figures.ts';
import {
  answerTimes,
  changesPerSecond,
  frameTimes,
  heapBytes,
  PARTS,
  type Part,
  p95,
  placeProbe,
} from './probe.ts';
import { byRole, shares } from './processor.ts';
import { ShownBrowser, whyNotShown } from './shown-browser.ts';
import { buildTools, paced } from './tools.ts';

/** With IOSCOPE_BENCH_LONG set it runs for ten minutes. */
const LONG = process.env.IOSCOPE_BENCH_LONG !== undefined;
const HEAP_S = LONG ? 600 : 60;
const TAB_MS = 10_000;
const TABS = ['Throughput', 'Latency', 'Heat map', 'Sizes', 'Files', 'Folders'];
const PROGRAMS = 4;
const PER_SECOND = 100_000;
/** More than it takes; it is ended when all is measured. */
const SECONDS = HEAP_S + 240;

const reason = whyNotShown('of the live window');
let shown: ShownBrowser;

beforeAll(async () => {
  if (reason) return;
  buildTools();
  shown = await ShownBrowser.start();
});
afterAll(() => shown?.stop());

function programs() {
  const reads = (PER_SECOND / PROGRAMS) * SECONDS;
  const batch = PER_SECOND / PROGRAMS / 1000;
  return Array.from({ length: PROGRAMS }, () => paced({ reads, nanoseconds: 1_000_000, batch }, []));
}

test.skipIf(reason !== null)('live, 100 000 reads a second', async () => {
  const figures = new Figures();
  const served = await Served.start();
  const window = await ReadsWindow.open(shown.browser, served.address);
  const { page } = window;
  const chromium = childRunning(process.pid, '--remote-debugging-pipe');
  if (chromium === null) throw new Error('no browser runs');
  const readers = programs();
  await window.record();
  for (const reader of readers) reader.stdin?.end();
  await placeProbe(page);
  const all = {
    ...byRole(chromium),
    capture: [served.capturePid ?? 0],
    serve: [served.pid],
    loader: [served.loaderPid ?? 0],
  };
  const begun = { at: performance.now(), rows: window.traffic.status()?.rows ?? 0 };
  for (const tab of TABS) {
    await page.getByRole('tab', { name: tab }).click();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const { percent, result } = await shares(all, () => changesPerSecond(page, TAB_MS));
    const { capture = 0, serve = 0, loader = 0, ...browsers } = percent;
    const together = Object.values(browsers).reduce((sum, share) => sum + share, 0);
    figures.add(`${tab}: the window`, together, '%');
    for (const [role, share] of Object.entries(browsers)) {
      if (share >= 1) figures.add(`${tab}: of it ${role}`, share, '%');
    }
    figures.add(`${tab}: the capture process`, capture, '%');
    figures.add(`${tab}: serve`, serve, '%');
    figures.add(`${tab}: loader`, loader, '%');
    for (const part of Object.keys(PARTS) as Part[]) {
      figures.add(`changes of ${part}`, result[part], '/s');
    }
    figures.add(`${tab}: 95 % of frames within`, p95(await frameTimes(page, 4000)), 'ms');
  }
  const keys = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'];
  await window.grid.focus();
  const pressed = await answerTimes(page, 40, (round) =>
    page.keyboard.press(keys[round % keys.length] ?? 'End'),
  );
  figures.add('a key answered, 95 % within', p95(pressed), 'ms');
  await page.keyboard.press('End');
  const pause = window.button('Pause view');
  const clicked = await answerTimes(page, 40, () => pause.click());
  figures.add('a click answered, 95 % within', p95(clicked), 'ms');
  await page.getByRole('tab', { name: 'Throughput' }).click();
  const cdp = await page.context().newCDPSession(page);
  for (let at = 0; at <= 4; at++) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve, (HEAP_S * 1000) / 4));
    figures.add(
      `heap after ${Math.round((HEAP_S * at) / 4)} s more`,
      (await heapBytes(cdp)) / 2 ** 20,
      'MiB',
    );
  }
  const status = window.traffic.status();
  const seconds = (performance.now() - begun.at) / 1000;
  figures.add('rows a second', ((status?.rows ?? 0) - begun.rows) / seconds, '');
  figures.add('reads lost of the whole machine', status ? lostReads(status.losses) : Number.NaN, '');
  const ended = readers.map((reader) => once(reader, 'close'));
  for (const reader of readers) reader.kill();
  await Promise.all(ended);
  await window.stop();
  expect(window.errors).toEqual([]);
  await window.close();
  await served.stop();
  figures.print('The window, live at 100 000 reads a second (per cent of one processor)');
});

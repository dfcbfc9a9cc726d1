// How much can be recorded before anything is lost, for long enough that no buffer hides it, and whether the window
// still answers.

import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lostReads } from '../../contract/capture.ts';
import { RECORD_ALL } from '../../contract/capture-filter.ts';
import { forkCapture } from '../../session/capture-host.ts';
import { Session } from '../../session/session.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { eventually } from '../e2e/browser.ts';
import { ReadsWindow } from '../e2e/reads-window.ts';
import { Served } from '../e2e/served.ts';
import { Figures, quantile } from './figures.ts';
import { ShownBrowser, whyNotShown } from './shown-browser.ts';
import { buildTools, type Pace, paced } from './tools.ts';

/** About 30 s of one thread that does nothing but read. */
const FLAT_OUT = 55_000_000;
/** 600 000 a second of four threads, for 60 s. */
const PACED: Pace = { reads: 9_000_000, nanoseconds: 1_000_000, batch: 150, threads: 4 };
const TWO_FLAT_OUT: Pace = { reads: 10_000_000, nanoseconds: 0, threads: 2 };
const CLICK_EVERY_MS = 500;

const reason = whyNotShown('of loss');
const directory = temporaryDirectory();
let shown: ShownBrowser | null = null;

beforeAll(async () => {
  if (reason) return;
  process.env.XDG_CACHE_HOME = directory;
  process.env.XDG_RUNTIME_DIR = directory;
  buildTools();
  shown = await ShownBrowser.start();
});
afterAll(() => shown?.stop());

/** Lets it go and waits for its end; how long it ran, in seconds. */
async function ran(program: ReturnType<typeof paced>): Promise<number> {
  const ended = once(program, 'close');
  const from = performance.now();
  program.stdin?.end();
  expect(await ended).toEqual([0, null]);
  return (performance.now() - from) / 1000;
}

test.skipIf(reason !== null)('without a window', async () => {
  const figures = new Figures();
  const file = join(directory, 'flat-out.duckdb');
  const session = new Session({
    host: forkCapture,
    chooseTarget: async () => null,
    ownPids: () => [process.pid],
    file,
  });
  const program = paced({ reads: FLAT_OUT, nanoseconds: 0 });
  const { pid = 0 } = program;
  await session.chooseReads({ ...RECORD_ALL, processes: [{ pid, descendants: false, exclude: false }] });
  await session.record();
  const seconds = await ran(program);
  const stopped = performance.now();
  await session.stop();
  figures.add('one thread flat out for', seconds, 's');
  figures.add('reads a second', FLAT_OUT / seconds, '');
  figures.add('from its end until all is stored', performance.now() - stopped, 'ms');
  const { rows, losses, file_bytes } = await session.ask('status', {});
  expect(rows + lostReads(losses)).toBe(FLAT_OUT);
  figures.add('reads lost', lostReads(losses), '');
  figures.add('bytes a row', file_bytes / rows, '');
  await session.close();
  rmSync(file);
  figures.print('Into a capture file, without a window');
});

/**
 * How long from a press of the mouse until the window has drawn what comes of it, again and again until `over`; in
 * milliseconds, the way of the press into the browser included.
 */
async function clicks(window: ReadsWindow, over: Promise<unknown>): Promise<number[]> {
  let ended = false;
  over.finally(() => {
    ended = true;
  });
  const times: number[] = [];
  const pause = window.button('Pause view');
  const box = await pause.boundingBox();
  if (box === null) throw new Error('there is nothing to click');
  for (let pressed = true; !ended; pressed = !pressed) {
    const from = performance.now();
    await window.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await pause.and(window.page.locator(`[aria-pressed=${pressed}]`)).waitFor();
    times.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, CLICK_EVERY_MS));
  }
  return times;
}

async function withWindow(title: string, pace: Pace): Promise<void> {
  if (shown === null) return;
  const figures = new Figures();
  const served = await Served.start();
  const window = await ReadsWindow.open(shown.browser, served.address);
  await window.record();
  const program = paced(pace, []);
  const running = ran(program);
  const answered = await clicks(window, running);
  const seconds = await running;
  await window.stop();
  const issued = pace.reads * (pace.threads ?? 1);
  // Not what it read before it began: its libraries.
  await window.filter(`pid:${program.pid} count<2`);
  const losses = window.traffic.status()?.losses;
  if (losses === undefined) throw new Error('the window was told no status');
  const unseen = async () => issued - (await window.counted()).shown;
  // Others of the machine may have lost some of these, too.
  await eventually(async () => (await unseen()) >= 0 && (await unseen()) <= lostReads(losses)).toBe(true);
  figures.add('seconds', seconds, 's');
  figures.add('reads a second', issued / seconds, '');
  figures.add('reads of it that no row shows', await unseen(), '');
  figures.add('reads lost of the whole machine', lostReads(losses), '');
  figures.add('a click answered, half of them within', quantile(answered, 0.5), 'ms');
  figures.add('a click answered, 95 % of them within', quantile(answered, 0.95), 'ms');
  figures.add('a click answered, at most', Math.max(...answered), 'ms');
  await window.close();
  await served.stop();
  figures.print(title);
}

test.skipIf(reason !== null)('with a window, four threads at a pace', () =>
  withWindow('With the window open and live, four threads at a pace', PACED),
);

test.skipIf(reason !== null)('with a window, two threads flat out', () =>
  withWindow('With the window open and live, two threads flat out', TWO_FLAT_OUT),
);

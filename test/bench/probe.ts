// What a window's page itself can tell of how it does: when it changed, how long its frames took, how soon it
// answered. Put into the page; nothing of it stays in the product.

import type { CDPSession, Page } from 'playwright-core';
import type { ReadsWindow } from '../e2e/reads-window.ts';
import { quantile } from './figures.ts';

/** Parts of the window, by what finds them. */
export const PARTS = {
  table: '.reads',
  rows: '.reads-rows',
  // Its tabs tell how many findings there are, in their own time.
  chart: '.chart [role=tabpanel]',
  processes: '.side',
  count: '.filter-count',
  status: '.status-bar',
} as const;
export type Part = keyof typeof PARTS;

interface Seen {
  /** Changes drawn together count once. */
  changes: number;
  /** performance.now() of the first one since the hand last did something; 0 for none. */
  first: number;
  /** performance.now() of the last one. */
  last: number;
}

interface Probe {
  parts: Record<string, Seen>;
  /** performance.now() when the hand last did something. */
  touched: number;
  frames: number[] | null;
  answers: number[];
}

declare global {
  interface Window {
    benchProbe: Probe;
    /** Date.now() when the table had drawn its first rows. */
    benchFilled?: number;
  }
}

/** For a page that is empty yet. */
export async function awaitFirstRows(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      const rows = [...document.querySelectorAll('.reads [data-index]')];
      if (rows.length === 0 || rows.some(({ textContent }) => textContent === '')) return;
      observer.disconnect();
      // The first task after a frame begins when that is drawn.
      requestAnimationFrame(() =>
        setTimeout(() => {
          window.benchFilled = Date.now();
        }),
      );
    });
    observer.observe(document, { subtree: true, childList: true, characterData: true });
  });
}

/** Of a page that is open. */
export async function placeProbe(page: Page): Promise<void> {
  await page.evaluate((parts) => {
    const probe: Probe = { parts: {}, touched: 0, frames: null, answers: [] };
    window.benchProbe = probe;
    for (const name of Object.keys(parts)) probe.parts[name] = { changes: 0, first: 0, last: 0 };
    const observer = new MutationObserver((records) => {
      const now = performance.now();
      for (const [name, selector] of Object.entries(parts)) {
        const seen = probe.parts[name];
        // Rows are other rows when they say something else, not when one is chosen.
        const isThere = ({ target, type }: MutationRecord) =>
          (name !== 'rows' || type !== 'attributes') &&
          (target instanceof Element ? target : target.parentElement)?.closest(selector);
        if (!seen || !records.some(isThere)) continue;
        seen.changes++;
        seen.last = now;
        if (seen.first <= probe.touched) seen.first = now;
      }
    });
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
    for (const type of ['keydown', 'pointerup', 'pointerdown']) {
      window.addEventListener(
        type,
        ({ timeStamp }) => {
          probe.touched = timeStamp;
        },
        true,
      );
    }
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) {
        if (name === 'keydown' || name === 'click' || name === 'pointerdown') probe.answers.push(duration);
      }
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  }, PARTS);
}

const QUIET_MS = 700;

/** Milliseconds from the hand to the first and to the last change of a part, null for none. */
export type Changed = Record<Part, { first: number; last: number } | null>;

/** Does something with the hand, and waits until the window has come to rest. */
export async function untilAtRest(page: Page, act: () => Promise<void>): Promise<Changed> {
  await act();
  await page.waitForFunction(
    (quiet) => {
      const { parts, touched } = window.benchProbe;
      return performance.now() - Math.max(touched, ...Object.values(parts).map(({ last }) => last)) > quiet;
    },
    QUIET_MS,
    { polling: 100, timeout: 60_000 },
  );
  return page.evaluate(() => {
    const { parts, touched } = window.benchProbe;
    const after = Object.entries(parts).map(([name, { first, last }]) => [
      name,
      last > touched ? { first: first - touched, last: last - touched } : null,
    ]);
    return Object.fromEntries(after);
  });
}

/** Milliseconds between frames, over a time. Asking for every frame makes the page draw more than it would. */
export async function frameTimes(page: Page, ms: number): Promise<number[]> {
  return page.evaluate(
    (length) =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        const begin = performance.now();
        let before = begin;
        const frame = (now: number) => {
          times.push(now - before);
          before = now;
          if (now - begin < length) requestAnimationFrame(frame);
          else resolve(times.slice(1));
        };
        requestAnimationFrame(frame);
      }),
    ms,
  );
}

/** How often each part is changed, a second, over a time. */
export async function changesPerSecond(page: Page, ms: number): Promise<Record<Part, number>> {
  const changes = () =>
    page.evaluate(() => {
      const { parts } = window.benchProbe;
      return {
        now: performance.now(),
        ...{ parts: Object.fromEntries(Object.entries(parts).map(([name, seen]) => [name, seen.changes])) },
      };
    });
  const before = await changes();
  await new Promise((resolve) => setTimeout(resolve, ms));
  const after = await changes();
  const seconds = (after.now - before.now) / 1000;
  const rate = (name: string) => ((after.parts[name] ?? 0) - (before.parts[name] ?? 0)) / seconds;
  return Object.fromEntries(Object.keys(PARTS).map((name) => [name, rate(name)])) as Record<Part, number>;
}

/**
 * Milliseconds from each key and click of `act` until what comes of it was drawn, in steps of 8, as the browser
 * counts them; 16 stands for all that is shorter.
 */
export async function answerTimes(
  page: Page,
  times: number,
  act: (round: number) => Promise<void>,
): Promise<number[]> {
  await page.evaluate(() => {
    window.benchProbe.answers = [];
  });
  for (let round = 0; round < times; round++) {
    await act(round);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  const slow = await page.evaluate(() => window.benchProbe.answers);
  return [...slow, ...new Array<number>(Math.max(0, times - slow.length)).fill(16)];
}

/** Scrolls to a share of the table; milliseconds until every row in view is there. */
export async function scrollFilled(window: ReadsWindow, share: number): Promise<number> {
  return window.grid.evaluate(
    (grid, part) =>
      new Promise<number>((resolve) => {
        const begin = performance.now();
        const first = () => grid.querySelector('[data-index]')?.getAttribute('data-index');
        const before = first();
        const top = grid.scrollTop;
        grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * part;
        // It may be there already.
        const moves = Math.abs(grid.scrollTop - top) > 1;
        const look = () => {
          const rows = [...grid.querySelectorAll('[data-index]')];
          if ((!moves || first() !== before) && rows.every(({ textContent }) => textContent !== ''))
            resolve(performance.now() - begin);
          else requestAnimationFrame(look);
        };
        look();
      }),
    share,
  );
}

/** Bytes of JavaScript objects that something still refers to. */
export async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

export const p95 = (values: number[]) => quantile(values, 0.95);

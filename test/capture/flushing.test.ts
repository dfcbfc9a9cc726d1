// Rows are stored soon, a row group at a time where they come fast, and more rarely while the disk is slow. The clock
// is the test's.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Flushing } from '../../capture/flushing.ts';
import { GROUP_ROWS } from '../../capture/schema.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class Rows {
  waiting = 0;
  /** Rows of each store so far. */
  stored: number[] = [];
  failures: unknown[] = [];
  #tookMs: number[];
  flushing = new Flushing(
    () => this.waiting,
    (most) => this.#store(most),
    (caught) => this.failures.push(caught),
  );

  /** How long each store takes; a disk that is full is less than no time. */
  constructor(...tookMs: number[]) {
    this.#tookMs = tookMs;
  }

  come(rows: number): void {
    this.waiting += rows;
    this.flushing.wish();
  }

  /** `rows` in each of `ms` milliseconds. */
  async flow(rows: number, ms: number): Promise<void> {
    for (let at = 0; at < ms; at++) {
      this.come(rows);
      await vi.advanceTimersByTimeAsync(1);
    }
  }

  async #store(most: number): Promise<void> {
    const ms = this.#tookMs.shift() ?? 0;
    if (ms < 0) throw new Error('the disk is full');
    const rows = Math.min(most, this.waiting);
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    this.waiting -= rows;
    this.stored.push(rows);
  }
}

test('what comes within 40 ms is stored once', async () => {
  const rows = new Rows();
  await rows.flow(1, 3);
  await vi.advanceTimersByTimeAsync(36);
  expect(rows.stored).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(rows.stored).toEqual([3]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(rows.stored).toEqual([3]);
});

test.each([
  [300, 300],
  [5000, 400],
])('after a store of %d ms the next is %d ms later', async (took, later) => {
  const rows = new Rows(took);
  rows.come(1);
  await vi.advanceTimersByTimeAsync(40 + took);
  rows.come(1);
  await vi.advanceTimersByTimeAsync(later - 1);
  expect(rows.stored).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(rows.stored).toEqual([1, 1]);
});

test.each([
  [49, 40 * 49],
  [60, 150 * 60],
])('of %d rows a millisecond the first %d are stored together', async (rate, stored) => {
  const rows = new Rows();
  await rows.flow(rate, 160);
  expect(rows.stored[0]).toBe(stored);
});

test('rows that come fast are stored a row group at a time, and the last of them soon', async () => {
  const rows = new Rows();
  await rows.flow(600, 500);
  expect(rows.stored).toEqual([GROUP_ROWS, GROUP_ROWS]);
  await vi.advanceTimersByTimeAsync(400);
  expect(rows.stored).toEqual([GROUP_ROWS, GROUP_ROWS, 600 * 500 - 2 * GROUP_ROWS]);
});

test('rows that stop coming before their group is full do not wait for it', async () => {
  const rows = new Rows();
  await rows.flow(600, 100);
  await vi.advanceTimersByTimeAsync(299);
  expect(rows.stored).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(rows.stored).toEqual([600 * 100]);
});

test('while the ring buffer fills rows wait for their group', async () => {
  const rows = new Rows();
  rows.flushing.isPressed = true;
  await rows.flow(100, 1000);
  expect(rows.stored).toEqual([]);
  await rows.flow(100, 500);
  expect(rows.stored).toEqual([GROUP_ROWS]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(rows.stored).toEqual([GROUP_ROWS, 100 * 1500 - GROUP_ROWS]);
});

test('what comes while rows are stored is stored after them', async () => {
  const rows = new Rows(100);
  rows.come(1);
  await vi.advanceTimersByTimeAsync(60);
  rows.come(2);
  await vi.advanceTimersByTimeAsync(80 + 100);
  expect(rows.stored).toEqual([1, 2]);
});

test('a failure is told once, and no other store begins', async () => {
  const rows = new Rows(-1);
  rows.come(1);
  await vi.advanceTimersByTimeAsync(40);
  rows.come(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(rows.failures).toEqual([new Error('the disk is full')]);
  expect(rows.stored).toEqual([]);
});

test('at the end all that waits is stored, and nothing after it', async () => {
  const rows = new Rows();
  rows.come(GROUP_ROWS - 1);
  const ended = rows.flushing.end();
  await vi.advanceTimersByTimeAsync(0);
  await ended;
  expect(rows.stored).toEqual([GROUP_ROWS - 1]);
  rows.come(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(rows.stored).toEqual([GROUP_ROWS - 1]);
});

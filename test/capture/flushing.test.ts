// Rows are stored soon, and more rarely while the disk is slow. The clock is the test's.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Flushing } from '../../capture/flushing.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const failures: unknown[] = [];

/** Each store takes so long. */
function flushing(...tookMs: number[]) {
  let stores = 0;
  const one = new Flushing(
    async () => {
      const ms = tookMs[stores++] ?? 0;
      if (ms < 0) throw new Error('the disk is full');
      vi.setSystemTime(Date.now() + ms);
      await vi.advanceTimersByTimeAsync(ms);
    },
    (caught) => failures.push(caught),
  );
  return { one, stores: () => stores };
}

test('what is wished for several times is stored once, within 40 ms', async () => {
  const { one, stores } = flushing();
  for (let row = 0; row < 3; row++) one.wish();
  await vi.advanceTimersByTimeAsync(39);
  expect(stores()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(stores()).toBe(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(stores()).toBe(1);
});

test.each([
  [300, 300],
  [5000, 400],
])('after a store of %d ms the next is %d ms later', async (took, later) => {
  const { one, stores } = flushing(took);
  await one.now();
  one.wish();
  await vi.advanceTimersByTimeAsync(later - 1);
  expect(stores()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(stores()).toBe(2);
});

test('a failure is told, and what was called off does not come', async () => {
  const { one, stores } = flushing(-1);
  one.wish();
  await vi.advanceTimersByTimeAsync(40);
  expect(failures).toEqual([new Error('the disk is full')]);
  one.wish();
  one.cancel();
  await vi.advanceTimersByTimeAsync(1000);
  expect(stores()).toBe(1);
});

// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Beat } from '../../renderer/parts/beat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** When each of these is shown, in milliseconds from now; it takes so long to show the first. */
async function shownAt(news: number[], tookMs = 0): Promise<number[]> {
  const beat = new Beat();
  const from = performance.now();
  const shown: number[] = [];
  for (const at of news) {
    await vi.advanceTimersByTimeAsync(from + at - performance.now());
    beat.add(() => {
      shown.push(performance.now() - from);
      if (shown.length === 1 && tookMs > 0) vi.advanceTimersByTime(tookMs);
    });
  }
  await vi.advanceTimersByTimeAsync(10_000);
  return shown.map(Math.round);
}

test('what comes after a pause is shown with what follows it at once', async () => {
  expect(await shownAt([0, 20, 29])).toEqual([30, 30, 30]);
});

test('what comes all the time is shown four times a second', async () => {
  expect(await shownAt([0, 100, 200, 350, 500, 600])).toEqual([30, 280, 280, 530, 530, 780]);
});

test.each([
  [100, 4 * 100],
  [400, 1000],
])(
  'where showing takes %d ms, three quarters of the time are left to the hand, up to a second',
  async (took, interval) => {
    const [first = 0, second = 0] = await shownAt([0, 50 + took], took);
    const frameMs = 17;
    expect(second - first).toBeGreaterThanOrEqual(interval);
    expect(second - first).toBeLessThanOrEqual(interval + 4 * frameMs);
  },
);

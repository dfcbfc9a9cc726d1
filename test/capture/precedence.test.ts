import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Precedence } from '../../capture/precedence.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that goes first until it is ended, `isAll` of it or not, and what waits for it. */
function scene(isAll = false) {
  const precedence = new Precedence();
  const done: string[] = [];
  const table = () => {
    let end = () => {};
    const work = new Promise<void>((resolve) => {
      end = resolve;
    });
    void precedence
      .first(
        () => work,
        () => isAll,
      )
      .then(() => done.push('table'));
    return end;
  };
  const chart = () => void precedence.later(async () => done.push('chart'));
  return { precedence, done, table, chart };
}

test('a chart does not wait for nothing', async () => {
  const { done, chart } = scene();
  chart();
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toEqual(['chart']);
});

test('a chart waits until the table has its rows, and does not ask on', async () => {
  const { done, table, chart } = scene();
  const end = table();
  chart();
  await vi.advanceTimersByTimeAsync(100);
  end();
  await vi.advanceTimersByTimeAsync(80);
  const endAgain = table();
  await vi.advanceTimersByTimeAsync(100);
  expect(done).toEqual(['table']);
  endAgain();
  await vi.advanceTimersByTimeAsync(150);
  expect(done).toEqual(['table', 'table', 'chart']);
  chart();
  await vi.advanceTimersByTimeAsync(0);
  expect(done.at(-1)).toBe('chart');
});

test('a chart begins at once when the table has all', async () => {
  const { done, table, chart } = scene(true);
  const end = table();
  chart();
  await vi.advanceTimersByTimeAsync(100);
  end();
  await vi.advanceTimersByTimeAsync(1);
  expect(done).toEqual(['table', 'chart']);
});

test('a chart does not wait for ever', async () => {
  const { done, table, chart } = scene();
  table();
  chart();
  await vi.advanceTimersByTimeAsync(1000);
  expect(done).toEqual(['chart']);
});

test('work that fails lets others begin', async () => {
  const precedence = new Precedence();
  const broken = () => Promise.reject(new Error('broken'));
  await expect(precedence.first(broken, () => true)).rejects.toThrow('broken');
  const chart = precedence.later(async () => 'chart');
  await vi.advanceTimersByTimeAsync(150);
  expect(await chart).toBe('chart');
});

test('who looks for findings knows whether others wait', async () => {
  const { precedence, table } = scene(true);
  const alone: boolean[] = [];
  const search = precedence.later(async () => {
    alone.push(precedence.isAlone);
    const end = table();
    alone.push(precedence.isAlone);
    end();
    await vi.advanceTimersByTimeAsync(10);
    alone.push(precedence.isAlone);
    const chart = precedence.later(async () => alone.push(precedence.isAlone));
    await chart;
    alone.push(precedence.isAlone);
  });
  await search;
  expect(alone).toEqual([true, false, true, false, true]);
});

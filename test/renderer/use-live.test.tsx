// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useLive } from '../../renderer/parts/use-live.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

/** Two questions whose answers are what was told last, how often they were asked, and how often what they showed was drawn. */
function asking() {
  const told = { answer: 'first', key: 'a', tick: 0, interval: 100 };
  let [drawn, asked] = [0, 0];
  const ask = async () => {
    asked++;
    return told.answer;
  };
  const { result, rerender } = renderHook(() => {
    drawn++;
    const live = { key: told.key, tick: told.tick, held: false, interval: told.interval };
    return [useLive(ask, live), useLive(ask, live)];
  });
  const change = async (next: Partial<typeof told>) => {
    Object.assign(told, next);
    rerender();
    drawn = 0;
    await pass(0);
  };
  return { result, change, drawn: () => drawn, asked: () => asked };
}

test('shows at once what was asked for by a hand', async () => {
  const { result, change } = asking();
  await pass(0);
  expect(result.current).toEqual(['first', 'first']);
  await change({ key: 'b', answer: 'other' });
  expect(result.current).toEqual(['other', 'other']);
});

test('shows together what comes by itself', async () => {
  const { result, change, drawn } = asking();
  await pass(200);
  await change({ tick: 1, answer: 'second' });
  expect(result.current).toEqual(['first', 'first']);
  await pass(300);
  expect(result.current).toEqual(['second', 'second']);
  expect(drawn()).toBe(1);
});

test('asks again for news, not because it may be asked more or less often', async () => {
  const { change, asked } = asking();
  await pass(200);
  await change({ interval: 500 });
  await pass(2000);
  expect(asked()).toBe(2);
  await change({ tick: 1 });
  await pass(100);
  expect(asked()).toBe(4);
});

test('never shows an answer after a later one', async () => {
  const { result, change } = asking();
  await pass(200);
  await change({ tick: 1, answer: 'old' });
  await change({ key: 'b', answer: 'other' });
  await change({ key: 'a', answer: 'new' });
  expect(result.current).toEqual(['new', 'new']);
  await pass(1000);
  expect(result.current).toEqual(['new', 'new']);
});

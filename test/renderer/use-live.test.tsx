// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useLive } from '../../renderer/parts/use-live.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

/** A question whose answers are what was told it last, and how often what it showed was drawn. */
function asking(interval = 100) {
  const told = { answer: 'first', key: 'a', tick: 0 };
  let drawn = 0;
  const { result, rerender } = renderHook(() => {
    drawn++;
    const live = { key: told.key, tick: told.tick, held: false, interval };
    return [useLive(async () => told.answer, live), useLive(async () => told.answer, live)];
  });
  const change = async (next: Partial<typeof told>) => {
    Object.assign(told, next);
    rerender();
    drawn = 0;
    await pass(0);
  };
  return { result, change, drawn: () => drawn };
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

import { expect, it } from 'vitest';
import { offsetShowing, ROW_PX, rowsInView, rowWindow } from '../../renderer/table/row-window.ts';

const VIEWPORT = 480;

it('scrolls a short list pixel by pixel', () => {
  expect(rowWindow(1000, VIEWPORT)).toEqual({ scrollHeight: 24_000, maxOffset: 23_520, scale: 1 });
  expect(rowWindow(3, VIEWPORT)).toEqual({ scrollHeight: 72, maxOffset: 0, scale: 1 });
  expect(rowWindow(0, VIEWPORT)).toEqual({ scrollHeight: 0, maxOffset: 0, scale: 1 });
});

it.each([1e6, 1e7, 1e9])('reaches both ends of %s rows within what a browser allows', (count) => {
  const { scrollHeight, maxOffset, scale } = rowWindow(count, VIEWPORT);
  expect(scrollHeight).toBeLessThan(33_000_000);
  expect((scrollHeight - VIEWPORT) * scale).toBeCloseTo(maxOffset);
  expect(rowsInView(maxOffset, VIEWPORT, count)).toEqual({ first: count - 20, end: count });
});

it('counts rows of which only a part is in view', () => {
  expect(rowsInView(0, VIEWPORT, 100)).toEqual({ first: 0, end: 20 });
  expect(rowsInView(10, VIEWPORT, 100)).toEqual({ first: 0, end: 21 });
  expect(rowsInView(0, VIEWPORT, 7)).toEqual({ first: 0, end: 7 });
  expect(rowsInView(5000, VIEWPORT, 7)).toEqual({ first: 7, end: 7 });
});

it('moves no further than to show a row', () => {
  expect(offsetShowing(5, 10 * ROW_PX, VIEWPORT)).toBe(5 * ROW_PX);
  expect(offsetShowing(15, 10 * ROW_PX, VIEWPORT)).toBe(10 * ROW_PX);
  expect(offsetShowing(40, 10 * ROW_PX, VIEWPORT)).toBe(41 * ROW_PX - VIEWPORT);
});

import { expect, it } from 'vitest';
import { formatTime } from '../../renderer/parts/format.ts';
import { timeText } from '../../renderer/table/time-shown.ts';

const STARTED = '1795356187000000000';
const at = (ns: bigint) => String(BigInt(STARTED) + ns);

it('is by the clock', () => {
  const moments = { time: at(1n), previous: null, started: STARTED };
  expect(timeText('clock', moments)).toBe(formatTime(at(1n)));
});

it.each([
  [83_012_345_678n, '+83.012345'],
  [0n, '+0.000000'],
  [-1_500_000n, '−0.001500'],
])('is %s since the recording began', (ns, text) => {
  expect(timeText('start', { time: at(ns), previous: null, started: STARTED })).toBe(text);
});

it('is by the clock while it is not known when that was', () => {
  expect(timeText('start', { time: at(5n), previous: null, started: null })).toBe(formatTime(at(5n)));
});

it.each([
  [at(0n), '+29.4 µs'],
  [at(2_029_400n), '−2.0 ms'],
  [null, '—'],
  [undefined, ''],
])('is so long since the row above: %s', (previous, text) => {
  expect(timeText('previous', { time: at(29_400n), previous, started: STARTED })).toBe(text);
});

import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatElapsed,
  formatIsoTime,
  formatRate,
  formatShare,
  formatTime,
  latencyShare,
} from '../../renderer/parts/format.ts';

const plain = (text: string) => text.replaceAll('\u2005', '_');

describe('counts', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1_000'],
    [412318, '412_318'],
    [-1234567, '-1_234_567'],
    ['18446744073709551615', '18_446_744_073_709_551_615'],
  ])('%s', (value, text) => {
    expect(plain(formatCount(value))).toBe(text);
  });
});

describe('sizes and durations', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [99_940, '99.9 kB'],
    [99_960, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [24_300_000, '24.3 MB'],
    [2e18, '2000 PB'],
  ])('%s bytes', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
    expect(formatRate(bytes)).toBe(`${text}/s`);
  });

  it.each([
    [0, '0 ns'],
    [850, '850 ns'],
    [29_400, '29.4 µs'],
    [8_120_000, '8.1 ms'],
    [12_300_000_000, '12.3 s'],
    [7_200_000_000_000, '7200 s'],
  ])('%s ns', (ns, text) => {
    expect(formatDuration(ns)).toBe(text);
  });

  it('never rounds a share that exists to nothing', () => {
    expect(formatShare(0, 10)).toBe('0 %');
    expect(formatShare(1, 1_000_000)).toBe('< 0.1 %');
    expect(formatShare(3, 1000)).toBe('0.3 %');
    expect(formatShare(1, 2)).toBe('50 %');
  });

  it('puts latencies on a scale of seven decades', () => {
    expect(latencyShare(0)).toBe(0);
    expect(latencyShare(100)).toBe(0);
    expect(latencyShare(1e9)).toBe(1);
    expect(latencyShare(1e12)).toBe(1);
    expect(latencyShare(1000)).toBeCloseTo(1 / 7);
  });
});

describe('times', () => {
  const ns = '1795356187231309123';

  it('keeps nanoseconds that a number would lose', () => {
    expect(formatIsoTime(ns)).toBe('2026-11-22T14:03:07.231309123Z');
    expect(formatIsoTime('1795356187000000001')).toBe('2026-11-22T14:03:07.000000001Z');
  });

  it('shows the local clock with microseconds', () => {
    const local = new Date(1795356187231);
    const clock = [local.getHours(), local.getMinutes(), local.getSeconds()];
    expect(formatTime(ns)).toBe(`${clock.map((part) => String(part).padStart(2, '0')).join(':')}.231309`);
  });

  it.each([
    [0, '00:00:00'],
    [83_999_999_999, '00:01:23'],
    [360_000e9, '100:00:00'],
  ])('%s ns of recording', (elapsed, text) => {
    expect(formatElapsed(elapsed)).toBe(text);
  });
});

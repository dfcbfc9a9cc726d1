// Latencies on a logarithmic axis of whole decades, so that it stands still while reads come. Pure.

/** Powers of ten at both ends, of nanoseconds. */
export interface LogScale {
  low: number;
  high: number;
}

/** The decades from `least` to `most` nanoseconds, two at least. */
export function logScale(least: number, most: number): LogScale {
  const low = Math.floor(Math.log10(Math.max(1, least)) + 1e-9);
  const high = Math.ceil(Math.log10(Math.max(1, most)) - 1e-9);
  return { low, high: Math.max(high, low + 2) };
}

export const shareAt = (ns: number, { low, high }: LogScale) =>
  Math.min(1, Math.max(0, (Math.log10(Math.max(ns, 1)) - low) / (high - low)));

export const latencyAt = (share: number, { low, high }: LogScale) => 10 ** (low + share * (high - low));

/** Decades have room for a line of text each, or some are not written. */
export const fitting = (pixels: number, each: number) => Math.max(2, Math.floor(pixels / each));

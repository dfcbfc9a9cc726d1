// How much was asked for and got, octave by octave, as the chart draws it. Pure.

import type { Sizes } from '../../contract/analysis.ts';
import { formatBinary, formatCount } from '../parts/format.ts';
import type { Selection } from './use-brush.ts';

export interface SizeBar {
  /** Bytes, up to, not including, `to`. */
  from: number;
  to: number;
  asked: number;
  got: number;
}

const next = (from: number) => (from === 0 ? 1 : from * 2);

/** Every octave from the least to the most, those without reads too. */
export function sizeBars({ asked, got }: Pick<Sizes, 'asked' | 'got'>): SizeBar[] {
  const edges = [...asked, ...got].map(({ from }) => from);
  if (edges.length === 0) return [];
  const most = Math.max(...edges);
  const bars: SizeBar[] = [];
  for (let from = Math.min(...edges); from <= most; from = next(from)) {
    const of = (list: Sizes['asked']) => list.find((bar) => bar.from === from)?.reads ?? 0;
    bars.push({ from, to: next(from), asked: of(asked), got: of(got) });
  }
  return bars;
}

export const sizeLabel = ({ from }: SizeBar) => (from === 0 ? '0' : formatBinary(from));

/** All that lies in a bar: `4 096 to 8 191 bytes`. */
export function sizeWords({ from, to }: SizeBar): string {
  if (to - from === 1) return from === 1 ? '1 byte' : `${from} bytes`;
  return `${formatCount(from)} to ${formatCount(to - 1)} bytes`;
}

/** The bars a selection touches, as one range of bytes; null where there are none. */
export function selectedSizes(bars: readonly SizeBar[], { left, right }: Selection) {
  const at = (share: number) => Math.min(bars.length - 1, Math.floor(share * bars.length));
  const first = bars[at(left)];
  const last = bars[at(right)];
  return first && last ? { from: first.from, to: last.to } : null;
}

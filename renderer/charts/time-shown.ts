// What charts over time have in common: what is chosen of the time, marks in it, and how it is looked at. Pure.

import { type Span, shareOf } from '../time/span.ts';
import type { OnScale } from '../time/use-time-axis.ts';
import type { MarksShown } from './mark-lines.tsx';

export interface TimeShown extends MarksShown {
  /** A range in force already. */
  chosen: Span | null;
  onScale: OnScale;
  onAll(): void;
}

const inside = (share: number) => Math.min(1, Math.max(0, share));

/** Where a range lies on the axis, in shares of it; null where it has no part there. */
export function bandOf(span: Span | null, axis: Span): { left: number; right: number } | null {
  if (span === null) return null;
  const [left, right] = [inside(shareOf(span.from, axis)), inside(shareOf(span.to, axis))];
  return left < right ? { left, right } : null;
}

/** Where on the axis a moment lies; one from before or after all there is stands at its end, unless that is a part. */
export const shareIn = (axis: Span, isPart: boolean) => (time: bigint) => {
  const share = shareOf(time, axis);
  return isPart ? share : inside(share);
};

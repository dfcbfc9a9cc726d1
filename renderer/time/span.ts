// A part of the time as charts show it, and how it grows, shrinks and moves. Pure.

/** From `from` up to, not including, `to`: nanoseconds since 1970 UTC. */
export interface Span {
  from: bigint;
  to: bigint;
}

/** Less than this is not looked at. */
export const LEAST_NS = 10_000_000n;

const widthOf = ({ from, to }: Span) => to - from;

/** At least so wide that there is something to see, about the middle of what is wanted. */
export function widened(span: Span): Span {
  const lack = LEAST_NS - widthOf(span);
  return lack <= 0n ? span : { from: span.from - lack / 2n, to: span.to + (lack - lack / 2n) };
}

/** Inside `whole`, as wide as before where that is possible. */
export function within(span: Span, whole: Span): Span {
  if (widthOf(span) >= widthOf(whole)) return whole;
  if (span.from < whole.from) return { from: whole.from, to: whole.from + widthOf(span) };
  return span.to > whole.to ? { from: whole.to - widthOf(span), to: whole.to } : span;
}

/** `factor` times as wide, what is at `share` of the width staying where it is; null: all of `whole` can be seen. */
export function scaled(span: Span, factor: number, share: number, whole: Span): Span | null {
  const width = Number(widthOf(span));
  const next = Math.max(Number(LEAST_NS), width * factor);
  const from = span.from + BigInt(Math.round((width - next) * share));
  const wanted = { from, to: from + BigInt(Math.round(next)) };
  return widthOf(wanted) >= widthOf(whole) ? null : within(wanted, whole);
}

/** Moved by this share of its width, as far as there is time. */
export function moved(span: Span, share: number, whole: Span): Span {
  const by = BigInt(Math.round(Number(widthOf(span)) * share));
  return within({ from: span.from + by, to: span.to + by }, whole);
}

/** Where a moment lies, 0 at the beginning and 1 at the end. */
export const shareOf = (time: bigint, { from, to }: Span): number =>
  Number(time - from) / Math.max(1, Number(to - from));

// How reads go through a file. Pure.

import type { Pattern } from '../contract/details.ts';

/** A few reads elsewhere, a header or an index, do not change what a walk through a file is. */
const MOSTLY = 0.8;
/** Of the bytes: a file read twice as a whole has just this. */
const REREAD = 0.5;

/** Offset and bytes, more than none, of reads in order. */
export function accessOf(
  reads: [number, number][],
): Pick<Pattern, 'access' | 'stride' | 'bytes' | 'distinct'> {
  const bytes = reads.reduce((sum, [, length]) => sum + length, 0);
  const distinct = distinctBytes(reads);
  const of = (access: Pattern['access'], stride: number | null = null) => ({
    access,
    stride,
    bytes,
    distinct,
  });
  if (reads.length === 0) return of('none');
  if (reads.length === 1) return of('single');
  if (bytes - distinct >= bytes * REREAD) return of('re-read');
  const steps = new Map<number, number>();
  let following = 0;
  for (let index = 1; index < reads.length; index++) {
    const [offset, length] = reads[index - 1] as [number, number];
    const [next] = reads[index] as [number, number];
    if (next === offset + length) following++;
    steps.set(next - offset, (steps.get(next - offset) ?? 0) + 1);
  }
  const least = (reads.length - 1) * MOSTLY;
  if (following >= least) return of('sequential');
  const [[stride, times] = [0, 0]] = [...steps].sort((a, b) => b[1] - a[1]);
  return times >= least ? of('strided', stride) : of('random');
}

/** The length of all intervals together, what they have in common counted once. */
function distinctBytes(reads: [number, number][]): number {
  let end = 0;
  let distinct = 0;
  for (const [offset, length] of reads.toSorted((a, b) => a[0] - b[0])) {
    distinct += Math.max(0, offset + length - Math.max(offset, end));
    end = Math.max(end, offset + length);
  }
  return distinct;
}

// The reads of a file as lines over time and offset, in shares of the picture. Pure.

import type { Details, Pattern } from '../../contract/details.ts';

export interface AccessPicture {
  /** Of an SVG path in a box of 1000 by 1000, the file's beginning at the bottom. */
  path: string;
  /** Nanoseconds from the first read to the last. */
  span: number;
  /** Bytes at the top. */
  most: number;
  /** Where the read is of which all this is, in the same box; null: it is not at a place or not in the picture. */
  marked: { x: number; from: number; to: number } | null;
}

export const BOX = 1000;
/** A read of few bytes is a dot all the same. */
const LEAST = 1;

/** null: there is nothing to draw. */
export function pictureOf({ read, file, pattern }: Details): AccessPicture | null {
  if (pattern === null || pattern.points.length === 0) return null;
  const points = triples(pattern);
  const start = Number(BigInt(read.time) - BigInt(pattern.from));
  const isPlaced = read.offset >= 0 && read.ret >= 0;
  const span = Math.max(...points.map(([time]) => time), isPlaced ? start : 0, 1);
  const ends = points.map(([, offset, bytes]) => offset + bytes);
  const most = Math.max(file?.size ?? 0, ...ends, isPlaced ? read.offset + read.ret : 0, 1);
  const place = (time: number, offset: number, bytes: number) => {
    const to = BOX - (BOX * offset) / most;
    return { x: (BOX * time) / span, to, from: Math.min(to - LEAST, BOX - (BOX * (offset + bytes)) / most) };
  };
  const round = (value: number) => Math.round(value * 10) / 10;
  const path = points
    .map((point) => place(...point))
    .map(({ x, from, to }) => `M${round(x)} ${round(to)}V${round(from)}`)
    .join('');
  const inside = isPlaced && start >= 0;
  return { path, span, most, marked: inside ? place(start, read.offset, read.ret) : null };
}

export function triples({ points }: Pick<Pattern, 'points'>): [number, number, number][] {
  return Array.from({ length: points.length / 3 }, (_, index) => {
    const [time = 0, offset = 0, bytes = 0] = points.slice(3 * index, 3 * index + 3);
    return [time, offset, bytes];
  });
}

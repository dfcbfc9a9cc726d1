// The heat map's cells, colours and ranges. Pure.

import type { HeatMap } from '../../contract/analysis.ts';
import { latencyRange } from './latency-data.ts';
import { type LogScale, latencyAt, logScale, shareAt } from './latency-scale.ts';
import type { Narrowing } from './narrow.ts';
import type { Selection } from './use-brush.ts';

export interface HeatCell {
  column: number;
  row: number;
  reads: number;
}

export interface Heat {
  map: HeatMap;
  scale: LogScale;
  most: number;
  total: number;
  cells: HeatCell[];
  /** Reads lost, by column, and of all. */
  lostAt: ReadonlyMap<number, number>;
  lost: number;
  at(column: number, row: number): number;
}

/** Lower edge of a row in nanoseconds. */
export const edgeOf = ({ least_ns, ratio }: HeatMap, row: number) => least_ns * ratio ** row;

export function heatOf(map: HeatMap): Heat {
  const cells: HeatCell[] = [];
  const byPlace = new Map<number, number>();
  for (let index = 0; index + 2 < map.cells.length; index += 3) {
    const [column = 0, row = 0, reads = 0] = map.cells.slice(index, index + 3);
    cells.push({ column, row, reads });
    byPlace.set(column * map.rows + row, reads);
  }
  const lostAt = new Map<number, number>();
  for (let index = 0; index + 1 < map.lost.length; index += 2) {
    const [column = 0, reads = 0] = map.lost.slice(index, index + 2);
    if (reads > 0) lostAt.set(column, reads);
  }
  return {
    map,
    scale: logScale(map.least_ns, edgeOf(map, map.rows)),
    most: cells.reduce((most, { reads }) => Math.max(most, reads), 0),
    total: cells.reduce((sum, { reads }) => sum + reads, 0),
    cells,
    lostAt,
    lost: [...lostAt.values()].reduce((sum, reads) => sum + reads, 0),
    at: (column, row) => (row < 0 || row >= map.rows ? 0 : (byPlace.get(column * map.rows + row) ?? 0)),
  };
}

/** Where a number of reads lies between 1 (0) and the most (1): its order of magnitude is what one compares. */
export const heatShare = (reads: number, most: number) => (most <= 1 ? 1 : Math.log(reads) / Math.log(most));

/** A single read stands out from the ground already, at 3:1; from there lightness rises or falls all the way. */
const RAMPS = {
  dark: { lightness: [0.52, 0.97], chroma: [0.13, 0.16, 0.12], hue: [285, 100] },
  light: { lightness: [0.66, 0.2], chroma: [0.11, 0.15, 0.09], hue: [220, 305] },
} as const;

/** A colour in steps of equal lightness, told apart without any sense of hue. `share` from 0 to 1. */
export function heatColor(share: number, dark: boolean): string {
  const { lightness, chroma, hue } = RAMPS[dark ? 'dark' : 'light'];
  const between = ([a, b]: readonly [number, number], at: number) => a + (b - a) * at;
  const [weak, full, end] = chroma;
  const strength = share < 0.5 ? between([weak, full], share * 2) : between([full, end], share * 2 - 1);
  return `oklch(${between(lightness, share).toFixed(4)} ${strength.toFixed(4)} ${between(hue, share).toFixed(1)})`;
}

/** The cell at a place in shares of the area, from the left and the top. */
export function cellAt({ map, scale }: Heat, left: number, top: number): { column: number; row: number } {
  const column = Math.min(map.columns - 1, Math.floor(left * map.columns));
  const row = Math.floor(Math.log(latencyAt(1 - top, scale) / map.least_ns) / Math.log(map.ratio));
  return { column, row };
}

/** A row's lower and upper edge as shares of the area, from the top. */
export function rowSpan({ map, scale }: Heat, row: number): { top: number; bottom: number } {
  return { top: 1 - shareAt(edgeOf(map, row + 1), scale), bottom: 1 - shareAt(edgeOf(map, row), scale) };
}

/** Start of a column, nanoseconds since 1970 UTC. */
export const columnStart = ({ from, width_ns }: HeatMap, column: number) =>
  BigInt(from) + BigInt(column) * BigInt(width_ns);

/** What a selection stands for, widened to whole cells: of a time when reads were lost, else empty where none is. */
export function selectedCells(heat: Heat, { left, right, top, bottom }: Selection): Narrowing[] {
  const { map, cells, lostAt } = heat;
  const low = cellAt(heat, left, bottom);
  const high = cellAt(heat, right, top);
  const holdsReads = cells.some(
    ({ column, row }) => column >= low.column && column <= high.column && row >= low.row && row <= high.row,
  );
  const time = {
    field: 'time',
    from: columnStart(map, low.column),
    to: columnStart(map, high.column + 1),
  } as const;
  if (!holdsReads) {
    return [...lostAt.keys()].some((column) => column >= low.column && column <= high.column) ? [time] : [];
  }
  return [
    time,
    latencyRange(edgeOf(map, Math.max(0, low.row)), edgeOf(map, Math.min(map.rows, high.row + 1))),
  ];
}

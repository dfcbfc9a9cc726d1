// Where each column stands in the room there is, in rem, so that text and columns grow together. Pure.

import { type ColumnKey, type ColumnSet, shownKeys } from './column-set.ts';

interface Size {
  usual: number;
  /** Where there is little room. */
  least: number;
}

const same = (rem: number): Size => ({ usual: rem, least: rem });

/** Of what stands in a column. */
const SIZES: Readonly<Record<ColumnKey, Size>> = {
  time: { usual: 7.4, least: 7 },
  process: { usual: 7.4, least: 4.5 },
  pid: { usual: 3.8, least: 3.2 },
  tid: same(3.8),
  comm: { usual: 6.9, least: 6.4 },
  syscall: same(3.6),
  fd: same(2.2),
  kind: same(3.7),
  path: { usual: 12, least: 5 },
  offset: { usual: 5, least: 4.8 },
  count: { usual: 4.2, least: 4 },
  ret: { usual: 4.6, least: 4 },
  error: same(5),
  latency_ns: { usual: 5.8, least: 3.8 },
};

/** What is least missed goes first. */
const DISPENSABLE: readonly ColumnKey[] = ['tid', 'syscall', 'kind', 'comm', 'offset'];
/** What goes only when all others are as narrow as they can be. */
const LAST_TO_GO: readonly ColumnKey[] = ['fd', 'pid', 'count'];

/** Left and right of what stands in a cell, and left and right of all; table.css says the same. */
const CELL_REM = 0.5;
const EDGE_REM = 0.625;

/** Without a width of its own it takes what room is left. */
const FLEXIBLE: ColumnKey = 'path';

export interface PlacedColumn {
  key: ColumnKey;
  pinned: boolean;
  /** From the left edge, if all are before it; pinned columns stop there. */
  start: number;
  /** With its space; of the flexible one the least. */
  width: number;
  /** Of the width, what is left and right of what stands in it. */
  space: number;
}

export interface ColumnLayout {
  columns: readonly PlacedColumn[];
  /** For `grid-template-columns`. */
  template: string;
  /** Least width of a row. */
  width: number;
  /** There is more than fits: it scrolls. */
  wide: boolean;
}

/** `room` in rem; 0 while it is not known. */
export function layOut(set: ColumnSet, room: number): ColumnLayout {
  const all = shownKeys(set);
  if (set.hidden !== null || room === 0) return place(set, all, room, false);
  const keys = fewer(set, all, room, DISPENSABLE, false);
  if (total(set, keys, false) <= room) return place(set, keys, room, false);
  return place(set, fewer(set, keys, room, LAST_TO_GO, true), room, true);
}

/** Without as many of those `to go` as it takes to fit. */
function fewer(
  set: ColumnSet,
  keys: ColumnKey[],
  room: number,
  toGo: readonly ColumnKey[],
  tight: boolean,
): ColumnKey[] {
  let kept = keys;
  for (const key of toGo) {
    if (total(set, kept, tight) <= room) break;
    // What was pinned is wanted.
    if (!set.pinned.includes(key)) kept = kept.filter((other) => other !== key);
  }
  return kept;
}

const widthOf = (set: ColumnSet, key: ColumnKey, tight: boolean) =>
  set.widths[key] ?? SIZES[key][tight ? 'least' : 'usual'];

const total = (set: ColumnSet, keys: readonly ColumnKey[], tight: boolean) =>
  keys.reduce((sum, key) => sum + widthOf(set, key, tight) + CELL_REM, 2 * EDGE_REM);

function place(set: ColumnSet, keys: readonly ColumnKey[], room: number, tight: boolean): ColumnLayout {
  let start = 0;
  const columns = keys.map((key, index) => {
    const edges = (index === 0 ? EDGE_REM : 0) + (index === keys.length - 1 ? EDGE_REM : 0);
    const space = CELL_REM + edges;
    const width = rounded(widthOf(set, key, tight) + space);
    const column = { key, pinned: set.pinned.includes(key), start: rounded(start), width, space };
    start += width;
    return column;
  });
  const template = columns.map(({ key, width }) =>
    key === FLEXIBLE && set.widths[key] === undefined ? `minmax(${width}rem, 1fr)` : `${width}rem`,
  );
  return {
    columns,
    template: template.join(' '),
    width: rounded(start),
    wide: room > 0 && start > room + 0.01,
  };
}

/** Sums of tenths are not, in binary. */
const rounded = (rem: number) => Math.round(rem * 1000) / 1000;

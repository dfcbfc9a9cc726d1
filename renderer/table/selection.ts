// Which rows are selected, as ranges of places: ten million cost as much as one. Pure.

export interface Range {
  /** Up to but without `end`. */
  first: number;
  end: number;
}

export interface Selection {
  /** In order, none touching another. */
  ranges: readonly Range[];
  /** Where Shift extends from; null while nothing is selected. */
  anchor: number | null;
  /** What the last step with Shift took in, to be given back by the next one. */
  extended: Range | null;
}

export const NO_SELECTION: Selection = { ranges: [], anchor: null, extended: null };

const rangeOf = (row: number): Range => ({ first: row, end: row + 1 });

export const only = (row: number): Selection => ({
  ranges: [rangeOf(row)],
  anchor: row,
  extended: rangeOf(row),
});

export function all(count: number): Selection {
  return count === 0 ? NO_SELECTION : { ranges: [{ first: 0, end: count }], anchor: 0, extended: null };
}

/** From the anchor to `row`, instead of what was last taken in from there. */
export function extendTo(selection: Selection, row: number): Selection {
  const { anchor, ranges, extended } = selection;
  if (anchor === null) return only(row);
  const next = { first: Math.min(anchor, row), end: Math.max(anchor, row) + 1 };
  const kept = extended === null ? [] : without(ranges, extended);
  return { ranges: withRange(kept, next), anchor, extended: next };
}

/** Takes a row in or leaves it out, whatever else is selected. */
export function toggle(selection: Selection, row: number): Selection {
  if (isSelected(selection, row)) {
    return { ranges: without(selection.ranges, rangeOf(row)), anchor: row, extended: null };
  }
  return { ranges: withRange(selection.ranges, rangeOf(row)), anchor: row, extended: rangeOf(row) };
}

export function isSelected({ ranges }: Selection, row: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) <= row) low = middle + 1;
    else high = middle;
  }
  return (ranges[low]?.first ?? Number.POSITIVE_INFINITY) <= row;
}

export const selectedCount = ({ ranges }: Selection): number =>
  ranges.reduce((sum, { first, end }) => sum + end - first, 0);

/** The first `most` of the selected places, in ranges. */
export function firstOf({ ranges }: Selection, most: number): Range[] {
  let room = most;
  const taken: Range[] = [];
  for (const { first, end } of ranges) {
    if (room === 0) break;
    const count = Math.min(room, end - first);
    taken.push({ first, end: first + count });
    room -= count;
  }
  return taken;
}

function withRange(ranges: readonly Range[], added: Range): Range[] {
  const touches = ({ first, end }: Range) => first <= added.end && end >= added.first;
  const met = ranges.filter(touches);
  const merged = {
    first: Math.min(added.first, ...met.map(({ first }) => first)),
    end: Math.max(added.end, ...met.map(({ end }) => end)),
  };
  const before = ranges.filter(({ end }) => end < merged.first);
  const after = ranges.filter(({ first }) => first > merged.end);
  return [...before, merged, ...after];
}

function without(ranges: readonly Range[], removed: Range): Range[] {
  return ranges.flatMap(({ first, end }) => {
    const left = { first, end: Math.min(end, removed.first) };
    const right = { first: Math.max(first, removed.end), end };
    return [left, right].filter((range) => range.first < range.end);
  });
}

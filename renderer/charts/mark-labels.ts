// Where the names of marks stand over a chart, so that none lies on another. Pure.

export interface LabelPlace {
  /** Rows from the top; null: there is no room for the name. */
  row: number | null;
  width: number;
  /** It stands at the left of its line, for at the right the chart ends. */
  before: boolean;
}

/** Of the text's size: near enough, for what is longer is cut. */
const CHARACTER_PX = 6.5;
const PADDING_PX = 12;
const MOST_PX = 150;
/** What can still be pressed where no name fits. */
const BARE_PX = 9;
const GAP_PX = 3;

/** `labels` from left to right; `length` in characters. */
export function placeLabels(
  labels: readonly { x: number; length: number }[],
  area: number,
  rows: number,
): LabelPlace[] {
  const taken: { row: number; from: number; to: number }[] = [];
  const isFree = (row: number, from: number, to: number) =>
    !taken.some((one) => one.row === row && one.from < to + GAP_PX && from < one.to + GAP_PX);
  return labels.map(({ x, length }) => {
    const width = Math.min(MOST_PX, area, length * CHARACTER_PX + PADDING_PX);
    const before = x + width > area;
    const from = before ? x - width : x;
    const row = Array.from({ length: rows }, (_, index) => index).find((one) =>
      isFree(one, from, from + width),
    );
    if (row === undefined) return { row: null, width: BARE_PX, before: false };
    taken.push({ row, from, to: from + width });
    return { row, width, before };
  });
}

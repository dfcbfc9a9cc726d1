// Which process has which colour, in the chart, the list and the table alike. A process keeps its colour as
// long as it is among the busiest, so that nothing swaps colours while data streams.

export const SERIES = 4;
/** The slot of all processes that have none of their own. */
export const OTHERS = SERIES;

/** Colour slots 0 to SERIES - 1 by pid. */
export type SeriesColors = ReadonlyMap<number, number>;

export function assignColors(before: SeriesColors, pids: readonly number[]): SeriesColors {
  const colors = new Map<number, number>();
  for (const pid of pids) {
    const slot = before.get(pid);
    if (slot !== undefined) colors.set(pid, slot);
  }
  const free = Array.from({ length: SERIES }, (_, slot) => slot).filter(
    (slot) => ![...colors.values()].includes(slot),
  );
  for (const pid of pids) {
    if (colors.has(pid)) continue;
    const slot = free.shift();
    if (slot !== undefined) colors.set(pid, slot);
  }
  return colors;
}

/** Class of a swatch; processes outside the chart's series share one. */
export function swatchClass(colors: SeriesColors, pid: number): string {
  return slotClass(colors.get(pid) ?? OTHERS);
}

export function slotClass(slot: number): string {
  return slot === OTHERS ? 'swatch' : `swatch s${slot + 1}`;
}

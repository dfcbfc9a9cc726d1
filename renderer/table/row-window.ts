// Where rows of one height stand in a list of any length. A browser caps an element's height near 33.5 million
// pixels, so beyond MAX_SCROLL_PX the scroll bar is scaled: one of its pixels stands for several of the list.
// Pure arithmetic; nothing here grows with the number of rows.

export const ROW_PX = 24;
const MAX_SCROLL_PX = 16_000_000;

export interface RowWindow {
  /** Height of the scrolled element. */
  scrollHeight: number;
  /** Largest offset: at it the last row stands at the bottom. */
  maxOffset: number;
  /** Pixels of the list per pixel of the scroll bar; 1 up to MAX_SCROLL_PX. */
  scale: number;
}

/** Geometry of `count` rows seen through `viewport` pixels. */
export function rowWindow(count: number, viewport: number): RowWindow {
  const height = count * ROW_PX;
  const scrollHeight = Math.min(height, MAX_SCROLL_PX);
  const maxOffset = Math.max(0, height - viewport);
  const maxScroll = Math.max(0, scrollHeight - viewport);
  return { scrollHeight, maxOffset, scale: maxScroll > 0 ? maxOffset / maxScroll : 1 };
}

/** The rows of which any pixel is in view: from `first`, up to but without `end`. */
export function rowsInView(offset: number, viewport: number, count: number): { first: number; end: number } {
  const first = Math.min(count, Math.max(0, Math.floor(offset / ROW_PX)));
  return { first, end: Math.min(count, Math.max(first, Math.ceil((offset + viewport) / ROW_PX))) };
}

/** The smallest move of `offset` that brings a row wholly into view. */
export function offsetShowing(row: number, offset: number, viewport: number): number {
  const top = row * ROW_PX;
  if (top < offset) return top;
  return Math.max(offset, top + ROW_PX - viewport);
}

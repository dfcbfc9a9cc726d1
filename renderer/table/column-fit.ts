// How wide a column has to be for what stands in it now.

import { ROW_PX } from './row-window.ts';

/** A little more than the text, which else loses its end to rounding. */
const SPARE_PX = 2;

/** Pixels that the heading and the cells in view of the column at `place` need, without the space around them. */
export function fittingWidth(grid: HTMLElement, place: number): number {
  const cells = grid.querySelectorAll<HTMLElement>(`[data-column="${place}"]`);
  return Math.ceil(Math.max(0, ...[...cells].map(contentWidth))) + SPARE_PX;
}

/** Of the text wherever it is clipped, and of pictures that stand in its line. */
function contentWidth(cell: HTMLElement): number {
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  const range = document.createRange();
  const nodes = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (nodes.nextNode()) {
    const node = nodes.currentNode;
    const isPicture = node instanceof Element && node.matches('.swatch, .sort-arrow');
    if (!isPicture && node.nodeType !== Node.TEXT_NODE) continue;
    range.selectNode(node);
    const box = range.getBoundingClientRect();
    // What is not drawn has no place; a bar as high as the row is no part of its line.
    if (box.width === 0 || box.height > ROW_PX) continue;
    left = Math.min(left, box.left);
    right = Math.max(right, box.right);
  }
  const mark = Number.parseFloat(getComputedStyle(cell, '::before').width) || 0;
  return right > left ? right - left + mark : 0;
}

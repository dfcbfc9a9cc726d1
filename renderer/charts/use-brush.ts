// Drags a selection over a plot with the pointer. Knows pixels only; what they stand for is the chart's business.

import { type PointerEvent, useEffect, useState } from 'react';

/** Where in an element data is drawn, in pixels. */
export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Shares of the area, from 0 to 1, from the left and from the top. */
export interface Selection {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Drag {
  pointer: number;
  from: { x: number; y: number };
  to: { x: number; y: number };
}

/** Nearer than this to where it began it is a click. */
const CLICK_PX = 4;

const share = (at: number, start: number, length: number) =>
  Math.min(1, Math.max(0, (at - start) / Math.max(1, length)));

function toSelection({ from, to }: Drag, area: Area, axes: 'x' | 'xy'): Selection {
  const x = [share(from.x, area.left, area.width), share(to.x, area.left, area.width)];
  const y =
    axes === 'x' ? [0, 1] : [share(from.y, area.top, area.height), share(to.y, area.top, area.height)];
  return { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) };
}

const isClick = ({ from, to }: Drag) => Math.hypot(to.x - from.x, to.y - from.y) < CLICK_PX;

/**
 * Handlers for the element that holds the plot, and what is selected while the drag lasts. A click selects a
 * single point. Escape ends a drag without a selection.
 */
export function useBrush(area: Area, axes: 'x' | 'xy', onSelect: (selection: Selection) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const dragging = drag !== null;
  useEffect(() => {
    if (!dragging) return;
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && setDrag(null);
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [dragging]);

  const place = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>) => {
    const box = currentTarget.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  };
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const at = place(event);
      const inside =
        at.x >= area.left &&
        at.x <= area.left + area.width &&
        at.y >= area.top &&
        at.y <= area.top + area.height;
      if (event.button !== 0 || !inside) return;
      event.preventDefault(); // no text is selected
      // Keys that come next are about the chart, not for a box one typed in before.
      if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
      event.currentTarget.setPointerCapture?.(event.pointerId);
      setDrag({ pointer: event.pointerId, from: at, to: at });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (event.pointerId === drag?.pointer) setDrag({ ...drag, to: place(event) });
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      if (event.pointerId !== drag?.pointer) return;
      setDrag(null);
      onSelect(toSelection(drag, area, axes));
    },
    onPointerCancel: () => setDrag(null),
  };
  const selection = drag !== null && !isClick(drag) ? toSelection(drag, area, axes) : null;
  return { handlers, selection };
}

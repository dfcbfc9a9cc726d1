// Scrolling of a long table: which pixel of the list is at the top, and whether it follows the tail. The scroll
// bar is the browser's own; for lists taller than a browser allows it is scaled (see row-window.ts).

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { LinesAmong, TableLine } from './lines-among.ts';
import { offsetShowing, ROW_PX, rowsInView, rowWindow } from './row-window.ts';

export interface RowScroll {
  offset: number;
  following: boolean;
  /** Places of the rows in view: from `first`, up to but without `end`. */
  first: number;
  end: number;
  /** Lines in view, and how many pixels below the top of the view. */
  lines: { line: TableLine; top: number }[];
  /** How many pixels below the top of the view the row at this place stands. */
  topOf(place: number): number;
  scrollHeight: number;
  rowsPerPage: number;
  onScroll(): void;
  /** Brings a row into view and stays there. */
  show(row: number): void;
  /** Stays where it is, whatever comes. */
  hold(): void;
  follow(): void;
  toTop(): void;
}

const WHEEL_LINE_PX = 3 * ROW_PX;

/** `growing`: rows join at the end; else there is no tail to follow. */
export function useRowScroll(
  scroller: RefObject<HTMLElement | null>,
  among: LinesAmong<TableLine>,
  viewport: number,
  growing: boolean,
): RowScroll {
  const [held, setHeld] = useState(0);
  const [atTail, setFollowing] = useState(true);
  const following = atTail && growing;
  const { scrollHeight, maxOffset, scale } = rowWindow(among.height, viewport);
  const offset = following ? maxOffset : Math.min(held, maxOffset);
  /** Where this hook put the scroll bar: an event that finds it there is an echo. */
  const placed = useRef(0);
  /** The offset was set by us, not by the scroll bar, so the scroll bar has to come after. */
  const moved = useRef(false);

  const moveTo = (next: number, follow = next > held && next >= maxOffset) => {
    moved.current = true;
    setHeld(Math.max(0, Math.min(next, maxOffset)));
    setFollowing(follow || maxOffset === 0);
  };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const wanted = offset / scale;
    // Asking where it stands has the browser lay the page out, which rows that come at the tail need not.
    if (following && !moved.current && Math.abs(placed.current - wanted) < 0.5) return;
    // Somebody has scrolled, of which the event is yet to come: it is not undone, nor taken for ours.
    if (!moved.current && Math.abs(element.scrollTop - placed.current) > 0.5) return;
    if ((following || moved.current || scale > 1) && Math.abs(element.scrollTop - wanted) > 0.5) {
      element.scrollTop = wanted;
    }
    placed.current = element.scrollTop;
    moved.current = false;
  });

  // The row at the top stays there when a line comes above it; only at the very top one wants to see what comes.
  const shown = useRef(among);
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = among;
    if (before === among || following || held === 0) return;
    const place = before.placeAt(Math.floor(held / ROW_PX));
    const shift = (among.above(place) - before.above(place)) * ROW_PX;
    if (shift === 0) return;
    moved.current = true;
    setHeld(Math.max(0, held + shift));
  });

  const onScroll = () => {
    const element = scroller.current;
    if (element === null || Math.abs(element.scrollTop - placed.current) < 0.5) return;
    const next = Math.min(maxOffset, element.scrollTop * scale);
    placed.current = element.scrollTop;
    setHeld(next);
    setFollowing(next >= maxOffset - 1);
  };

  // A scaled scroll bar is too coarse for a wheel: one notch would skip rows.
  const onWheel = useRef<(event: WheelEvent) => void>(() => {});
  onWheel.current = (event) => {
    if (scale === 1 || event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    const step = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : WHEEL_LINE_PX;
    const next = offset + event.deltaY * step;
    moveTo(next, event.deltaY > 0 && next >= maxOffset);
  };
  useEffect(() => {
    const element = scroller.current;
    const listener = (event: WheelEvent) => onWheel.current(event);
    element?.addEventListener('wheel', listener, { passive: false });
    return () => element?.removeEventListener('wheel', listener);
  }, [scroller]);

  const inView = rowsInView(offset, viewport, among.height);
  return {
    offset,
    following,
    first: among.placeAt(inView.first),
    end: among.placeAt(inView.end),
    lines: among
      .between(inView.first, inView.end)
      .map(({ line, height }) => ({ line, top: height * ROW_PX - offset })),
    topOf: (place) => among.above(place) * ROW_PX - offset,
    scrollHeight,
    rowsPerPage: Math.max(1, Math.floor(viewport / ROW_PX)),
    onScroll,
    show: (row) => moveTo(offsetShowing(among.above(row), offset, viewport), false),
    hold: () => moveTo(offset, false),
    follow: () => moveTo(maxOffset, true),
    toTop: () => moveTo(0, false),
  };
}

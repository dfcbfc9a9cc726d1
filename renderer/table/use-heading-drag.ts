// Headings moved by the pointer: to another place, or their right edge to another width.

import { type PointerEvent, type RefObject, useRef, useState } from 'react';
import type { ColumnKey } from './column-set.ts';
import type { ColumnControl } from './use-columns.ts';

/** A hand that only clicks trembles this far. */
const STILL_PX = 5;

export interface MoveDrag {
  key: ColumnKey;
  /** Before which it would stand; null: at the end. */
  next: ColumnKey | null;
  /** Where that is: pixels from the left edge of the headings. */
  x: number;
}

interface Grip {
  key: ColumnKey;
  x: number;
}

/** Drags a heading to another place. */
export function useMoveDrag(head: RefObject<HTMLElement | null>, columns: ColumnControl) {
  const [drag, setDrag] = useState<MoveDrag | null>(null);
  const grip = useRef<Grip | null>(null);
  /** The click that ends a drag is none. */
  const dragged = useRef(false);

  const onPointerDown = (event: PointerEvent<HTMLElement>, key: ColumnKey) => {
    if (event.button !== 0) return;
    grip.current = { key, x: event.clientX };
    dragged.current = false;
    event.currentTarget.setPointerCapture?.(event.pointerId);
  };
  const onPointerMove = ({ clientX }: PointerEvent) => {
    const held = grip.current;
    if (held === null || head.current === null) return;
    if (!dragged.current && Math.abs(clientX - held.x) < STILL_PX) return;
    dragged.current = true;
    setDrag(target(head.current, columns, held.key, clientX));
  };
  const end = () => {
    grip.current = null;
    setDrag(null);
  };
  const onPointerUp = () => {
    if (drag !== null) columns.move(drag.key, drag.next);
    end();
  };
  return {
    drag,
    onPointerDown,
    onPointerMove,
    onPointerUp,
    cancel: end,
    /** Whether the click that came is the end of a drag. */
    wasDrag: () => dragged.current,
  };
}

/** Where a heading let go at `clientX` would stand, among those of its kind. */
function target(head: HTMLElement, { set, shown }: ColumnControl, key: ColumnKey, clientX: number): MoveDrag {
  const isPinned = (one: ColumnKey) => set.pinned.includes(one);
  const kind = shown.filter((one) => isPinned(one) === isPinned(key));
  const boxOf = (one: ColumnKey) =>
    head.querySelector(`[role=columnheader][data-key="${one}"]`)?.getBoundingClientRect();
  const left = head.getBoundingClientRect().left;
  for (const next of kind) {
    const box = boxOf(next);
    if (box && clientX < box.left + box.width / 2) return { key, next, x: box.left - left };
  }
  const last = kind.at(-1);
  return { key, next: null, x: ((last && boxOf(last)?.right) ?? left) - left };
}

/** Drags the right edge of a heading. */
export function useEdgeDrag(columns: ColumnControl) {
  const grip = useRef<(Grip & { rem: number }) | null>(null);
  const rem = (clientX: number) => {
    const held = grip.current;
    return held && held.rem + (clientX - held.x) / columns.remPx;
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>, key: ColumnKey) => {
    const heading = event.currentTarget.closest('[role=columnheader]');
    if (event.button !== 0 || heading === null) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture?.(event.pointerId);
    const width = heading.getBoundingClientRect().width / columns.remPx - columns.spaceOf(key);
    grip.current = { key, x: event.clientX, rem: width };
  };
  const move = ({ clientX }: PointerEvent, lasting: boolean) => {
    const held = grip.current;
    const next = rem(clientX);
    // A press that did not move is the half of a double click.
    if (held === null || next === null || (lasting && clientX === held.x)) return;
    columns.resize(held.key, next, lasting);
  };
  const end = (event: PointerEvent) => {
    move(event, true);
    grip.current = null;
  };
  return {
    onPointerDown,
    onPointerMove: (event: PointerEvent) => move(event, false),
    onPointerUp: end,
    onPointerCancel: end,
  };
}

export type MoveDragging = ReturnType<typeof useMoveDrag>;
export type EdgeDrag = ReturnType<typeof useEdgeDrag>;

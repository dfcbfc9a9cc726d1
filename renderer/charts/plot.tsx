// The frame of a plot: its size, the room for its axes, and what is selected in it. Draws no data.

import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { useSize } from '../parts/use-size.ts';
import type { OnScale } from '../time/use-time-axis.ts';
import { type Area, type Selection, useBrush } from './use-brush.ts';

/** Room for the labels at the left, at the size of text the user has chosen. */
const AXIS_REM = 4.75;
export const MARGIN_PX = 14;
export const TOP_PX = 10;
export const TIME_AXIS_PX = 22;

/** Between two lines of an axis at least. */
const TICK_PX = 24;

/** How many steps an axis so high has room for, four at most. */
export const ticksIn = (pixels: number) => Math.min(4, Math.max(1, Math.floor(pixels / TICK_PX)));

/** What a plot is drawn into. */
export interface Room {
  width: number;
  height: number;
  /** Where data goes. */
  area: Area;
  /** Width of the axis at the left. */
  axis: number;
  /** Pixels a rem. */
  rem: number;
}

function roomOf(width: number, height: number): Room {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const axis = AXIS_REM * rem;
  const area = {
    left: axis,
    top: TOP_PX,
    width: Math.max(1, width - axis - MARGIN_PX),
    height: Math.max(1, height - TOP_PX - TIME_AXIS_PX),
  };
  return { width, height, area, axis, rem };
}

interface PlotProps {
  /** What the picture says, for those who do not see it. */
  label: string;
  /** Shown in place of a plot where there is nothing to draw. */
  empty: string | null;
  axes?: 'x' | 'xy';
  /** A range in force already, in shares of the area. */
  chosen?: { left: number; right: number } | null;
  onSelect(selection: Selection): void;
  /** By the wheel, where the pointer is. */
  onScale?: OnScale;
  /** A second click at once after a first. */
  onAll?(): void;
  /** What stands over the picture and can be pressed. */
  over?(room: Room): ReactNode;
  children(room: Room): ReactNode;
}

export function Plot(props: PlotProps) {
  const { label, empty, axes = 'x', chosen = null, onSelect, onScale, onAll, over, children } = props;
  const ref = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(ref);
  const room = roomOf(width, height);
  const { handlers, selection } = useBrush(room.area, axes, onSelect);
  const draws = width > 0 && height > 0;
  const hasData = draws && empty === null;
  useWheel(ref, room.area, draws ? onScale : undefined);
  return (
    <div className="plot">
      <div
        ref={ref}
        className="plot-picture"
        role="img"
        aria-label={label}
        onDoubleClick={onAll}
        {...(hasData && handlers)}
      >
        {empty !== null && <p className="plot-empty">{empty}</p>}
        {hasData && children(room)}
        {hasData && chosen && (
          <Band className="chosen" area={room.area} at={{ ...chosen, top: 0, bottom: 1 }} />
        )}
        {hasData && selection && <Band className="brush" area={room.area} at={selection} />}
      </div>
      {hasData && over?.(room)}
    </div>
  );
}

/** Pixels of a wheel that make it twice as near. */
const TWICE_PX = 240;
const LINE_PX = 40;

function useWheel(ref: RefObject<HTMLElement | null>, area: Area, onScale: OnScale | undefined): void {
  const latest = useRef({ area, onScale });
  latest.current = { area, onScale };
  useEffect(() => {
    const element = ref.current;
    const onWheel = (event: WheelEvent) => {
      const { area: place, onScale: scale } = latest.current;
      // With Ctrl the whole window grows.
      if (scale === undefined || event.ctrlKey || event.deltaY === 0 || element === null) return;
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX);
      const at = (event.clientX - element.getBoundingClientRect().left - place.left) / place.width;
      scale(2 ** (pixels / TWICE_PX), Math.min(1, Math.max(0, at)));
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [ref]);
}

function Band({ className, area, at }: { className: string; area: Area; at: Selection }) {
  return (
    <div
      className={`band ${className}`}
      style={{
        left: area.left + at.left * area.width,
        width: (at.right - at.left) * area.width,
        top: area.top + at.top * area.height,
        height: (at.bottom - at.top) * area.height,
      }}
    />
  );
}

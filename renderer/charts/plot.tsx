// The frame of a plot: its size, the room for its axes, and what is selected in it. Draws no data.

import { type ReactNode, useRef } from 'react';
import { useSize } from '../parts/use-size.ts';
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
  children(room: Room): ReactNode;
}

export function Plot({ label, empty, axes = 'x', chosen = null, onSelect, children }: PlotProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(ref);
  const room = roomOf(width, height);
  const { handlers, selection } = useBrush(room.area, axes, onSelect);
  const draws = empty === null && width > 0 && height > 0;
  return (
    <div ref={ref} className="plot" role="img" aria-label={label} {...(draws && handlers)}>
      {empty !== null && <p className="plot-empty">{empty}</p>}
      {draws && children(room)}
      {draws && chosen && <Band className="chosen" area={room.area} at={{ ...chosen, top: 0, bottom: 1 }} />}
      {draws && selection && <Band className="brush" area={room.area} at={selection} />}
    </div>
  );
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

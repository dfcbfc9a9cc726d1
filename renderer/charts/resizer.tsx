// The edge between charts and table: dragged or moved with the arrow keys.

import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react';
import { LEAST_PX, mostHeight } from './use-panel.ts';

const STEP_PX = 16;
const LEAP_PX = 96;

interface ResizerProps {
  /** The panel above the edge. */
  panel: RefObject<HTMLElement | null>;
  /** Its height; null as it comes. */
  height: number | null;
  onHeight(height: number | null): void;
}

export function Resizer({ panel, height, onHeight }: ResizerProps) {
  const grip = useRef<number | null>(null);
  const now = () => panel.current?.offsetHeight ?? LEAST_PX;
  const most = () => mostHeight(panel.current?.parentElement?.clientHeight ?? window.innerHeight);
  const set = (wanted: number) => onHeight(Math.round(Math.min(most(), Math.max(LEAST_PX, wanted))));

  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, () => void> = {
      ArrowUp: () => set(now() - STEP_PX),
      ArrowDown: () => set(now() + STEP_PX),
      PageUp: () => set(now() - LEAP_PX),
      PageDown: () => set(now() + LEAP_PX),
      Home: () => set(LEAST_PX),
      End: () => set(most()),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.focus({ preventScroll: true });
    event.currentTarget.setPointerCapture?.(event.pointerId);
    grip.current = now() - event.clientY;
  };
  const end = () => {
    grip.current = null;
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      className="resizer"
      role="separator"
      aria-label="Height of the charts"
      aria-orientation="horizontal"
      aria-valuemin={LEAST_PX}
      aria-valuemax={most()}
      aria-valuenow={height ?? now()}
      aria-valuetext={`${height ?? now()} pixels`}
      tabIndex={0}
      title="Drag to resize; double click for the usual height"
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={({ clientY }) => grip.current !== null && set(clientY + grip.current)}
      onPointerUp={end}
      onPointerCancel={end}
      onDoubleClick={() => onHeight(null)}
    />
  );
}

// The edge between the table and the details: dragged or moved with the arrow keys.

import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react';
import { LEAST_PX, MOST_PX } from './use-panel.ts';

const STEP_PX = 16;

interface EdgeProps {
  panel: RefObject<HTMLElement | null>;
  /** null: as it comes. */
  width: number | null;
  onWidth(width: number | null): void;
}

export function Edge({ panel, width, onWidth }: EdgeProps) {
  const grip = useRef<number | null>(null);
  const now = () => width ?? panel.current?.offsetWidth ?? LEAST_PX;
  const set = (wanted: number) => onWidth(Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, wanted))));
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowLeft: now() + STEP_PX,
      ArrowRight: now() - STEP_PX,
      Home: MOST_PX,
      End: LEAST_PX,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.focus({ preventScroll: true });
    event.currentTarget.setPointerCapture?.(event.pointerId);
    grip.current = now() + event.clientX;
  };
  const end = () => {
    grip.current = null;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      className="details-edge"
      role="separator"
      aria-label="Width of the details"
      aria-orientation="vertical"
      aria-valuemin={LEAST_PX}
      aria-valuemax={MOST_PX}
      aria-valuenow={now()}
      aria-valuetext={`${now()} pixels`}
      tabIndex={0}
      title="Drag to resize; double click for the usual width"
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={({ clientX }) => grip.current !== null && set(grip.current - clientX)}
      onPointerUp={end}
      onPointerCancel={end}
      onDoubleClick={() => onWidth(null)}
    />
  );
}

// The one axis of time: what charts over time show of it, what the filter has chosen of it, and how both change.

import { useCallback, useMemo, useRef, useState } from 'react';
import type { Filter } from '../../contract/filter.ts';
import type { WindowBridge } from '../bridge.ts';
import type { OnNarrow } from '../charts/narrow.ts';
import type { ThroughputData } from '../charts/throughput-data.ts';
import { useThroughput } from '../charts/use-throughput.ts';
import { narrowingExpression, rangeOf } from '../filter/narrowing.ts';
import type { FilterControl } from '../filter/use-filter.ts';
import type { LiveOptions } from '../parts/use-live.ts';
import type { Capture } from '../use-capture.ts';
import { moved, type Span, scaled, widened, within } from './span.ts';

/** Zooms by wheel: `factor` below 1 is nearer; `share`: where on the axis the pointer is. */
export type OnScale = (factor: number, share: number) => void;

export interface TimeAxis {
  throughput: ThroughputData;
  /** What charts show; null: all there is. */
  zoom: Span | null;
  /** What the filter lets pass; null: all. */
  chosen: Span | null;
  narrow: OnNarrow;
  scale: OnScale;
  /** To what is chosen, or else to half of what is seen. */
  zoomIn(): void;
  zoomOut(): void;
  /** By this share of what is seen: below 0 to earlier. */
  move(share: number): void;
  /** Everything is seen, and nothing is left out for its time. */
  all(): void;
}

export function useTimeAxis(
  bridge: WindowBridge,
  capture: Capture,
  filter: FilterControl,
  news: Pick<LiveOptions, 'tick' | 'held'>,
  /** Whether the chart of throughput is looked at. */
  isSeen: boolean,
): TimeAxis {
  const [{ generation, zoom }, setZoom] = useState<{ generation: number; zoom: Span | null }>(() => ({
    generation: 0,
    zoom: null,
  }));
  // Another capture has another time.
  const seen = generation === capture.generation ? zoom : null;
  const throughput = useThroughput(bridge, capture, filter.filter, seen, news, isSeen);
  // Of what passes no filter nothing is drawn: the time there is stays known.
  const whole = useRef<{ generation: number; span: Span | null }>({ generation: 0, span: null });
  if (whole.current.generation !== capture.generation) {
    whole.current = { generation: capture.generation, span: null };
  }
  const extent = throughput.zoom === null ? extentOf(throughput) : null;
  if (extent !== null) whole.current.span = extent;
  const chosen = useChosen(filter.filter);
  const latest = useRef({ filter, capture, seen, chosen });
  latest.current = { filter, capture, seen, chosen };

  const change = useCallback((next: (shown: Span, whole: Span) => Span | null) => {
    const all = whole.current.span;
    if (all === null) return;
    const { capture: now, seen: shown } = latest.current;
    setZoom({ generation: now.generation, zoom: next(shown ?? all, all) });
  }, []);
  const narrow = useCallback<OnNarrow>(
    (conditions) => latest.current.filter.narrow(narrowingExpression(conditions)),
    [],
  );
  const scale = useCallback<OnScale>(
    (factor, share) => change((shown, all) => scaled(shown, factor, share, all)),
    [change],
  );
  const all = useCallback(() => {
    change(() => null);
    latest.current.filter.forgetRange('time');
  }, [change]);
  return {
    throughput,
    zoom: seen,
    chosen,
    narrow,
    scale,
    zoomIn: () =>
      change((shown, all) => {
        const wanted = latest.current.chosen;
        const isNew = wanted !== null && (wanted.from > shown.from || wanted.to < shown.to);
        return isNew ? within(widened(wanted), all) : scaled(shown, 0.5, 0.5, all);
      }),
    zoomOut: () => change((shown, all) => scaled(shown, 2, 0.5, all)),
    move: (share) => change((shown, all) => moved(shown, share, all)),
    all,
  };
}

/** The same object as long as it is the same time. */
function useChosen(filter: Filter): Span | null {
  const before = useRef<Span | null>(null);
  return useMemo(() => {
    const now = rangeOf(filter);
    const same = now?.from === before.current?.from && now?.to === before.current?.to;
    if (!same) before.current = now;
    return before.current;
  }, [filter]);
}

function extentOf({ from, widthNs, points }: ThroughputData): Span | null {
  return points.length === 0 ? null : { from, to: from + BigInt(points.length) * BigInt(widthNs) };
}

// Asks an analysis of the reads that pass, again as they come: never while the window is hidden, and seldom where
// the answer is dear.

import { useEffect, useRef, useState } from 'react';
import type { TimeRange } from '../../contract/analysis.ts';
import type { Filter } from '../../contract/filter.ts';
import type { Args, Reply } from '../../contract/requests.ts';
import type { WindowBridge } from '../bridge.ts';
import { type LiveOptions, useLive } from '../parts/use-live.ts';
import type { Span } from '../time/span.ts';

export type Analysis = 'latencies' | 'sizes' | 'heatMap' | 'topFiles' | 'folder';

/** What all charts ask of. */
export interface ChartSource {
  bridge: WindowBridge;
  filter: Filter;
  /** Changes when rows were cleared. */
  generation: number;
  news: Pick<LiveOptions, 'tick' | 'held'>;
}

/** As a question has it. */
export const rangeIn = (span: Span | null): TimeRange | null =>
  span && { from: String(span.from), to: String(span.to) };

const LEAST_MS = 500;
const MOST_MS = 5000;
/** An answer is followed by this many times the time it took without a question. */
const REST = 4;

/** Whether nobody sees the window. */
export function useHidden(): boolean {
  const [hidden, setHidden] = useState(() => document.hidden);
  useEffect(() => {
    const look = () => setHidden(document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return hidden;
}

export interface Answer<N extends Analysis> {
  /** What was asked: an answer may be older than the present question. */
  args: Omit<Args<N>, 'filter'>;
  reply: Reply<N>;
}

/** The latest answer, null before the first. */
export function useAnswer<N extends Analysis>(
  { bridge, filter, generation, news }: ChartSource,
  name: N,
  args: Omit<Args<N>, 'filter'>,
): Answer<N> | null {
  const hidden = useHidden();
  const took = useRef(0);
  const ask = async () => {
    const asked = performance.now();
    const reply = await bridge.request(name, { ...args, filter } as Args<N>);
    took.current = performance.now() - asked;
    return { args, reply };
  };
  return useLive(ask, {
    tick: news.tick,
    held: news.held || hidden,
    key: JSON.stringify([generation, filter, args]),
    interval: Math.min(MOST_MS, Math.max(LEAST_MS, took.current * (REST + 1))),
  });
}

// Asks for what is found, again as reads come: never while the window is hidden. What is too much for one answer
// is asked for at once again.

import { useRef } from 'react';
import type { Findings } from '../../contract/findings.ts';
import type { WindowBridge } from '../bridge.ts';
import { useHidden } from '../charts/use-answer.ts';
import { type LiveOptions, useLive } from '../parts/use-live.ts';

const LEAST_MS = 500;
/** There are rows that were not looked at yet. */
const BEHIND_MS = 250;
/** An answer is followed by this many times the time it took without a question. */
const REST = 4;

export interface FindingsNews extends Pick<LiveOptions, 'tick' | 'held'> {
  /** Rows in the capture. */
  rows: number;
  /** More rows come: they have their turn first. */
  recording: boolean;
}

/** null before the first answer. */
export function useFindings(bridge: WindowBridge, generation: number, news: FindingsNews): Findings | null {
  const hidden = useHidden();
  const took = useRef(0);
  const looked = useRef({ rows: 0, answers: 0 });
  const ask = async () => {
    const asked = performance.now();
    const found = await bridge.request('findings', {});
    took.current = performance.now() - asked;
    looked.current = { rows: found.rows, answers: looked.current.answers + 1 };
    return found;
  };
  const behind = !news.recording && looked.current.rows < news.rows;
  return useLive(ask, {
    // An answer that was not the last one is a reason to ask again.
    tick: `${news.tick} ${behind ? looked.current.answers : ''}`,
    held: news.held || hidden,
    key: `${generation} ${news.rows > 0}`,
    interval: behind ? BEHIND_MS : Math.max(LEAST_MS, took.current * (REST + 1)),
  });
}

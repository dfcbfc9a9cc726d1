// Asks for news of processes once a second, and for the threads of those that are open.

import { useEffect, useMemo, useState } from 'react';
import type { WindowBridge } from '../bridge.ts';
import { type LiveOptions, useLive } from '../parts/use-live.ts';
import type { Capture } from '../use-capture.ts';
import { type Known, NOTHING, ProcessBook } from './process-book.ts';
import type { Threads } from './tree-lines.ts';

const INTERVAL_MS = 1000;
/** More open processes than the capture process keeps counts for would have it count anew each time. */
const MOST_OPEN = 8;

type News = Pick<LiveOptions, 'tick' | 'held'>;

export function useProcesses(bridge: WindowBridge, capture: Capture, news: News): Known {
  const { generation, status } = capture;
  const [book] = useState(() => new ProcessBook());
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was told before is void
  useEffect(() => book.forget(), [book, generation]);
  const known = useLive(async () => book.take(await bridge.request('processes', { since: book.since })), {
    ...news,
    // A new state and the first rows do not wait.
    key: `${generation} ${status?.state} ${(status?.rows ?? 0) > 0}`,
    interval: INTERVAL_MS,
  });
  return known ?? NOTHING;
}

/** `keys`: of the open processes. */
export function useThreads(bridge: WindowBridge, keys: readonly string[], news: News): Threads {
  const asked = keys.slice(0, MOST_OPEN);
  const answers = useLive(
    () =>
      Promise.all(
        asked.map(async (process) => ({ process, threads: await bridge.request('threads', { process }) })),
      ),
    { ...news, key: asked.join(), interval: INTERVAL_MS },
  );
  return useMemo(() => new Map((answers ?? []).map(({ process, threads }) => [process, threads])), [answers]);
}

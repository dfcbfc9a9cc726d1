// Ties a ReadsSource to React: what it should hold follows the filter, the order, the pause and the news of the capture.

import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { RowOrder } from '../../contract/capture.ts';
import type { Filter } from '../../contract/filter.ts';
import type { Problem } from '../../contract/problem.ts';
import type { WindowBridge } from '../bridge.ts';
import { beat } from '../parts/beat.ts';
import type { Capture } from '../use-capture.ts';
import { type ReadsSnapshot, ReadsSource } from './reads-source.ts';

export function useReads(
  bridge: WindowBridge,
  capture: Capture,
  filter: Filter,
  order: RowOrder | null,
  paused: boolean,
  onProblem: (problem: Problem) => void,
): { source: ReadsSource; reads: ReadsSnapshot } {
  const source = useMemo(() => new ReadsSource(bridge, (show) => beat.add(show)), [bridge]);
  const { generation } = capture;
  useEffect(() => {
    source.onProblem = onProblem;
  }, [source, onProblem]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation is the reason to forget
  useEffect(() => source.clear(), [source, generation]);
  useEffect(() => source.setFilter(filter), [source, filter]);
  useEffect(() => source.setOrder(order), [source, order]);
  useEffect(() => source.setFrozen(paused), [source, paused]);
  // Past what is drawn of the status: rows and status are drawn together.
  useEffect(
    () =>
      bridge.onPush((push) => {
        if (push.push === 'status') source.refresh(push.status.state !== 'recording');
      }),
    [bridge, source],
  );
  const reads = useSyncExternalStore(source.subscribe, source.getSnapshot);
  return { source, reads };
}

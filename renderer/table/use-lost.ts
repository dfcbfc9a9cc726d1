// The lines of lost reads for the rows that the table shows, asked for again while reads are lost; and what helps.

import { useCallback } from 'react';
import { type LostLine, lostReads } from '../../contract/capture.ts';
import type { WindowBridge } from '../bridge.ts';
import { useLive } from '../parts/use-live.ts';
import type { Capture } from '../use-capture.ts';
import { type RingSize, ringSize } from './lost-lines.ts';
import type { ReadsSnapshot } from './reads-source.ts';

const INTERVAL_MS = 500;
const NONE: readonly LostLine[] = [];

export interface TableLost {
  lines: readonly LostLine[];
  ring: RingSize;
  /** Chooses the ring buffer's size, in MiB. */
  onRing(mib: number): void;
}

export function useLost(
  bridge: WindowBridge,
  { generation, status }: Capture,
  { filter, order }: ReadsSnapshot,
  paused: boolean,
  attempt: (work: () => Promise<unknown>) => void,
): TableLost {
  const lost = status ? lostReads(status.losses) : 0;
  const answer = useLive(
    async () => ({ filter, lines: lost === 0 ? NONE : await bridge.request('lostLines', { filter }) }),
    {
      key: `${generation} ${status?.state} ${lost > 0} ${JSON.stringify(filter)}`,
      tick: `${lost} ${status?.rows}`,
      held: paused,
      interval: INTERVAL_MS,
    },
  );
  const onRing = useCallback(
    (mib: number) => attempt(() => bridge.request('chooseRing', { mib })),
    [attempt, bridge],
  );
  // Sorted, a row says nothing of what came before it.
  const lines = order === null && answer?.filter === filter ? answer.lines : NONE;
  return { lines, ring: ringSize(status), onRing };
}

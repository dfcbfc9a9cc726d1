// Where marks stand among the rows that the table shows, asked for again while rows come that may lie before them.

import { useMemo } from 'react';
import type { Mark, MarkLine } from '../../contract/marks.ts';
import type { WindowBridge } from '../bridge.ts';
import { useLive } from '../parts/use-live.ts';
import type { Capture } from '../use-capture.ts';
import type { ReadsSnapshot } from './reads-source.ts';

const INTERVAL_MS = 500;
const NONE: readonly MarkLine[] = [];

export interface PlacedMark {
  place: number;
  mark: Mark;
}

/** None while the rows are sorted: a row then says nothing of what came before it. */
export function useMarkLines(
  bridge: WindowBridge,
  { generation, status }: Capture,
  { filter, order }: ReadsSnapshot,
  paused: boolean,
  marks: readonly Mark[],
): readonly PlacedMark[] {
  const times = marks.map(({ id }) => id).join(' ');
  const answer = useLive(
    async () => ({ filter, lines: times === '' ? NONE : await bridge.request('markLines', { filter }) }),
    {
      key: `${generation} ${status?.state} ${times} ${JSON.stringify(filter)}`,
      // Without marks there is nothing to ask again.
      tick: times === '' ? 0 : status?.rows,
      held: paused,
      interval: INTERVAL_MS,
    },
  );
  const lines = order === null && answer?.filter === filter ? answer.lines : NONE;
  return useMemo(
    () =>
      lines.flatMap(({ id, place }) => {
        const mark = marks.find((one) => one.id === id);
        return mark ? [{ place, mark }] : [];
      }),
    [lines, marks],
  );
}

// The marks of the capture, as all windows see them, and what can be done with them.

import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Mark } from '../../contract/marks.ts';
import type { WindowBridge } from '../bridge.ts';
import type { Problems } from '../frame/use-problems.ts';
import type { Capture } from '../use-capture.ts';

export interface MarksControl {
  /** In order of time; another list after each change. */
  marks: readonly Mark[];
  /** The one that was dropped last in this window, for as long as its name is offered to be changed. */
  fresh: Mark | null;
  /** Marks this moment; `naming`: and goes to its name. */
  drop(naming: boolean): void;
  /** Whether whoever dropped it wants to name it at once. */
  naming: boolean;
  rename(id: number, name: string): void;
  remove(id: number): void;
  /** The name of this one, if it is the fresh one, is as it shall be. */
  settle(id: number): void;
}

export function useMarks(
  bridge: WindowBridge,
  { generation, link }: Capture,
  attempt: Problems['attempt'],
): MarksControl {
  const [marks, setMarks] = useState<readonly Mark[]>([]);
  const [dropped, setDropped] = useState<{ id: number; naming: boolean } | null>(null);

  useEffect(() => bridge.onPush((push) => push.push === 'marks' && setMarks(push.marks)), [bridge]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new capture is the reason to ask again
  useEffect(() => {
    if (link !== 'open') return;
    bridge.request('marks', {}).then(setMarks, () => {
      // The status, asked at the same time, says what is wrong.
    });
  }, [bridge, generation, link]);

  const drop = useCallback(
    (naming: boolean) =>
      attempt(async () => {
        const { id } = await bridge.request('mark', { name: '' });
        setDropped({ id, naming });
      }),
    [bridge, attempt],
  );
  const rename = useCallback(
    (id: number, name: string) => attempt(() => bridge.request('renameMark', { id, name })),
    [bridge, attempt],
  );
  const remove = useCallback(
    (id: number) => attempt(() => bridge.request('removeMark', { id })),
    [bridge, attempt],
  );
  // The next may be there already when the time of the one before is up.
  const settle = useCallback((id: number) => setDropped((now) => (now?.id === id ? null : now)), []);
  return useMemo(
    () => ({
      marks,
      fresh: marks.find(({ id }) => id === dropped?.id) ?? null,
      naming: dropped?.naming ?? false,
      ...{ drop, rename, remove, settle },
    }),
    [marks, dropped, drop, rename, remove, settle],
  );
}

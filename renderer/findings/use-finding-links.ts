// The ways from a finding to its reads, the same functions in every render.

import { useMemo } from 'react';
import type { OnNarrow } from '../charts/narrow.ts';
import type { FindingLinks } from './finding-card.tsx';

export function useFindingLinks(onNarrow: OnNarrow, onRead: FindingLinks['onRead']): FindingLinks {
  return useMemo(
    () => ({
      onReads: ({ rows: { pid, path, folder, error } }) =>
        onNarrow([
          { pid },
          ...(path === undefined ? [] : [{ path }]),
          ...(folder === undefined ? [] : [{ folder }]),
          ...(error === undefined ? [] : [{ error }]),
        ]),
      onRead,
    }),
    [onNarrow, onRead],
  );
}

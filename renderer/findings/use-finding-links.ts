// The ways from a finding to its reads, the same functions in every render.

import { useMemo } from 'react';
import type { Expression } from '../../contract/filter.ts';
import { narrowingExpression } from '../filter/narrowing.ts';
import type { FindingLinks } from './finding-card.tsx';

export function useFindingLinks(
  onOnly: (expression: Expression) => void,
  onRead: FindingLinks['onRead'],
): FindingLinks {
  return useMemo(
    () => ({
      onReads: ({ rows: { pid, path, folder, error } }) =>
        onOnly(
          narrowingExpression([
            { pid },
            ...(path === undefined ? [] : [{ path }]),
            ...(folder === undefined ? [] : [{ folder }]),
            ...(error === undefined ? [] : [{ error }]),
          ]),
        ),
      onRead,
    }),
    [onOnly, onRead],
  );
}

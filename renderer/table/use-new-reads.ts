// How many reads came below the lowest row that was in view since the tail was left.

import { useRef } from 'react';
import type { ReadsSnapshot } from './reads-source.ts';

type Reads = Pick<ReadsSnapshot, 'matched' | 'counted' | 'total' | 'filter'>;

export function useNewReads(
  { matched, counted, total, filter }: Reads,
  end: number,
  following: boolean,
): number {
  const seen = useRef({ filter, count: matched, counting: false });
  const now = seen.current;
  // What another filter lets pass, and what is still being counted, did not come just now.
  const isOther = filter !== now.filter || now.counting || matched < now.count;
  now.count = following || isOther ? matched : Math.max(now.count, end);
  now.filter = filter;
  now.counting = counted < total;
  return matched - now.count;
}

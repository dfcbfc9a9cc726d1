// How many reads came below the lowest row that was in view since the tail was left.

import { useRef } from 'react';

export function useNewReads(count: number, end: number, following: boolean): number {
  const seen = useRef(count);
  if (following || count < seen.current) seen.current = count;
  else seen.current = Math.max(seen.current, end);
  return following ? 0 : count - seen.current;
}

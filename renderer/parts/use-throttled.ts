// A value that changes often, taken over at once when it has been still, and else at most so often.

import { useEffect, useRef, useState } from 'react';

export function useThrottled<T>(value: T, ms: number): T {
  const [taken, setTaken] = useState(value);
  const last = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (Object.is(value, taken)) return;
    const take = () => {
      last.current = performance.now();
      setTaken(value);
    };
    const timer = setTimeout(take, Math.max(0, last.current + ms - performance.now()));
    return () => clearTimeout(timer);
  }, [value, taken, ms]);
  return taken;
}

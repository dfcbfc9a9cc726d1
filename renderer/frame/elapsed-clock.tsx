// How long has been recorded, ticking between two statuses.

import { useEffect, useState } from 'react';
import { beat } from '../parts/beat.ts';
import { formatElapsed } from '../parts/format.ts';
import type { Capture } from '../use-capture.ts';
import { isRecording } from './state-text.ts';

const TICK_MS = 250;

export function ElapsedClock({ capture }: { capture: Capture }) {
  const running = isRecording(capture);
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => beat.add(() => setNow(performance.now())), TICK_MS);
    return () => clearInterval(timer);
  }, [running]);
  const since = running ? Math.max(0, now - capture.receivedAt) * 1e6 : 0;
  return <span className="mono">{formatElapsed((capture.status?.elapsed_ns ?? 0) + since)}</span>;
}

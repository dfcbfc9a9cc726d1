// Says to screen readers what others see at once: recording began or ended, reads were lost.

import { useEffect, useRef, useState } from 'react';
import { lostReads, type Status } from '../../contract/capture.ts';
import { formatCount } from '../parts/format.ts';
import type { Capture } from '../use-capture.ts';

/** What has changed from one status to the next, in words; empty for nothing worth a word. Pure. */
export function news(before: Status | null, now: Status | null): string {
  if (now === null || before === null) return '';
  if (now.state !== before.state) return stateNews(now);
  const lost = lostReads(now.losses) - lostReads(before.losses);
  return lost > 0 ? `${formatCount(lostReads(now.losses))} reads were lost.` : '';
}

function stateNews({ state, rows, problem }: Status): string {
  switch (state) {
    case 'idle':
      return `Recording stopped: ${formatCount(rows)} reads.`;
    case 'preparing':
      return 'Asking for permission.';
    case 'recording':
      return 'Recording started.';
    case 'stopping':
      return '';
    case 'failed':
      return `Recording failed. ${problem?.message ?? ''}`;
    default:
      return state satisfies never;
  }
}

/** Losses come in bursts: one word about them in so long is enough. */
const LOSS_MS = 5000;

export function Announcer({ capture }: { capture: Capture }) {
  const [said, setSaid] = useState('');
  const before = useRef<Status | null>(null);
  const lossAt = useRef(Number.NEGATIVE_INFINITY);
  const { status } = capture;
  useEffect(() => {
    const words = news(before.current, status);
    const isLoss = before.current?.state === status?.state;
    const now = performance.now();
    if (isLoss && words !== '' && now - lossAt.current < LOSS_MS) return;
    before.current = status;
    if (words === '') return;
    if (isLoss) lossAt.current = now;
    setSaid(words);
  }, [status]);
  return (
    <div className="visually-hidden" aria-live="polite" data-testid="announcer">
      {said}
    </div>
  );
}

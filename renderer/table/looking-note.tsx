// What takes long says how far it is: a large capture is being sorted, or looked through for a new filter.

import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { RowOrder } from '../../contract/capture.ts';
import { changeSettings, useSettings } from '../frame/settings.ts';
import { formatShare } from '../parts/format.ts';
import { isSameOrder } from './row-order.ts';

/** What is over sooner is not worth a word. */
const LONG_MS = 1000;

interface LookingNoteProps {
  /** Of 1; null while nothing is under way. */
  progress: number | null;
  /** The order of the rows that are shown meanwhile. */
  shown: RowOrder | null;
}

export function LookingNote({ progress, shown }: LookingNoteProps) {
  const { order } = useSettings();
  const isLong = useLasting(progress !== null);
  if (progress === null || !isLong) return null;
  const sorting = !isSameOrder(order, shown);
  const what = sorting ? 'Sorting' : 'Counting';
  return (
    <span className="pill sort-note looking-note">
      {what}… {formatShare(progress, 1)}
      <progress aria-label={what} value={progress} max={1} />
      {sorting && (
        <button
          type="button"
          className="plain icon"
          aria-label="Stop sorting"
          title="Back to the order before"
          onClick={() => changeSettings({ order: shown })}
        >
          <X aria-hidden />
        </button>
      )}
    </span>
  );
}

/** Whether it has been so for long. */
function useLasting(now: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    setLasting(false);
    if (!now) return;
    const timer = setTimeout(() => setLasting(true), LONG_MS);
    return () => clearTimeout(timer);
  }, [now]);
  return lasting;
}

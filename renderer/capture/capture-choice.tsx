// What the kernel records, on a button of the toolbar; pressed, it opens the choice.

import { ChevronDown, Crosshair } from 'lucide-react';
import { useState } from 'react';
import type { CaptureFilter } from '../../contract/capture-filter.ts';
import { CaptureDialog } from './capture-dialog.tsx';
import { describeFilter, EVERYTHING, isSame } from './rules.ts';

interface CaptureChoiceProps {
  /** null before it is known. */
  filter: CaptureFilter | null;
  recording: boolean;
  /** Resolves when it is in force; rejects with a ProblemError. */
  onChoose(filter: CaptureFilter): Promise<unknown>;
}

export function CaptureChoice({ filter, recording, onChoose }: CaptureChoiceProps) {
  const [open, setOpen] = useState(false);
  const text = filter === null ? '…' : describeFilter(filter);
  const isAll = filter === null || isSame(filter, EVERYTHING);
  return (
    <>
      <button
        type="button"
        className={isAll ? 'capture-choice' : 'capture-choice some'}
        title={`What is recorded: ${text}`}
        aria-label={`Capture: ${text}`}
        aria-haspopup="dialog"
        aria-disabled={filter === null}
        onClick={() => filter !== null && setOpen(true)}
      >
        <Crosshair aria-hidden />
        <span className="capture-text">{text}</span>
        <ChevronDown aria-hidden className="more" />
      </button>
      {open && filter !== null && (
        <CaptureDialog
          filter={filter}
          recording={recording}
          onChoose={onChoose}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

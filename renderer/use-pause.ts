// Pausing the view: what the panels are told about growth stands still while recording goes on.

import { useState } from 'react';
import type { Capture } from './use-capture.ts';

export interface Pause {
  paused: boolean;
  /** Changes when panels should look again; stands still while paused. */
  tick: string;
  toggle(): void;
}

export function usePause(capture: Capture): Pause {
  const now = `${capture.status?.state} ${capture.status?.rows}`;
  /** The tick at the moment of pausing; null while the view runs. */
  const [held, setHeld] = useState<string | null>(null);
  return {
    paused: held !== null,
    tick: held ?? now,
    toggle: () => setHeld(held === null ? now : null),
  };
}

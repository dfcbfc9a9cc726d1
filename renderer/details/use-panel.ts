// Whether the panel of details is open, and how wide; remembered from one window to the next.

import { useEffect, useState } from 'react';

export interface PanelState {
  open: boolean;
  /** In pixels; null as it comes. */
  width: number | null;
}

const KEY = 'ioscope.details';
const AT_FIRST: PanelState = { open: true, width: null };
export const LEAST_PX = 220;
export const MOST_PX = 640;

/** What was stored, as far as it makes sense: another version may have written it. */
export function readPanel(stored: string | null): PanelState {
  let found: Partial<Record<keyof PanelState, unknown>>;
  try {
    found = Object(JSON.parse(stored ?? '{}'));
  } catch {
    return AT_FIRST;
  }
  const { width } = found;
  const fits = typeof width === 'number' && width >= LEAST_PX && width <= MOST_PX;
  return { open: found.open !== false, width: fits ? width : null };
}

export function usePanel(): [PanelState, (part: Partial<PanelState>) => void] {
  const [state, setState] = useState(() => readPanel(localStorage.getItem(KEY)));
  useEffect(() => localStorage.setItem(KEY, JSON.stringify(state)), [state]);
  return [state, (part) => setState((now) => ({ ...now, ...part }))];
}

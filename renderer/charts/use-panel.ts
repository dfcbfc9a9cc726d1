// Which chart is shown, how high, or none at all; remembered from one window to the next.

import { useEffect, useState } from 'react';

export const TABS = [
  { tab: 'throughput', title: 'Throughput' },
  { tab: 'latency', title: 'Latency' },
  { tab: 'heat', title: 'Heat map' },
  { tab: 'sizes', title: 'Sizes' },
  { tab: 'files', title: 'Files' },
  { tab: 'folders', title: 'Folders' },
  { tab: 'findings', title: 'Findings' },
] as const;
export type Tab = (typeof TABS)[number]['tab'];

export const MEASURES = ['bytes', 'reads'] as const;
export type Measure = (typeof MEASURES)[number];

export interface PanelState {
  tab: Tab;
  /** Of what the chart of throughput shows. */
  measure: Measure;
  /** In pixels; null as it comes. */
  height: number | null;
  collapsed: boolean;
}

const KEY = 'ioscope.charts';
const AT_FIRST: PanelState = { tab: 'throughput', measure: 'bytes', height: null, collapsed: false };
export const LEAST_PX = 130;
/** What is left to the table. */
const TABLE_PX = 120;

export const mostHeight = (room: number) => Math.max(LEAST_PX, room - TABLE_PX);

/** What was stored, as far as it makes sense: another version may have written it. */
export function readPanel(stored: string | null): PanelState {
  let found: Partial<Record<keyof PanelState, unknown>>;
  try {
    found = Object(JSON.parse(stored ?? '{}'));
  } catch {
    return AT_FIRST;
  }
  return {
    tab: TABS.find(({ tab }) => tab === found.tab)?.tab ?? AT_FIRST.tab,
    measure: MEASURES.find((measure) => measure === found.measure) ?? AT_FIRST.measure,
    height: typeof found.height === 'number' && found.height >= LEAST_PX ? found.height : null,
    collapsed: found.collapsed === true,
  };
}

export function usePanel(): [PanelState, (part: Partial<PanelState>) => void] {
  const [state, setState] = useState(() => readPanel(localStorage.getItem(KEY)));
  useEffect(() => localStorage.setItem(KEY, JSON.stringify(state)), [state]);
  return [state, (part) => setState((now) => ({ ...now, ...part }))];
}

// What the user has chosen for the window, remembered in the browser. One store for all that ask.

import { useSyncExternalStore } from 'react';
import type { RowOrder } from '../../contract/capture.ts';
import { SORTS } from '../processes/process-tree.ts';
import { type ColumnSet, readColumnSet, USUAL_COLUMNS } from '../table/column-set.ts';
import { readOrder } from '../table/row-order.ts';
import { TIMES_SHOWN, type TimeShown } from '../table/time-shown.ts';

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];
export const TEXT_SIZES = [90, 100, 110, 125, 150] as const;

export interface Settings {
  theme: Theme;
  /** Per cent of the browser's. */
  textSize: (typeof TEXT_SIZES)[number];
  /** What applications and processes are sorted by. */
  sort: (typeof SORTS)[number];
  /** Of the table of reads. */
  columns: ColumnSet;
  /** What its rows are sorted by; null: as they arrive. */
  order: RowOrder | null;
  /** What its time column tells. */
  timeShown: TimeShown;
  /** The first screen has been read. */
  welcomed: boolean;
  /** Command lines traced last, the newest first. */
  commands: readonly string[];
}

const MORE_CONTRAST = '(prefers-contrast: more)';
const KEY = 'ioscope.settings';
const DEFAULTS: Settings = {
  theme: 'system',
  textSize: 100,
  sort: 'rate',
  columns: USUAL_COLUMNS,
  order: null,
  timeShown: 'clock',
  welcomed: false,
  commands: [],
};
const MOST_COMMANDS = 10;

const listeners = new Set<() => void>();
let current: Settings | null = null;

/** Whatever another version or another program left there: what is no setting is as if it were not set. */
function remembered(): Settings {
  let stored: Partial<Record<keyof Settings, unknown>> = {};
  try {
    stored = Object(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    // Not ours.
  }
  const among = <T>(choices: readonly T[], value: unknown, otherwise: T) =>
    choices.find((choice) => choice === value) ?? otherwise;
  const commands = Array.isArray(stored.commands) ? stored.commands : [];
  return {
    theme: among(THEMES, stored.theme, DEFAULTS.theme),
    textSize: among(TEXT_SIZES, stored.textSize, DEFAULTS.textSize),
    sort: among(SORTS, stored.sort, DEFAULTS.sort),
    columns: readColumnSet(stored.columns),
    order: readOrder(stored.order),
    timeShown: among(TIMES_SHOWN, stored.timeShown, DEFAULTS.timeShown),
    welcomed: stored.welcomed === true,
    commands: commands.filter((command) => typeof command === 'string').slice(0, MOST_COMMANDS),
  };
}

const get = (): Settings => {
  current ??= remembered();
  return current;
};

export function changeSettings(part: Partial<Settings>): void {
  current = { ...get(), ...part };
  localStorage.setItem(KEY, JSON.stringify(current));
  show(current);
  for (const listener of listeners) listener();
}

export function rememberCommand(command: string): void {
  const others = get().commands.filter((other) => other !== command);
  changeSettings({ commands: [command, ...others].slice(0, MOST_COMMANDS) });
}

function subscribe(listener: () => void): () => void {
  // Another window of the same browser.
  const elsewhere = () => {
    current = null;
    show(get());
    listener();
  };
  listeners.add(listener);
  window.addEventListener('storage', elsewhere);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', elsewhere);
  };
}

export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, get);
}

/** Styles follow the system unless the root says otherwise. */
function show({ theme, textSize }: Settings): void {
  const { dataset, style } = document.documentElement;
  dataset.theme = theme;
  const wanted = theme === 'contrast' || (theme === 'system' && window.matchMedia?.(MORE_CONTRAST).matches);
  if (wanted) dataset.contrast = 'more';
  else delete dataset.contrast;
  style.fontSize = textSize === 100 ? '' : `${textSize}%`;
}

/** Before the first paint, so that no other theme or size flashes up. */
export function showRememberedSettings(): void {
  current = null;
  show(get());
  window.matchMedia?.(MORE_CONTRAST).addEventListener('change', () => show(get()));
}

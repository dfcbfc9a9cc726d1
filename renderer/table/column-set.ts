// Which columns the table has: in what order, how wide, hidden or pinned. Pure; settings.ts remembers it.

import { COLUMNS, type Column } from '../../contract/read.ts';

export type ColumnKey = Column;

/** As they come: the export's columns, with the process beside the time. */
const USUAL_ORDER: readonly ColumnKey[] = [
  'time',
  'process',
  ...COLUMNS.filter((key) => key !== 'time' && key !== 'process'),
];

export interface ColumnSet {
  /** Every column once. */
  order: readonly ColumnKey[];
  /** null: nothing was chosen, so columns come and go with the room there is. */
  hidden: readonly ColumnKey[] | null;
  /** They stand before all others, in their order. */
  pinned: readonly ColumnKey[];
  /** What was chosen, in rem; the others have their usual width. */
  widths: Readonly<Partial<Record<ColumnKey, number>>>;
}

/** Its text is in `ret` already. */
const USUALLY_HIDDEN: readonly ColumnKey[] = ['error'];
export const USUAL_COLUMNS: ColumnSet = { order: USUAL_ORDER, hidden: null, pinned: [], widths: {} };

export const LEAST_REM = 1.6;
const MOST_REM = 120;

/** Pinned ones first. */
export function shownKeys(set: ColumnSet): ColumnKey[] {
  const hidden = set.hidden ?? USUALLY_HIDDEN;
  const isPinned = (key: ColumnKey) => set.pinned.includes(key);
  const shown = set.order.filter((key) => !hidden.includes(key));
  return [...shown.filter(isPinned), ...shown.filter((key) => !isPinned(key))];
}

/** Hides or shows a column; `shown` are those that are on the screen now, which are kept as they are. */
export function withShown(set: ColumnSet, shown: readonly ColumnKey[], key: ColumnKey, show: boolean) {
  const kept = shown.filter((other) => other !== key);
  const next = show ? [...kept, key] : kept;
  // A table without a column is no table.
  if (next.length === 0) return set;
  return { ...set, hidden: set.order.filter((other) => !next.includes(other)) };
}

/** `rem` null: its usual width. What is on the screen stays there: no column may go because another grew. */
export function withWidth(
  set: ColumnSet,
  shown: readonly ColumnKey[],
  key: ColumnKey,
  rem: number | null,
): ColumnSet {
  const { [key]: _, ...others } = set.widths;
  const width = rem === null ? {} : { [key]: Math.min(MOST_REM, Math.max(LEAST_REM, rem)) };
  return {
    ...set,
    hidden: set.order.filter((other) => !shown.includes(other)),
    widths: { ...others, ...width },
  };
}

export function withPinned(set: ColumnSet, key: ColumnKey, pin: boolean): ColumnSet {
  const others = set.pinned.filter((other) => other !== key);
  return { ...set, pinned: pin ? [...others, key] : others };
}

/** Puts `key` before `next`, or at the end; pinned columns stay among themselves, and so do the others. */
export function withMoved(set: ColumnSet, key: ColumnKey, next: ColumnKey | null): ColumnSet {
  if (key === next) return set;
  const others = set.order.filter((other) => other !== key);
  const at = next === null ? others.length : others.indexOf(next);
  return { ...set, order: [...others.slice(0, at), key, ...others.slice(at)] };
}

/** What a step to the left (-1) or right (1) among the shown leads to; null at the edge of its kind. */
export function stepped(
  set: ColumnSet,
  shown: readonly ColumnKey[],
  key: ColumnKey,
  step: -1 | 1,
): ColumnSet | null {
  const kind = shown.filter((other) => set.pinned.includes(other) === set.pinned.includes(key));
  const to = kind.indexOf(key) + step;
  if (to < 0 || to >= kind.length) return null;
  // Behind its right neighbour is before the one after that.
  return withMoved(set, key, (step < 0 ? kind[to] : kind[to + 1]) ?? null);
}

/** Whatever stands in the storage: what is no column or no width is as if it were not there. */
export function readColumnSet(stored: unknown): ColumnSet {
  const { order, hidden, pinned, widths } = Object(stored) as Record<keyof ColumnSet, unknown>;
  const chosen = keysIn(order);
  const missing = USUAL_ORDER.filter((key) => !chosen.includes(key));
  const set = {
    order: [...chosen, ...missing],
    hidden: Array.isArray(hidden) ? keysIn(hidden) : null,
    pinned: keysIn(pinned),
    widths: widthsIn(widths),
  };
  return shownKeys(set).length === 0 ? { ...set, hidden: null } : set;
}

function keysIn(value: unknown): ColumnKey[] {
  const found = Array.isArray(value) ? value : [];
  return [...new Set(found)].filter((key): key is ColumnKey => COLUMNS.includes(key));
}

function widthsIn(value: unknown): ColumnSet['widths'] {
  const found = Object.entries(Object(value) as Record<string, unknown>);
  const isWidth = ([key, rem]: [string, unknown]) =>
    (COLUMNS as readonly string[]).includes(key) &&
    typeof rem === 'number' &&
    rem >= LEAST_REM &&
    rem <= MOST_REM;
  return Object.fromEntries(found.filter(isWidth));
}

// The table's columns as they are chosen, laid out in the room there is; every change is remembered.

import { useMemo, useState } from 'react';
import { changeSettings, useSettings } from '../frame/settings.ts';
import { type ColumnLayout, layOut } from './column-layout.ts';
import {
  type ColumnKey,
  type ColumnSet,
  stepped,
  USUAL_COLUMNS,
  withMoved,
  withPinned,
  withShown,
  withWidth,
} from './column-set.ts';

export interface ColumnControl {
  layout: ColumnLayout;
  /** Keys of the layout's columns. */
  shown: readonly ColumnKey[];
  set: ColumnSet;
  /** Pixels of a rem. */
  remPx: number;
  /** Of a column's width, in rem, what is left and right of what stands in it. */
  spaceOf(key: ColumnKey): number;
  show(key: ColumnKey, show: boolean): void;
  pin(key: ColumnKey, pin: boolean): void;
  /** null: the usual width. `lasting` false: while it is dragged. */
  resize(key: ColumnKey, rem: number | null, lasting?: boolean): void;
  /** Puts a column before another, or at the end. */
  move(key: ColumnKey, next: ColumnKey | null): void;
  /** To the left (-1) or right (1); false at the edge. */
  step(key: ColumnKey, step: -1 | 1): boolean;
}

export const resetColumns = () => changeSettings({ columns: USUAL_COLUMNS });

/** `room`: the width of the table in pixels, 0 while it is not known. */
export function useColumns(room: number): ColumnControl {
  const { columns: remembered, textSize } = useSettings();
  /** What is being dragged is remembered when it is let go. */
  const [dragged, setDragged] = useState<ColumnSet | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the size of text is what a rem follows
  const remPx = useMemo(
    () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16,
    [textSize],
  );
  const set = dragged ?? remembered;
  const layout = useMemo(() => layOut(set, room / remPx), [set, room, remPx]);
  const shown = useMemo(() => layout.columns.map(({ key }) => key), [layout]);
  // The same in every render, so that headings are drawn again only when something about them is new.
  return useMemo(() => {
    const change = (columns: ColumnSet) => {
      setDragged(null);
      changeSettings({ columns });
    };
    return {
      layout,
      shown,
      set,
      remPx,
      spaceOf: (key) => layout.columns.find((column) => column.key === key)?.space ?? 0,
      show: (key, show) => change(withShown(set, shown, key, show)),
      pin: (key, pin) => change(withPinned(set, key, pin)),
      resize: (key, rem, lasting = true) => {
        const next = withWidth(set, shown, key, rem);
        if (lasting) change(next);
        else setDragged(next);
      },
      move: (key, next) => change(withMoved(set, key, next)),
      step: (key, step) => {
        const next = stepped(set, shown, key, step);
        if (next !== null) change(next);
        return next !== null;
      },
    };
  }, [set, layout, shown, remPx]);
}

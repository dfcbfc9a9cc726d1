// Where one is in the table: the active cell, and the rows that are selected.

import { useMemo, useState } from 'react';
import type { ColumnKey } from './column-set.ts';
import { all, extendTo, NO_SELECTION, only, type Selection, selectedCount, toggle } from './selection.ts';

export interface ActiveCell {
  /** Place among the rows that pass, from 0. */
  row: number;
  key: ColumnKey;
}

/** What becomes of the selection when a cell becomes the active one. */
export type Selecting = 'only' | 'extend' | 'toggle' | 'keep';

export interface Cursor {
  active: ActiveCell | null;
  selection: Selection;
  /** Rows selected. */
  selected: number;
  goTo(cell: ActiveCell, selecting?: Selecting): void;
  selectAll(count: number): void;
  clear(): void;
}

interface State {
  active: ActiveCell | null;
  selection: Selection;
}

const NOWHERE: State = { active: null, selection: NO_SELECTION };

const SELECTED: Readonly<Record<Selecting, (selection: Selection, row: number) => Selection>> = {
  only: (_, row) => only(row),
  extend: extendTo,
  toggle,
  keep: (selection) => selection,
};

export function useCursor(): Cursor {
  const [{ active, selection }, setState] = useState(NOWHERE);
  return useMemo(
    () => ({
      active,
      selection,
      selected: selectedCount(selection),
      goTo: (cell, selecting = 'only') =>
        setState((now) => ({ active: cell, selection: SELECTED[selecting](now.selection, cell.row) })),
      selectAll: (count) => setState((now) => ({ ...now, selection: all(count) })),
      clear: () => setState(NOWHERE),
    }),
    [active, selection],
  );
}

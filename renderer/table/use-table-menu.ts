// The menu that is open over the table: a cell's or a heading's.

import { useCallback, useState } from 'react';
import type { ReadRow } from '../../contract/read.ts';
import type { CellActions } from '../filter/cell-actions.ts';
import { putOnClipboard } from '../parts/clipboard.ts';
import { formatCount } from '../parts/format.ts';
import type { MenuItem, MenuPlace } from '../parts/menu.tsx';
import type { ColumnKey } from './column-set.ts';
import { columnOf } from './columns.tsx';
import { COPY_FORMATS, COPY_LABELS, type CopyFormat } from './copy-text.ts';

export interface OpenMenu {
  label: string;
  items: MenuItem[];
  place: MenuPlace;
}

export function useTableMenu() {
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  return { menu, openMenu: setMenu, closeMenu: useCallback(() => setMenu(null), []) };
}

/** One for each format. */
export function copyItems(selected: number, copy: (format: CopyFormat) => void): MenuItem[] {
  const what = selected === 1 ? 'read' : `${formatCount(selected)} reads`;
  return COPY_FORMATS.map((format) => ({
    label: `Copy ${what} as ${COPY_LABELS[format]}`,
    run: () => copy(format),
  }));
}

export function cellItems(row: ReadRow, key: ColumnKey, actions: CellActions): MenuItem[] {
  const column = columnOf(key);
  const cell = column.term(row);
  return [
    { label: 'Include this', run: () => actions.includeCell(cell) },
    { label: 'Exclude this', run: () => actions.excludeCell(cell) },
    { label: 'Only this', run: () => actions.onlyCell(cell) },
    { label: 'Highlight this', run: () => actions.highlightCell(cell) },
    // One may try again; nothing else hangs on it.
    { label: 'Copy value', apart: true, run: () => void putOnClipboard(column.text(row)).catch(() => {}) },
  ];
}

// The table under the hand: what keys and presses do.

import type { KeyboardEvent, MouseEvent, RefObject } from 'react';
import { useEffect } from 'react';
import type { CellActions } from '../filter/cell-actions.ts';
import { type CellPlace, cellAt, cellId, headingId } from './cell-place.ts';
import type { ColumnLayout } from './column-layout.ts';
import type { ColumnKey } from './column-set.ts';
import type { ReadsSnapshot, ReadsSource } from './reads-source.ts';
import { isSelected } from './selection.ts';
import { cellAfter } from './table-keys.ts';
import type { ColumnControl } from './use-columns.ts';
import type { Copier } from './use-copy.ts';
import type { Cursor, Selecting } from './use-cursor.ts';
import type { RowScroll } from './use-row-scroll.ts';
import { cellItems, copyItems, type OpenMenu } from './use-table-menu.ts';

interface Grid {
  source: ReadsSource;
  reads: ReadsSnapshot;
  cellActions: CellActions;
  scroller: RefObject<HTMLElement | null>;
  columns: ColumnControl;
  scroll: RowScroll;
  cursor: Cursor;
  copier: Copier;
  openMenu(menu: OpenMenu): void;
}

export function useGrid(grid: Grid) {
  const { scroller, columns, scroll, cursor } = grid;
  const { shown, layout, remPx } = columns;
  const { active } = cursor;
  const firstKey = shown.includes('process') ? 'process' : (shown[0] ?? 'time');
  const keyAt = (column: number): ColumnKey => shown[column] ?? firstKey;

  const reachColumn = (key: ColumnKey) => scrollTo(scroller.current, layout, shown.indexOf(key), remPx);
  const activeKey = active?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another cell is a reason to scroll
  useEffect(() => {
    if (activeKey !== undefined) reachColumn(activeKey);
  }, [activeKey]);

  /** From a heading down to the rows. */
  const enterRows = (key: ColumnKey) => {
    scroller.current?.focus({ preventScroll: true });
    if (grid.reads.matched > 0) cursor.goTo({ row: scroll.first, key });
  };

  const openAt = ({ row, column }: CellPlace, x: number, y: number) => {
    const read = grid.source.row(row);
    if (!read) return;
    // A row beside the selected ones is meant alone.
    const inside = isSelected(cursor.selection, row);
    cursor.goTo({ row, key: keyAt(column) }, inside ? 'keep' : 'only');
    const count = inside ? cursor.selected : 1;
    const selection = inside
      ? cursor.selection
      : { ...cursor.selection, ranges: [{ first: row, end: row + 1 }] };
    const copies = copyItems(count, (format) => grid.copier.copy(selection, format));
    const items = [...cellItems(read, keyAt(column), grid.cellActions), ...copies];
    grid.openMenu({ label: 'Cell', items, place: { x, y } });
  };

  const openAtActive = (element: HTMLElement) => {
    if (active === null) return;
    const column = Math.max(0, shown.indexOf(active.key));
    const box = element.querySelector(`#${cellId(active.row, column)}`)?.getBoundingClientRect();
    if (box) openAt({ row: active.row, column }, box.left + 12, box.bottom);
  };

  /** Whether the key did something. */
  const otherKey = (event: KeyboardEvent<HTMLDivElement>): boolean => {
    const { key, shiftKey, ctrlKey, metaKey, currentTarget } = event;
    const ctrl = ctrlKey || metaKey;
    if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) openAtActive(currentTarget);
    else if (key === 'Escape') cursor.clear();
    else if (ctrl && key.toLowerCase() === 'a') {
      cursor.selectAll(grid.reads.matched);
      scroll.hold();
    } else if (ctrl && key === ' ' && active !== null) cursor.goTo(active, 'toggle');
    else return false;
    return true;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    // A heading has keys of its own.
    if (event.target !== event.currentTarget || event.altKey) return;
    const from = active && { row: active.row, column: Math.max(0, shown.indexOf(active.key)) };
    if (event.key === 'ArrowUp' && from?.row === 0 && !event.shiftKey) {
      document.getElementById(headingId(keyAt(from.column)))?.focus({ preventScroll: true });
      event.preventDefault();
      return;
    }
    const next = cellAfter(event.key, from, {
      rows: grid.reads.matched,
      columns: shown.length,
      rowsPerPage: scroll.rowsPerPage,
      start: { row: Math.max(scroll.first, scroll.end - 1), column: shown.indexOf(firstKey) },
    });
    if (next !== null) {
      cursor.goTo({ row: next.row, key: keyAt(next.column) }, selectingBy(event, from, next));
      if (event.key === 'End' && !event.shiftKey) scroll.follow();
      else scroll.show(next.row);
    } else if (!otherKey(event)) {
      return;
    }
    event.preventDefault();
  };

  const onContextMenu = (event: MouseEvent<HTMLDivElement>) => {
    const cell = cellAt(event.target);
    event.preventDefault();
    if (cell === null) return;
    scroll.hold();
    openAt(cell, event.clientX, event.clientY);
  };

  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    const cell = cellAt(event.target);
    if (cell === null) return;
    const selecting = event.shiftKey ? 'extend' : event.ctrlKey || event.metaKey ? 'toggle' : 'only';
    cursor.goTo({ row: cell.row, key: keyAt(cell.column) }, selecting);
    // A read one points at must not run away.
    scroll.hold();
  };

  /** With Shift it would select the text in between. */
  const onMouseDown = (event: MouseEvent<HTMLDivElement>) => {
    if (!event.shiftKey || cellAt(event.target) === null) return;
    event.preventDefault();
    event.currentTarget.focus({ preventScroll: true });
  };

  return { firstKey, reachColumn, enterRows, onKeyDown, onContextMenu, onClick, onMouseDown };
}

/** To the side only the cell moves; with Ctrl the selection stays as it is. */
function selectingBy(event: KeyboardEvent, from: CellPlace | null, next: CellPlace): Selecting {
  if (from !== null && event.key.startsWith('Arrow') && next.row === from.row && next.column !== from.column)
    return 'keep';
  if (event.shiftKey) return 'extend';
  return event.ctrlKey || event.metaKey ? 'keep' : 'only';
}

/** Brings a column into view, beside those that are pinned. */
function scrollTo(scroller: HTMLElement | null, layout: ColumnLayout, place: number, remPx: number): void {
  const column = layout.columns[place];
  if (scroller === null || column === undefined || column.pinned || !layout.wide) return;
  const pinned = layout.columns.reduce((sum, one) => sum + (one.pinned ? one.width : 0), 0);
  const most = (column.start - pinned) * remPx;
  const least = Math.ceil((column.start + column.width) * remPx - scroller.clientWidth);
  scroller.scrollLeft = Math.min(most, Math.max(least, scroller.scrollLeft));
}

// The live table: draws the rows in view, follows the tail until scrolled up, and is worked by keyboard and mouse.

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell

import { ArrowDown, Pause } from 'lucide-react';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import type { ReadRow } from '../../contract/read.ts';
import type { SeriesColors } from '../charts/series-colors.ts';
import type { CellActions } from '../filter/cell-actions.ts';
import type { TableFind } from '../filter/use-find.ts';
import { formatCount } from '../parts/format.ts';
import { Menu, type MenuItem, type MenuPlace } from '../parts/menu.tsx';
import { useSize } from '../parts/use-size.ts';
import { COLUMNS, rowText } from './columns.tsx';
import { cellId, ReadsRow } from './reads-row.tsx';
import type { ReadsSnapshot, ReadsSource } from './reads-source.ts';
import { ROW_PX } from './row-window.ts';
import { type Cell, cellAfter } from './table-keys.ts';
import { useRowScroll } from './use-row-scroll.ts';

/** Height of the heading inside the scrolled area; `.reads-head` says the same. */
const HEAD_PX = 26;
const FIRST_COLUMN = COLUMNS.findIndex(({ key }) => key === 'process');

export interface ReadsTableProps {
  source: ReadsSource;
  reads: ReadsSnapshot;
  colors: SeriesColors;
  paused: boolean;
  find: TableFind;
  /** The class that a highlight rule gives a row; empty for none. */
  highlightOf(row: ReadRow): string;
  cellActions: CellActions;
  /** Told which read has the active cell, by its place in the capture; null: none has. */
  onCurrent(row: number | null): void;
  onResume(): void;
}

export function ReadsTable(props: ReadsTableProps) {
  const { source, reads, colors, paused, find, highlightOf, cellActions, onCurrent, onResume } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const viewport = Math.max(0, useSize(scroller).height - HEAD_PX);
  const count = reads.matched;
  const scroll = useRowScroll(scroller, count, viewport);
  const { first, end, following } = scroll;
  const [active, setActive] = useState<Cell | null>(null);
  const { menu, openMenu, closeMenu } = useCellMenu(source, cellActions);
  const waiting = useNewReads(count, end, following);

  const rows = Math.ceil(viewport / ROW_PX) + 1;
  useEffect(() => source.setView(first, rows, following), [source, first, rows, following]);

  // What is on its way is told when it is there.
  const current = active === null ? null : (source.row(active.row)?.row ?? null);
  useEffect(() => onCurrent(current), [onCurrent, current]);

  find.place.current = active?.row ?? first;
  const { jump } = find;
  const shownJump = useRef(jump);
  useEffect(() => {
    if (jump === null || shownJump.current === jump) return;
    shownJump.current = jump;
    setActive({ row: jump.place, column: active?.column ?? FIRST_COLUMN });
    scroll.show(jump.place);
  });

  // What was active or in view under another filter stands elsewhere now.
  const { filter } = reads;
  const shownFilter = useRef(filter);
  useEffect(() => {
    if (shownFilter.current === filter) return;
    shownFilter.current = filter;
    setActive(null);
    if (!following) scroll.toTop();
  });

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const next = cellAfter(event.key, active, {
      rows: count,
      columns: COLUMNS.length,
      rowsPerPage: scroll.rowsPerPage,
      start: { row: Math.max(first, end - 1), column: FIRST_COLUMN },
    });
    if (next !== null) {
      const { currentTarget: grid } = event;
      const beside = active === null ? 0 : next.column - active.column;
      setActive(beside === 0 ? next : { ...next, column: shownBeside(grid, next.column - beside, beside) });
      if (event.key === 'End') scroll.follow();
      else scroll.show(next.row);
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      openAtActive(event.currentTarget);
    } else if (event.key === 'Escape') {
      setActive(null);
    } else {
      return;
    }
    event.preventDefault();
  };

  const openAtActive = (grid: HTMLElement) => {
    if (active === null) return;
    const box = grid.querySelector(`#${cellId(active.row, active.column)}`)?.getBoundingClientRect();
    if (box) openMenu(active.row, active.column, { x: box.left + 12, y: box.bottom });
  };

  const onContextMenu = (event: MouseEvent<HTMLDivElement>) => {
    event.preventDefault();
    const cell = cellAt(event.target);
    if (cell === null) return;
    setActive(cell);
    scroll.hold();
    openMenu(cell.row, cell.column, { x: event.clientX, y: event.clientY });
  };

  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    const cell = cellAt(event.target);
    if (cell === null) return;
    setActive(cell);
    // A read one points at must not run away.
    scroll.hold();
  };

  const onCopy = (event: ClipboardEvent<HTMLDivElement>) => {
    const row = active && source.row(active.row);
    if (!row) return;
    event.clipboardData.setData('text/plain', rowText(row));
    event.preventDefault();
  };

  const activeInView = active !== null && active.row >= first && active.row < end;
  return (
    <div className="reads">
      <div
        ref={scroller}
        className="reads-scroller"
        role="grid"
        aria-label="Reads"
        aria-rowcount={count}
        aria-colcount={COLUMNS.length}
        aria-activedescendant={activeInView ? cellId(active.row, active.column) : undefined}
        tabIndex={0}
        onScroll={scroll.onScroll}
        onKeyDown={onKeyDown}
        onContextMenu={onContextMenu}
        onClick={onClick}
        onCopy={onCopy}
      >
        <ReadsHead />
        <div
          role="presentation"
          className="reads-space"
          style={{ height: Math.max(scroll.scrollHeight, viewport) }}
        >
          <div role="rowgroup" className="reads-rows" style={{ height: viewport }}>
            {Array.from({ length: end - first }, (_, place) => first + place).map((index) => {
              const row = source.row(index);
              return (
                <ReadsRow
                  // Rows that leave at one edge are used again at the other.
                  key={index % rows}
                  index={index}
                  top={index * ROW_PX - scroll.offset}
                  row={row}
                  activeColumn={active?.row === index ? active.column : -1}
                  colors={colors}
                  highlight={row ? highlightOf(row) : ''}
                />
              );
            })}
          </div>
        </div>
      </div>
      {paused ? (
        <button type="button" className="pill" onClick={onResume}>
          <Pause aria-hidden /> Resume · {formatCount(reads.ahead)} new {reads.ahead === 1 ? 'read' : 'reads'}
        </button>
      ) : (
        waiting > 0 && (
          <button type="button" className="pill" onClick={scroll.follow}>
            <ArrowDown aria-hidden /> {formatCount(waiting)} new {waiting === 1 ? 'read' : 'reads'}
          </button>
        )
      )}
      {menu && <Menu label="Cell" items={menu.items} place={menu.place} onClose={closeMenu} />}
    </div>
  );
}

function ReadsHead() {
  return (
    <div role="rowgroup" className="reads-head">
      <div role="row" className="read">
        {COLUMNS.map(({ key, heading, numeric }) => (
          <div key={key} role="columnheader" className={numeric ? `c-${key} num` : `c-${key}`}>
            {heading}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The next column that a narrow window has not taken away, or this one at the edge. */
function shownBeside(grid: HTMLElement, column: number, step: number): number {
  const headings = [...grid.querySelectorAll('[role=columnheader]')];
  const isShown = (index: number) => {
    const heading = headings[index];
    return heading !== undefined && getComputedStyle(heading).display !== 'none';
  };
  for (let next = column + step; next >= 0 && next < headings.length; next += step) {
    if (isShown(next)) return next;
  }
  return column;
}

/** The row and column an event happened on, or null. */
function cellAt(target: EventTarget): Cell | null {
  const cell = target instanceof Element ? target.closest('[role=gridcell]') : null;
  const row = cell?.closest('[data-index]');
  if (!cell || !row) return null;
  return { row: Number(row.getAttribute('data-index')), column: Number(cell.getAttribute('data-column')) };
}

/** How many reads came below the lowest row that was in view since the tail was left. */
function useNewReads(count: number, end: number, following: boolean): number {
  const seen = useRef(count);
  if (following || count < seen.current) seen.current = count;
  else seen.current = Math.max(seen.current, end);
  return following ? 0 : count - seen.current;
}

function useCellMenu(source: ReadsSource, actions: CellActions) {
  const [menu, setMenu] = useState<{ items: MenuItem[]; place: MenuPlace } | null>(null);
  const closeMenu = useCallback(() => setMenu(null), []);
  const openMenu = (index: number, columnIndex: number, place: MenuPlace) => {
    const row = source.row(index);
    const column = COLUMNS[columnIndex];
    if (!row || !column) return;
    const cell = column.term(row);
    const items = [
      { label: 'Include this', run: () => actions.includeCell(cell) },
      { label: 'Exclude this', run: () => actions.excludeCell(cell) },
      { label: 'Only this', run: () => actions.onlyCell(cell) },
      { label: 'Highlight this', run: () => actions.highlightCell(cell) },
      { label: 'Copy value', run: () => void navigator.clipboard.writeText(column.text(row)) },
    ];
    setMenu({ items, place });
  };
  return { menu, openMenu, closeMenu };
}

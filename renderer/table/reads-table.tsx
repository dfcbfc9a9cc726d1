// The live table: draws the rows in view, follows the tail until scrolled up, and is worked by keyboard and mouse.

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell

import { type ClipboardEvent, type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import type { ReadRow } from '../../contract/read.ts';
import type { SeriesColors } from '../charts/series-colors.ts';
import type { CellActions } from '../filter/cell-actions.ts';
import type { TableFind } from '../filter/use-find.ts';
import { useSettings } from '../frame/settings.ts';
import { Menu } from '../parts/menu.tsx';
import { useSize } from '../parts/use-size.ts';
import { cellId } from './cell-place.ts';
import type { ColumnKey } from './column-set.ts';
import { LinesAmong, tableLines } from './lines-among.ts';
import { ReadsHead } from './reads-head.tsx';
import { ReadsRows } from './reads-rows.tsx';
import type { ReadsSnapshot, ReadsSource } from './reads-source.ts';
import { growsAtEnd } from './row-order.ts';
import { ROW_PX } from './row-window.ts';
import { TableNotes } from './table-notes.tsx';
import { useColumns } from './use-columns.ts';
import { useCopy } from './use-copy.ts';
import { useCursor } from './use-cursor.ts';
import { useGrid } from './use-grid.ts';
import type { TableLost } from './use-lost.ts';
import type { PlacedMark } from './use-mark-lines.ts';
import { useNewReads } from './use-new-reads.ts';
import { usePlaces } from './use-places.ts';
import { useRowScroll } from './use-row-scroll.ts';
import { useTableMenu } from './use-table-menu.ts';

/** Height of the heading inside the scrolled area; `.reads-head` says the same. */
const HEAD_PX = 26;

export interface ReadsTableProps {
  source: ReadsSource;
  reads: ReadsSnapshot;
  colors: SeriesColors;
  paused: boolean;
  /** Start of the recording: nanoseconds since 1970 UTC; null before the first. */
  started: string | null;
  lost: TableLost;
  marks: readonly PlacedMark[];
  find: TableFind;
  /** The class that a highlight rule gives a row; empty for none. */
  highlightOf(row: ReadRow): string;
  cellActions: CellActions;
  /** Told which read has the active cell, by its place in the capture; null: none has. */
  onCurrent(row: number | null): void;
  /** Told while the rows must not move although others come. */
  onHold(held: boolean): void;
  onResume(): void;
  /** Opens the list of all columns. */
  onChooseColumns(): void;
}

export function ReadsTable(props: ReadsTableProps) {
  const {
    source,
    reads,
    colors,
    paused,
    started,
    lost,
    marks,
    find,
    highlightOf,
    onCurrent,
    onHold,
    onResume,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const size = useSize(scroller);
  const viewport = Math.max(0, size.height - HEAD_PX);
  const columns = useColumns(size.width);
  const { layout, shown } = columns;
  const count = reads.matched;
  const lines = useMemo(() => tableLines(lost.lines, marks), [lost.lines, marks]);
  const among = useMemo(() => new LinesAmong(lines, count), [lines, count]);
  const scroll = useRowScroll(scroller, among, viewport, growsAtEnd(reads.order));
  const { first, end, following } = scroll;
  const { timeShown } = useSettings();
  const cursor = useCursor();
  const { active, selection, selected } = cursor;
  const copier = useCopy(source, shown);
  const { menu, openMenu, closeMenu } = useTableMenu();
  const [said, setSaid] = useState('');
  const waiting = useNewReads(reads, end, following || !growsAtEnd(reads.order));

  const rows = Math.ceil(viewport / ROW_PX) + 1;
  // The row above the first tells how long after it that one came.
  const above = timeShown === 'previous' ? Math.min(first, 1) : 0;
  const isMeasured = size.width > 0;
  useEffect(() => {
    if (isMeasured) source.setView(first - above, rows + above, following);
  }, [source, isMeasured, first, above, rows, following]);

  // What is on its way is told when it is there.
  const current = active === null ? null : (source.row(active.row)?.row ?? null);
  useEffect(() => onCurrent(current), [onCurrent, current]);

  const held = !growsAtEnd(reads.order) && selected > 0;
  useEffect(() => onHold(held), [onHold, held]);

  const grid = useGrid({ ...props, scroller, columns, scroll, cursor, copier, openMenu });

  // The same functions in every render: the headings need not be drawn for each read that comes.
  const latest = useRef({ grid, props });
  latest.current = { grid, props };
  const steady = useMemo(
    () => ({
      onChoose: () => latest.current.props.onChooseColumns(),
      onReach: (key: ColumnKey) => latest.current.grid.reachColumn(key),
      onDown: (key: ColumnKey) => latest.current.grid.enterRows(key),
    }),
    [],
  );

  usePlaces({ reads, find, cursor, scroll, firstKey: grid.firstKey });

  const onCopy = (event: ClipboardEvent<HTMLDivElement>) => {
    if (selected === 0) return;
    event.preventDefault();
    const text = copier.atHand(selection);
    if (text === null) copier.copy(selection, 'text');
    else event.clipboardData.setData('text/plain', text);
  };

  const activeColumn = active === null ? -1 : Math.max(0, shown.indexOf(active.key));
  const activeInView = active !== null && active.row >= first && active.row < end;
  const sizes = { '--columns': layout.template, '--columns-width': `${layout.width}rem` } as CSSProperties;
  return (
    <div className={layout.wide ? 'reads wide' : 'reads'} style={sizes}>
      <div
        ref={scroller}
        className="reads-scroller"
        role="grid"
        aria-label="Reads"
        aria-multiselectable="true"
        aria-rowcount={count}
        aria-colcount={shown.length}
        aria-activedescendant={activeInView ? cellId(active.row, activeColumn) : undefined}
        tabIndex={0}
        onScroll={scroll.onScroll}
        onKeyDown={grid.onKeyDown}
        onMouseDown={grid.onMouseDown}
        onContextMenu={grid.onContextMenu}
        onClick={grid.onClick}
        onCopy={onCopy}
      >
        <ReadsHead grid={scroller} columns={columns} onMenu={openMenu} onSay={setSaid} {...steady} />
        <div
          role="presentation"
          className="reads-space"
          style={{ height: Math.max(scroll.scrollHeight, viewport) }}
        >
          <ReadsRows
            source={source}
            columns={layout.columns}
            scroll={scroll}
            cursor={cursor}
            activeColumn={activeColumn}
            viewport={viewport}
            most={rows}
            colors={colors}
            started={started}
            lost={lost}
            highlightOf={highlightOf}
          />
        </div>
      </div>
      <TableNotes
        reads={reads}
        paused={paused}
        held={held}
        waiting={waiting}
        cursor={cursor}
        copier={copier}
        onResume={onResume}
        onFollow={scroll.follow}
      />
      <span className="visually-hidden" aria-live="polite">
        {said}
      </span>
      {menu && <Menu {...menu} onClose={closeMenu} />}
    </div>
  );
}

// The rows in view, and the lines between them.

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows

import { useRef } from 'react';
import type { ReadRow } from '../../contract/read.ts';
import type { SeriesColors } from '../charts/series-colors.ts';
import { useSettings } from '../frame/settings.ts';
import type { PlacedColumn } from './column-layout.ts';
import { LostLine } from './lost-line.tsx';
import { MarkLine } from './mark-line.tsx';
import { ReadsRow } from './reads-row.tsx';
import type { ReadsSource } from './reads-source.ts';
import { isSelected } from './selection.ts';
import { timeText } from './time-shown.ts';
import type { Cursor } from './use-cursor.ts';
import type { TableLost } from './use-lost.ts';
import type { RowScroll } from './use-row-scroll.ts';

interface ReadsRowsProps {
  source: ReadsSource;
  columns: readonly PlacedColumn[];
  scroll: RowScroll;
  cursor: Cursor;
  /** Place of the active cell's column. */
  activeColumn: number;
  /** Pixels. */
  viewport: number;
  /** As many rows as may be in view. */
  most: number;
  colors: SeriesColors;
  /** Start of the recording: nanoseconds since 1970 UTC; null before the first. */
  started: string | null;
  lost: TableLost;
  highlightOf(row: ReadRow): string;
}

/** Rows far from those before take their places as they are, and none is moved in the document. */
function useBase(first: number, end: number): number {
  const shown = useRef({ base: first, first, end });
  const { base, first: firstBefore, end: endBefore } = shown.current;
  const isFar = first >= endBefore || end <= firstBefore;
  shown.current = { base: isFar ? first : base, first, end };
  return shown.current.base;
}

export function ReadsRows(props: ReadsRowsProps) {
  const { source, columns, scroll, cursor, activeColumn, viewport, most, colors, started, lost } = props;
  const { timeShown } = useSettings();
  const { first, end } = scroll;
  const base = useBase(first, end);
  const timeOf = (row: ReadRow, index: number) =>
    timeText(timeShown, {
      time: row.time,
      previous: index === 0 ? null : source.row(index - 1)?.time,
      started,
    });
  return (
    <div role="rowgroup" className="reads-rows" style={{ height: viewport }}>
      {Array.from({ length: end - first }, (_, place) => first + place).map((index) => {
        const row = source.row(index);
        return (
          <ReadsRow
            // Rows that leave at one edge are used again at the other.
            key={(((index - base) % most) + most) % most}
            index={index}
            top={scroll.topOf(index)}
            row={row}
            time={row ? timeOf(row, index) : ''}
            columns={columns}
            selected={isSelected(cursor.selection, index)}
            activeColumn={cursor.active?.row === index ? activeColumn : -1}
            colors={colors}
            highlight={row ? props.highlightOf(row) : ''}
          />
        );
      })}
      {scroll.lines.map(({ line, top }) =>
        line.kind === 'lost' ? (
          <LostLine
            key={`lost ${line.place}`}
            line={line.lost}
            top={top}
            columns={columns.length}
            ring={lost.ring}
            onRing={lost.onRing}
          />
        ) : (
          <MarkLine
            key={`mark ${line.mark.id}`}
            mark={line.mark}
            place={line.place}
            top={top}
            columns={columns.length}
          />
        ),
      )}
    </div>
  );
}

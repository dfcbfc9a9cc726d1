// Copies the selected reads: at once if the table holds them all, else fetched piece by piece.

import { useEffect, useRef, useState } from 'react';
import { type Problem, toProblem } from '../../contract/problem.ts';
import type { ReadRow } from '../../contract/read.ts';
import { putOnClipboard } from '../parts/clipboard.ts';
import { formatCount } from '../parts/format.ts';
import type { ColumnKey } from './column-set.ts';
import { COPY_LABELS, COPY_MOST, type CopyFormat, copyLines, copyText } from './copy-text.ts';
import type { ReadsSource } from './reads-source.ts';
import { firstOf, type Range, type Selection, selectedCount } from './selection.ts';

/** As many as the contract lets one ask for. */
const PIECE_ROWS = 1000;
/** What takes longer says how far it is. */
const PATIENCE_MS = 1000;
/** How long is said what was done. */
const NOTICE_MS = 6000;

export interface CopyState {
  /** While it goes on for longer than a moment. */
  progress: { done: number; total: number } | null;
  /** What became of the last one; empty after a while. */
  notice: string;
}

export interface Copier extends CopyState {
  /** Text of the selected reads if all are at hand; null if they are not. */
  atHand(selection: Selection): string | null;
  copy(selection: Selection, format: CopyFormat): void;
  cancel(): void;
}

const QUIET: CopyState = { progress: null, notice: '' };

const CHANGED = 'Nothing was copied: the rows changed meanwhile.';

const reads = (count: number) => `${formatCount(count)} ${count === 1 ? 'read' : 'reads'}`;

function outcome(copied: number, selected: number, format: CopyFormat): string {
  if (copied === selected) return `Copied ${reads(copied)} as ${COPY_LABELS[format]}.`;
  return `Copied the first ${formatCount(copied)} of ${reads(selected)} as ${COPY_LABELS[format]}: a clipboard takes no more. Export writes all to a file.`;
}

export function useCopy(source: ReadsSource, shown: readonly ColumnKey[]): Copier {
  const [state, setState] = useState(QUIET);
  /** Counts copies: one that is called off or overtaken says no more. */
  const current = useRef(0);
  useEffect(() => {
    if (state.notice === '') return;
    const timer = setTimeout(() => setState(QUIET), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [state]);

  const run = async (selection: Selection, format: CopyFormat) => {
    const number = ++current.current;
    const ranges = firstOf(selection, COPY_MOST);
    const total = ranges.reduce((sum, { first, end }) => sum + end - first, 0);
    const started = performance.now();
    setState(QUIET);
    const lines: string[] = [];
    for (const { first, end } of pieces(ranges)) {
      const rows = held(source, first, end) ?? (await source.fetch(first, end - first));
      if (number !== current.current) return;
      if (rows === null || rows.length < end - first) {
        setState({ progress: null, notice: CHANGED });
        return;
      }
      // Text takes less than rows.
      for (const line of copyLines(rows, format, shown)) lines.push(line);
      if (performance.now() - started > PATIENCE_MS) {
        setState({ progress: { done: lines.length, total }, notice: '' });
      }
    }
    await putOnClipboard(copyText(lines, format));
    if (number !== current.current) return;
    setState({ progress: null, notice: outcome(total, selectedCount(selection), format) });
  };

  return {
    ...state,
    atHand: (selection) => {
      if (selectedCount(selection) > PIECE_ROWS) return null;
      const rows = selection.ranges.map(({ first, end }) => held(source, first, end));
      if (rows.includes(null)) return null;
      const text = copyText(
        copyLines(
          rows.flatMap((some) => some ?? []),
          'text',
          shown,
        ),
        'text',
      );
      current.current++;
      setState({
        progress: null,
        notice: outcome(selectedCount(selection), selectedCount(selection), 'text'),
      });
      return text;
    },
    copy: (selection, format) => {
      run(selection, format).catch((caught) => setState({ progress: null, notice: said(toProblem(caught)) }));
    },
    cancel: () => {
      current.current++;
      setState(QUIET);
    },
  };
}

const said = ({ message, remedy }: Problem) => `${message} ${remedy}`.trim();

function* pieces(ranges: readonly Range[]): Generator<Range> {
  for (const { first, end } of ranges) {
    for (let at = first; at < end; at += PIECE_ROWS) yield { first: at, end: Math.min(end, at + PIECE_ROWS) };
  }
}

/** Rows that the table has at hand; null if one is missing. */
function held(source: ReadsSource, first: number, end: number): ReadRow[] | null {
  const rows: ReadRow[] = [];
  for (let place = first; place < end; place++) {
    const row = source.row(place);
    if (row === undefined) return null;
    rows.push(row);
  }
  return rows;
}

// The table's columns: heading, cell, what a cell is as text, and the filter it stands for.

import type { ReactNode } from 'react';
import type { ReadRow } from '../../contract/read.ts';
import { type SeriesColors, swatchClass } from '../charts/series-colors.ts';
import type { CellValue } from '../filter/cell-actions.ts';
import { Bar } from '../parts/bar.tsx';
import { describeError } from '../parts/errno.ts';
import { formatCount, formatDuration, formatIsoTime, latencyShare } from '../parts/format.ts';
import { Name, Path } from '../parts/name.tsx';
import { visibleText } from '../parts/visible-text.ts';
import type { ColumnKey } from './column-set.ts';

const SLOW_NS = 1e6;

/** What a cell shows besides its read. */
export interface Surroundings {
  colors: SeriesColors;
  /** The time as it is wanted: see time-shown.ts. */
  time: string;
}

export interface Column {
  key: ColumnKey;
  heading: string;
  numeric: boolean;
  /** The cell as text, for copying: no narrow spaces, no units. */
  text(row: ReadRow): string;
  title?(row: ReadRow): string;
  className?(row: ReadRow): string;
  cell(row: ReadRow, around: Surroundings): ReactNode;
  /** The value to filter by, where the column has one. */
  term(row: ReadRow): CellValue;
}

function retClass({ ret, count, error }: ReadRow): string {
  if (error !== '') return 'bad';
  if (ret === 0 && count !== '0') return 'eof dim';
  return String(ret) === count ? '' : 'short warn';
}

function retTitle({ ret, count, error }: ReadRow): string {
  if (error !== '') return describeError(ret, error);
  if (ret === 0 && count !== '0') return 'End of file: nothing left to read';
  return String(ret) === count ? '' : `Short: ${formatCount(ret)} of ${formatCount(count)} bytes`;
}

function Latency({ ns }: { ns: number }) {
  return (
    <>
      <Bar share={latencyShare(ns)} slow={ns >= SLOW_NS} />
      <span className="latency-text">{formatDuration(ns)}</span>
    </>
  );
}

export const COLUMNS: readonly Column[] = [
  {
    key: 'time',
    heading: 'Time',
    numeric: false,
    text: ({ time }) => formatIsoTime(time),
    title: ({ time }) => formatIsoTime(time),
    className: () => 'mono dim',
    cell: (_, { time }) => time,
    term: ({ time }) => ({ field: 'time', value: time }),
  },
  {
    key: 'process',
    heading: 'Process',
    numeric: false,
    text: ({ process }) => visibleText(process),
    title: ({ process }) => visibleText(process),
    cell: ({ process, pid }, { colors }) => (
      <>
        <i className={swatchClass(colors, pid)} />
        <Name value={process} none="⟨not known⟩" />
      </>
    ),
    term: ({ process }) => ({ field: 'process', value: process }),
  },
  {
    key: 'pid',
    heading: 'PID',
    numeric: true,
    text: ({ pid }) => String(pid),
    cell: ({ pid }) => pid,
    term: ({ pid }) => ({ field: 'pid', value: String(pid) }),
  },
  {
    key: 'tid',
    heading: 'TID',
    numeric: true,
    text: ({ tid }) => String(tid),
    className: () => 'dim',
    cell: ({ tid }) => tid,
    term: ({ tid }) => ({ field: 'tid', value: String(tid) }),
  },
  {
    key: 'comm',
    heading: 'Comm',
    numeric: false,
    text: ({ comm }) => visibleText(comm),
    title: ({ comm }) => visibleText(comm),
    className: () => 'dim',
    cell: ({ comm }) => <Name value={comm} />,
    term: ({ comm }) => ({ field: 'comm', value: comm }),
  },
  {
    key: 'syscall',
    heading: 'Call',
    numeric: false,
    text: ({ syscall }) => syscall,
    className: ({ syscall }) => (syscall === 'read' ? 'dim' : ''),
    cell: ({ syscall }) => syscall,
    term: ({ syscall }) => ({ field: 'syscall', value: syscall }),
  },
  {
    key: 'fd',
    heading: 'FD',
    numeric: true,
    text: ({ fd }) => String(fd),
    cell: ({ fd }) => fd,
    term: ({ fd }) => ({ field: 'fd', value: String(fd) }),
  },
  {
    key: 'kind',
    heading: 'Kind',
    numeric: false,
    text: ({ kind }) => kind,
    className: () => 'dim',
    cell: ({ kind }) => kind,
    term: ({ kind }) => ({ field: 'kind', value: kind }),
  },
  {
    key: 'path',
    heading: 'Path',
    numeric: false,
    text: ({ path }) => visibleText(path),
    title: ({ path }) => visibleText(path),
    cell: ({ path }) => <Path value={path} />,
    term: ({ path }) => ({ field: 'path', value: path }),
  },
  {
    key: 'offset',
    heading: 'Offset',
    numeric: true,
    text: ({ offset }) => String(offset),
    title: ({ offset }) =>
      offset < 0 ? 'Not a place in a file' : `From byte ${formatCount(offset)} of the file`,
    className: () => 'dim',
    cell: ({ offset }) => (offset < 0 ? '—' : formatCount(offset)),
    term: ({ offset }) => ({ field: 'offset', value: String(offset) }),
  },
  {
    key: 'count',
    heading: 'Count',
    numeric: true,
    text: ({ count }) => count,
    title: ({ count }) => `${formatCount(count)} bytes asked for`,
    cell: ({ count }) => formatCount(count),
    term: ({ count }) => ({ field: 'count', value: count }),
  },
  {
    key: 'ret',
    heading: 'Ret',
    numeric: true,
    text: ({ ret, error }) => error || String(ret),
    title: retTitle,
    className: retClass,
    cell: ({ ret, error }) => error || formatCount(ret),
    term: ({ ret, error }) =>
      error === '' ? { field: 'ret', value: String(ret) } : { field: 'error', value: error },
  },
  {
    key: 'error',
    heading: 'Error',
    numeric: false,
    text: ({ error }) => error,
    title: ({ ret, error }) => (error === '' ? '' : describeError(ret, error)),
    className: () => 'bad',
    cell: ({ error }) => error,
    term: ({ error }) => ({ field: 'error', value: error }),
  },
  {
    key: 'latency_ns',
    heading: 'Latency',
    numeric: true,
    text: ({ latency_ns }) => String(latency_ns),
    title: ({ latency_ns }) => `${formatCount(latency_ns)} ns`,
    className: () => 'latency',
    cell: ({ latency_ns }) => <Latency ns={latency_ns} />,
    term: ({ latency_ns }) => ({ field: 'latency_ns', value: String(latency_ns) }),
  },
];

const BY_KEY = new Map(COLUMNS.map((column) => [column.key, column]));

export function columnOf(key: ColumnKey): Column {
  const column = BY_KEY.get(key);
  if (column === undefined) throw new Error(`no column ${key}`);
  return column;
}

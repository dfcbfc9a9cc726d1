// Reads as text for the clipboard. CSV and JSON have the export's columns, names and rules (capture/formats.ts), so
// that what is copied and what is exported can be worked on alike; text has the columns on the screen. Pure.

import { COLUMNS, type ReadRow } from '../../contract/read.ts';
import { formatIsoTime } from '../parts/format.ts';
import type { ColumnKey } from './column-set.ts';
import { columnOf } from './columns.tsx';

export const COPY_FORMATS = ['text', 'csv', 'json'] as const;
export type CopyFormat = (typeof COPY_FORMATS)[number];
export const COPY_LABELS: Readonly<Record<CopyFormat, string>> = { text: 'text', csv: 'CSV', json: 'JSON' };

/** As many reads as a clipboard and a window can take without harm. */
export const COPY_MOST = 100_000;

/** A spreadsheet runs a cell that begins so: a quote before it makes it text. */
const FORMULA = /^[=+\-@\t\r\n]/;
/** Columns whose text the traced programs choose. */
const NAMES: ReadonlySet<string> = new Set(['comm', 'process', 'path'] satisfies ColumnKey[]);

function csvCell(row: ReadRow, key: ColumnKey): string {
  if (key === 'time') return formatIsoTime(row.time);
  const value = String(row[key]);
  if (!NAMES.has(key)) return value;
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonMember(row: ReadRow, key: ColumnKey): string {
  const value = key === 'time' ? formatIsoTime(row.time) : row[key];
  // A count is a number beyond what JavaScript's hold, and stands here as a string of digits.
  return `"${key}":${key === 'count' ? row.count : JSON.stringify(value)}`;
}

const LINES: Readonly<Record<CopyFormat, (row: ReadRow, shown: readonly ColumnKey[]) => string>> = {
  text: (row, shown) => shown.map((key) => columnOf(key).text(row)).join('\t'),
  csv: (row) => COLUMNS.map((key) => csvCell(row, key)).join(','),
  json: (row) => `{${COLUMNS.map((key) => jsonMember(row, key)).join(',')}}`,
};

/** Each read as a line. */
export function copyLines(
  rows: readonly ReadRow[],
  format: CopyFormat,
  shown: readonly ColumnKey[],
): string[] {
  return rows.map((row) => LINES[format](row, shown));
}

/** Lines as one text. */
export function copyText(lines: readonly string[], format: CopyFormat): string {
  switch (format) {
    case 'text':
      return lines.join('\n');
    case 'csv':
      return [COLUMNS.join(','), ...lines, ''].join('\r\n');
    case 'json':
      return `[\n${lines.join(',\n')}\n]\n`;
    default:
      return format satisfies never;
  }
}

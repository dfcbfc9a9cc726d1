// What a row looks like in each export, as SQL over the view `reads`: one definition for files and live output.

import type { ExportFormat } from '../contract/capture.ts';
import type { ReadRow } from '../contract/read.ts';
import { COLUMNS } from '../contract/read.ts';

export interface Format {
  /** First line; null for none. */
  header: string | null;
  /** SQL of one line, without its end. */
  line: string;
  /** Line end: RFC 4180 wants CR LF. */
  end: string;
}

/** Nanoseconds by hand: strftime's %n goes wrong on DuckDB's TIMESTAMP_NS. */
const ISO_TIME =
  "strftime(time::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.') || lpad((epoch_ns(time) % 1000000000)::VARCHAR, 9, '0') || 'Z'";

/** A spreadsheet runs a cell that begins like a formula: a quote before it makes it text. */
const defused = (column: string) =>
  `CASE WHEN regexp_matches(${column}, '^[=+\\-@\\t\\r\\n]') THEN '''' || ${column} ELSE ${column} END`;

/** RFC 4180: quotes around what holds a quote, a comma or a line end. */
const csvText = (column: string) => {
  const text = `(${defused(column)})`;
  return `CASE WHEN regexp_matches(${text}, '[",\\r\\n]') THEN '"' || replace(${text}, '"', '""') || '"' ELSE ${text} END`;
};

/** Columns whose text the traced programs choose. */
const NAMES = new Set<string>(['comm', 'process', 'path'] satisfies (keyof ReadRow)[]);

const csvCell = (column: string) => {
  if (column === 'time') return ISO_TIME;
  return NAMES.has(column) ? csvText(column) : `"${column}"::VARCHAR`;
};

const jsonMember = (column: string) => `"${column}" := ${column === 'time' ? ISO_TIME : `"${column}"`}`;

/** A name in a line of text: a line end or an escape sequence in it must not act on the terminal. */
const onOneLine = (column: string) =>
  `regexp_replace(${column}, '[\\x00-\\x1f\\x7f]|\\x{80}|[\\x{81}-\\x{9f}]|[\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]', '\u{fffd}', 'g')`;

export const FORMATS: Record<ExportFormat, Format> = {
  csv: {
    header: COLUMNS.join(','),
    line: `concat_ws(',', ${COLUMNS.map(csvCell).join(', ')})`,
    end: '\r\n',
  },
  jsonl: {
    header: null,
    line: `to_json(struct_pack(${COLUMNS.map(jsonMember).join(', ')}))::VARCHAR`,
    end: '\n',
  },
  text: {
    header: null,
    line: `format('comm: {}, pid: {}, fd: {}, count: {}, ret: {}', ${onOneLine('comm')}, pid, fd, count, ret)`,
    end: '\n',
  },
};

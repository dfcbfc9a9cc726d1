// Reads CSV as RFC 4180 has it, and nothing more lenient: an export that strays from it fails.

import { expect } from 'vitest';

export const HEADER = 'time,pid,tid,comm,process,syscall,fd,kind,path,offset,count,ret,error,latency_ns';

const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;

/** The records after the header, each under the header's names. Throws at the first stray byte. */
export function parseCsv(text: string): Record<string, string>[] {
  const records: string[][] = [];
  let record: string[] = [];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < text.length) {
    const at = CELL.lastIndex;
    const match = CELL.exec(text);
    if (match === null) throw new Error(`no CSV from here on: ${JSON.stringify(text.slice(at, at + 80))}`);
    const [, quoted, bare = '', end] = match;
    record.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    records.push(record);
    record = [];
  }
  const [header = [], ...rows] = records;
  expect(header.join(',')).toBe(HEADER);
  for (const row of rows) if (row.length !== header.length) throw new Error(`odd record: ${row.join('|')}`);
  return rows.map((row) => Object.fromEntries(header.map((name, place) => [name, row[place] ?? ''])));
}

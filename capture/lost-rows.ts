// The table `losses`: spans of loss, stored and taken back.

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { BIGINT, LIST, listValue } from '@duckdb/node-api';
import type { LostSpans, Span } from './lost-spans.ts';
import { query } from './sql.ts';

/** A span as its columns, in the table's order. */
const COLUMNS: [string, (span: Span) => bigint][] = [
  ['recording', ({ recording }) => recording],
  ['row', ({ row }) => BigInt(row)],
  ['pid', ({ pid }) => BigInt(pid)],
  ['process', ({ process }) => BigInt(process)],
  ['"from"', ({ from }) => from],
  ['"to"', ({ to }) => to],
  ['reads', ({ reads }) => BigInt(reads)],
  ['slotless', ({ slotless }) => BigInt(slotless)],
  ['bytes', ({ bytes }) => BigInt(bytes)],
  ['errors', ({ errors }) => BigInt(errors)],
  ['latency_ns', ({ latencyNs }) => BigInt(latencyNs)],
];

/** Stores what is new or has grown, at once or not at all. */
export async function storeLost(connection: DuckDBConnection, lost: LostSpans): Promise<void> {
  const { from, spans } = lost.takeChanged();
  if (spans.length === 0) return;
  const columns = [
    spans.map((_, index) => BigInt(from + index)),
    ...COLUMNS.map(([, ofSpan]) => spans.map(ofSpan)),
  ];
  const places = columns.map((_, index) => `unnest($${index + 1})`).join(', ');
  await connection.run('BEGIN');
  try {
    await connection.run('DELETE FROM losses WHERE number >= $1', [BigInt(from)], [BIGINT]);
    await connection.run(
      `INSERT INTO losses SELECT ${places}`,
      columns.map((column) => listValue(column)),
      columns.map(() => LIST(BIGINT)),
    );
    await connection.run('COMMIT');
  } catch (caught) {
    await connection.run('ROLLBACK').catch(() => {});
    throw caught;
  }
}

export async function loadLost(connection: DuckDBConnection, lost: LostSpans): Promise<void> {
  const names = COLUMNS.map(([name]) => name).join(', ');
  const rows = await query(connection, `SELECT ${names} FROM losses ORDER BY number`);
  lost.restore(rows.map(spanOf));
}

function spanOf([recording, row, pid, process, from, to, ...counts]: DuckDBValue[]): Span {
  const [reads, slotless, bytes, errors, latencyNs] = counts.map(Number);
  return {
    recording: recording as bigint,
    row: Number(row),
    pid: Number(pid),
    process: Number(process),
    from: from as bigint,
    to: to as bigint,
    reads: reads ?? 0,
    slotless: slotless ?? 0,
    bytes: bytes ?? 0,
    errors: errors ?? 0,
    latencyNs: latencyNs ?? 0,
  };
}

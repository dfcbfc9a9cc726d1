// The tables of a capture file. `reads` is the view for people: DESIGN's columns, in their order.

import type { DuckDBConnection } from '@duckdb/node-api';
import { listValue } from '@duckdb/node-api';
import { SYSCALLS } from '../contract/read.ts';
import { ERRNO_NAMES } from './errno.ts';
import { LOSS_CAUSES } from './losses.ts';

/** Rows of a row group, DuckDB's default: it is scanned, skipped and compressed as one. */
export const GROUP_ROWS = 122_880;

/** The tables that hold what was captured; `clear` empties them by making them anew. */
export const CAPTURED = ['events', 'names', 'recordings', 'losses', 'marks'] as const;
/** What later events of a recording may still refer to. */
export const MET = ['files', 'processes'] as const;

const CALLS = SYSCALLS.map((name, index) => `WHEN ${index + 1} THEN '${name}'`).join(' ');

/** One row of `reads` and its rowid, for queries that add conditions on `e`. */
export const READS = `
  SELECT e.rowid AS row, make_timestamp_ns(e.time) AS time, e.pid, e.tid, n.text AS comm,
    coalesce(p.text, '') AS process, CASE e.call ${CALLS} END AS syscall, e.fd,
    coalesce(f.kind, 'unknown') AS kind, coalesce(f.text, '') AS path, e."offset", e.count, e.ret,
    CASE WHEN e.ret >= 0 THEN '' ELSE coalesce(r.name, 'E' || -e.ret) END AS error, e.latency_ns
  FROM events e JOIN names n ON n.id = e.comm LEFT JOIN files f ON f.id = e.file
    LEFT JOIN processes p ON p.id = e.process LEFT JOIN errnos r ON r.number = -e.ret`;

const STATEMENTS = [
  `CREATE TABLE IF NOT EXISTS events (
     time BIGINT, pid UINTEGER, tid UINTEGER, comm UINTEGER, process UINTEGER, call UTINYINT, fd INTEGER,
     file UINTEGER, "offset" BIGINT, count UBIGINT, ret BIGINT, latency_ns UBIGINT)`,
  'CREATE TABLE IF NOT EXISTS names (id UINTEGER PRIMARY KEY, raw BLOB, text VARCHAR)',
  // Ids begin at 1; 0 in an event is what is not known. No keys: an index would cost more than all the rest.
  `CREATE TABLE IF NOT EXISTS files (
     id UINTEGER, kind VARCHAR, device UINTEGER, inode UBIGINT, size UBIGINT, raw BLOB, text VARCHAR,
     flags USMALLINT)`,
  // start_ns is CLOCK_BOOTTIME: with the pid it names a process for good, which has a row for each program it ran.
  `CREATE TABLE IF NOT EXISTS processes (
     id UINTEGER, pid UINTEGER, parent UINTEGER, uid UINTEGER, start_ns UBIGINT, cgroup UBIGINT, raw BLOB,
     text VARCHAR, exe VARCHAR, cmdline VARCHAR, "user" VARCHAR, cgroup_path VARCHAR, started BIGINT)`,
  // Times are nanoseconds since 1970 UTC; the counts are those of contract's Losses.
  `CREATE TABLE IF NOT EXISTS recordings (
     started BIGINT PRIMARY KEY, elapsed_ns BIGINT, attach VARCHAR,
     ${LOSS_CAUSES.map((cause) => `${cause} BIGINT`).join(', ')})`,
  // Reads that no row shows: of one process (an id in processes, 0 if not known), between two moments (nanoseconds
  // since 1970 UTC), told when there were `row` rows. In the order of `number`. Pid 0: of processes unknown.
  `CREATE TABLE IF NOT EXISTS losses (
     number BIGINT, recording BIGINT, row BIGINT, pid BIGINT, process BIGINT, "from" BIGINT, "to" BIGINT,
     reads BIGINT, slotless BIGINT, bytes BIGINT, errors BIGINT, latency_ns BIGINT)`,
  // Time in nanoseconds since 1970 UTC, as in events.
  'CREATE TABLE IF NOT EXISTS marks (id BIGINT, time BIGINT, name VARCHAR)',
  'CREATE TABLE IF NOT EXISTS errnos (number BIGINT PRIMARY KEY, name VARCHAR)',
  `CREATE OR REPLACE VIEW reads AS SELECT * EXCLUDE (row) FROM (${READS})`,
];

/** Makes the tables a file lacks. */
export async function createSchema(connection: DuckDBConnection): Promise<void> {
  for (const statement of STATEMENTS) await connection.run(statement);
  const numbers = [...ERRNO_NAMES.keys()];
  const names = [...ERRNO_NAMES.values()];
  await connection.run('INSERT OR IGNORE INTO errnos SELECT unnest($1), unnest($2)', [
    listValue(numbers.map(BigInt)),
    listValue(names),
  ]);
}

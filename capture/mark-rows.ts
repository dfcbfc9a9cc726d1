// The table `marks`: marks, stored and taken back.

import type { DuckDBConnection } from '@duckdb/node-api';
import { BIGINT, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { Mark } from '../contract/marks.ts';
import type { Marks } from './marks.ts';
import { query } from './sql.ts';

/** Keeps them in place of those that were kept before. */
export async function storeMarks(connection: DuckDBConnection, all: readonly Mark[]): Promise<void> {
  await connection.run('BEGIN');
  try {
    await connection.run('DELETE FROM marks');
    await connection.run(
      'INSERT INTO marks SELECT unnest($1), unnest($2), unnest($3)',
      [
        listValue(all.map(({ id }) => BigInt(id))),
        listValue(all.map(({ time }) => BigInt(time))),
        listValue(all.map(({ name }) => name)),
      ],
      [LIST(BIGINT), LIST(BIGINT), LIST(VARCHAR)],
    );
    await connection.run('COMMIT');
  } catch (caught) {
    await connection.run('ROLLBACK').catch(() => {});
    throw caught;
  }
}

export async function loadMarks(connection: DuckDBConnection, marks: Marks): Promise<void> {
  const rows = await query(connection, 'SELECT id, time, name FROM marks');
  marks.restore(rows.map(([id, time, name]) => ({ id: Number(id), time: String(time), name: String(name) })));
}

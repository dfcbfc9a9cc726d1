// Values on their way into SQL: always bound, never spliced, each with its type. DuckDB guesses DOUBLE for a
// number and HUGEINT for a bigint, and a comparison with either scans the whole table.

import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { BIGINT, VARCHAR } from '@duckdb/node-api';

/** Collects the values of one statement; `add` gives the name to write in the SQL. */
export class Binding {
  readonly values: Record<string, DuckDBValue> = {};
  readonly types: Record<string, DuckDBType> = {};

  add(value: number | bigint | string): string {
    const name = `v${Object.keys(this.values).length}`;
    this.values[name] = typeof value === 'number' ? BigInt(value) : value;
    this.types[name] = typeof value === 'string' ? VARCHAR : BIGINT;
    return `$${name}`;
  }

  /** `(…)` for IN; an empty list matches nothing. */
  list(values: readonly (number | bigint | string)[]): string {
    return values.length === 0 ? '(NULL)' : `(${values.map((value) => this.add(value)).join(', ')})`;
  }
}

/** All rows of a query. Its integers of 64 bits come as bigint, smaller ones as number. */
export async function query(
  connection: DuckDBConnection,
  sql: string,
  binding = new Binding(),
): Promise<DuckDBValue[][]> {
  const reader = await connection.runAndReadAll(sql, binding.values, binding.types);
  return reader.getRows();
}

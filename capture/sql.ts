// Values on their way into SQL: always bound, never spliced, each with its type. DuckDB guesses DOUBLE for a
// number and HUGEINT for a bigint, and a comparison with either scans the whole table.

import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { BIGINT, BIT, DuckDBBitValue, INTEGER, UINTEGER, VARCHAR } from '@duckdb/node-api';

/** Collects the values of one statement; `add` gives the name to write in the SQL. */
export class Binding {
  readonly values: Record<string, DuckDBValue> = {};
  readonly types: Record<string, DuckDBType> = {};

  add(value: number | bigint | string): string {
    if (typeof value === 'string') return this.#bind(value, VARCHAR);
    return this.#bind(BigInt(value), BIGINT);
  }

  /** A whole number in the type of the column it is compared with: another type would have the column cast. */
  typed(value: bigint, type: DuckDBType): string {
    const small = type === UINTEGER || type === INTEGER;
    return this.#bind(small ? Number(value) : value, type);
  }

  /** A BIT value in DuckDB's own form: a byte with the number of padding bits, then the bits. */
  bits(bytes: Uint8Array): string {
    return this.#bind(new DuckDBBitValue(bytes), BIT);
  }

  /** `(…)` for IN; an empty list matches nothing. */
  list(values: readonly (number | bigint | string)[]): string {
    return values.length === 0 ? '(NULL)' : `(${values.map((value) => this.add(value)).join(', ')})`;
  }

  #bind(value: DuckDBValue, type: DuckDBType): string {
    const name = `v${Object.keys(this.values).length}`;
    this.values[name] = value;
    this.types[name] = type;
    return `$${name}`;
  }
}

/** Queries that have not ended. */
const running = new WeakMap<DuckDBConnection, Set<Promise<unknown>>>();

/** Settled when all that was asked of a connection is answered. */
const turns = new WeakMap<DuckDBConnection, Promise<unknown>>();

/**
 * All rows of a query. Its integers of 64 bits come as bigint, smaller ones as number. Queries of one connection wait
 * here for one another, not in DuckDB: there each would hold one of Node's few threads, and those of other
 * connections would wait, too.
 */
export async function query(
  connection: DuckDBConnection,
  sql: string,
  binding = new Binding(),
): Promise<DuckDBValue[][]> {
  const before = turns.get(connection) ?? Promise.resolve();
  const run = before.then(() => connection.runAndReadAll(sql, binding.values, binding.types));
  turns.set(
    connection,
    run.catch(() => {}),
  );
  return (await watched(connection, run)).getRows();
}

/** Lets `breakOff` know of what is asked of a connection. */
export async function watched<T>(connection: DuckDBConnection, run: Promise<T>): Promise<T> {
  const others = running.get(connection) ?? new Set();
  running.set(connection, others.add(run));
  try {
    return await run;
  } finally {
    others.delete(run);
  }
}

/** Breaks off what is asked of connections. None must be closed before: DuckDB would wait for itself for ever. */
export async function breakOff(...connections: DuckDBConnection[]): Promise<void> {
  const left = () => connections.filter((connection) => (running.get(connection)?.size ?? 0) > 0);
  for (let busy = left(); busy.length > 0; busy = left()) {
    // Of those that wait for one another, this reaches the one whose turn it is.
    for (const connection of busy) connection.interrupt();
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

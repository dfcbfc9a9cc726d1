// The rows that pass one filter, of which each is looked at once: what is worked out from them is kept, and a
// question costs no more than the rows that came since the one before. Reads only.

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { FilterSql } from './filter-sql.ts';
import type { Stored } from './intake.ts';
import { isWithin, type Range } from './row-range.ts';
import { Binding, query } from './sql.ts';

/** Of a row `e`: what sums are made of. In types that DuckDB adds up fast; no call lasts for 292 years. */
export const LATENCY = 'TRY_CAST(e.latency_ns AS BIGINT)';
export const BYTES = 'greatest(e.ret, 0)';

export class Passing {
  #connection: DuckDBConnection;
  #condition: FilterSql;
  #stored: Stored;
  #looked = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: DuckDBConnection, condition: FilterSql, stored: Stored) {
    this.#connection = connection;
    this.#condition = condition;
    this.#stored = stored;
  }

  /**
   * Has `look` take in the rows that are new, then gives `answer`. All there are is one range: the figures of one
   * answer are of the same rows. What `look` could not take in it is given again; `anew`, when its turn has come,
   * tells whether it wants all rows once more.
   */
  whole<T>(look: (rows: Range) => Promise<void>, answer: () => T, anew = () => false): Promise<T> {
    // Two windows may ask at once: no row is looked at twice.
    const run = this.#last.then(async () => {
      const to = this.#stored.rows;
      const from = anew() ? 0 : this.#looked;
      if (to > from) {
        await look({ from, to });
        this.#looked = to;
      }
      return answer();
    });
    this.#last = run.catch(() => {});
    return run;
  }

  /** `what` of those of the rows that pass; `then` is what follows the conditions. Both name the row `e`. */
  select(rows: Range, what: (values: Binding) => string, then = ''): Promise<DuckDBValue[][]> {
    const values = new Binding();
    return query(
      this.#connection,
      `SELECT ${what(values)} FROM events e
       WHERE ${isWithin(rows, this.#stored.times, values)}
         AND ${this.#condition.sql(values)} ${then}`,
      values,
    );
  }
}

// How much each thread of one process has read, kept up to date by counting new rows only.

import type { DuckDBConnection } from '@duckdb/node-api';
import type { ThreadInfo } from '../contract/processes.ts';
import type { Met } from './intake.ts';
import { isWithin } from './row-range.ts';
import { Binding, query } from './sql.ts';

export class ThreadTally {
  #connection: DuckDBConnection;
  #met: Met;
  #threads = new Map<number, ThreadInfo>();
  #counted = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: DuckDBConnection, met: Met) {
    this.#connection = connection;
    this.#met = met;
  }

  /** The busiest first, over the first `rows` of the capture; `ids` are those of the process, none for pid alone. */
  threads(pid: number, ids: readonly number[], rows: number): Promise<ThreadInfo[]> {
    const run = this.#last.then(async () => {
      await this.#count(pid, ids.length === 0 ? [0] : ids, rows);
      return [...this.#threads.values()].sort((a, b) => b.reads - a.reads || a.tid - b.tid);
    });
    this.#last = run.catch(() => {});
    return run;
  }

  async #count(pid: number, ids: readonly number[], rows: number): Promise<void> {
    if (rows <= this.#counted) return;
    const values = new Binding();
    const cells = await query(
      this.#connection,
      `SELECT tid, arg_max(comm, rowid), count(*)::DOUBLE, sum(greatest(ret, 0))::DOUBLE,
         count(*) FILTER (ret < 0)::DOUBLE
       FROM events e WHERE ${isWithin({ from: this.#counted, to: rows }, this.#met.times, values)}
         AND pid = ${values.add(pid)} AND process IN ${values.list(ids)} GROUP BY 1`,
      values,
    );
    this.#counted = rows;
    for (const [id, comm, reads, bytes, errors] of cells) {
      const tid = Number(id);
      const thread = this.#threads.get(tid) ?? { tid, comm: '', reads: 0, bytes: 0, errors: 0 };
      thread.comm = this.#met.names.texts[Number(comm)] ?? '';
      thread.reads += Number(reads);
      thread.bytes += Number(bytes);
      thread.errors += Number(errors);
      this.#threads.set(tid, thread);
    }
  }
}

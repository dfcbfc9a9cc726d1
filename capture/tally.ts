// How often each name, process and kind was seen, kept up to date by counting new rows only.

import type { DuckDBConnection } from '@duckdb/node-api';
import type { Seen } from '../contract/capture.ts';
import type { Kind } from '../contract/read.ts';
import type { Stored } from './intake.ts';
import { isWithin } from './row-range.ts';
import { Binding, query } from './sql.ts';

interface Owner {
  /** Id of its newest name; 0 if it has none. */
  process: number;
  /** Id of its main thread's name, or of any thread's. */
  comm: number;
  isMain: boolean;
  reads: number;
}

export class Tally {
  #connection: DuckDBConnection;
  #met: Stored;
  #counted = 0;
  #comms = new Map<number, number>();
  #processes = new Map<number, number>();
  #kinds = new Map<Kind, number>();
  #pids = new Map<number, Owner>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: DuckDBConnection, met: Stored) {
    this.#connection = connection;
    this.#met = met;
  }

  /** Of all rows there are. */
  seen(): Promise<Seen> {
    // Two windows may ask at once: no row is counted twice.
    const run = this.#last.then(async () => {
      await this.#count();
      return this.#answer();
    });
    this.#last = run.catch(() => {});
    return run;
  }

  async #count(): Promise<void> {
    const from = this.#counted;
    const to = this.#met.rows;
    if (to <= from) return;
    const values = new Binding();
    const threads = await query(
      this.#connection,
      `SELECT pid, process, comm, bool_or(tid = pid), count(*) FROM events e
       WHERE ${isWithin({ from, to }, this.#met.times, values)} GROUP BY 1, 2, 3`,
      values,
    );
    const bounds = new Binding();
    const files = await query(
      this.#connection,
      `SELECT file, count(*)::DOUBLE FROM events e
       WHERE ${isWithin({ from, to }, this.#met.times, bounds)} GROUP BY 1`,
      bounds,
    );
    this.#counted = to;
    for (const [pid, process, comm, isMain, reads] of threads) {
      add(this.#comms, Number(comm), Number(reads));
      add(this.#processes, Number(process), Number(reads));
      this.#own(Number(pid), {
        process: Number(process),
        comm: Number(comm),
        isMain: isMain === true,
        reads: Number(reads),
      });
    }
    for (const [file, reads] of files) {
      add(this.#kinds, this.#met.files.kinds[Number(file)] ?? 'unknown', Number(reads));
    }
  }

  #own(pid: number, { process, comm, isMain, reads }: Owner): void {
    const owner = this.#pids.get(pid) ?? { process: 0, comm, isMain, reads: 0 };
    owner.reads += reads;
    owner.process = Math.max(owner.process, process);
    if (isMain) Object.assign(owner, { comm, isMain });
    this.#pids.set(pid, owner);
  }

  #answer(): Seen {
    const { names, processes } = this.#met;
    const comm = (id: number) => names.texts[id] ?? '';
    const process = (id: number) => processes.texts[id] ?? '';
    const byName = new Map<string, number>();
    for (const [id, reads] of this.#processes) add(byName, process(id), reads);
    const pids = [...this.#pids].map(([pid, owner]) => ({
      pid,
      comm: process(owner.process) || comm(owner.comm),
      reads: owner.reads,
    }));
    return {
      processes: commonest(byName).map(([name, reads]) => ({ process: name, reads })),
      kinds: commonest(this.#kinds).map(([kind, reads]) => ({ kind, reads })),
      comms: commonest(this.#comms).map(([id, reads]) => ({ comm: comm(id), reads })),
      pids: pids.sort((a, b) => b.reads - a.reads || a.pid - b.pid),
    };
  }
}

function add<K>(counts: Map<K, number>, key: K, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}

function commonest<K>(counts: Map<K, number>): [K, number][] {
  return [...counts].sort((a, b) => b[1] - a[1]);
}

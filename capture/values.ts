// Which values of a field were read with, and how often: counted when first asked for, then new rows only.

import type { DuckDBConnection } from '@duckdb/node-api';
import type { SeenValue, ValueField } from '../contract/capture.ts';
import { SYSCALLS } from '../contract/read.ts';
import { errorName } from './errno.ts';
import type { Stored } from './intake.ts';
import { isWithin } from './row-range.ts';
import { Binding, query } from './sql.ts';

/** What of `events` is counted for a field. */
const COLUMNS: Record<ValueField, string> = {
  comm: 'comm',
  process: 'process',
  pid: 'pid',
  path: 'file',
  kind: 'file',
  syscall: 'call',
  error: 'CASE WHEN ret < 0 THEN -ret ELSE 0 END',
};

export class Values {
  #connection: DuckDBConnection;
  #met: Stored;
  #counted = new Map<string, { rows: number; reads: Map<number, number> }>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: DuckDBConnection, met: Stored) {
    this.#connection = connection;
    this.#met = met;
  }

  /** Those that hold `part`, case aside, the commonest first; a pid also by the name of its process. */
  of(field: ValueField, part: string, limit: number): Promise<SeenValue[]> {
    // Two windows may ask at once: no row is counted twice.
    const run = this.#last.then(async () =>
      this.#answer(field, part, limit, await this.#count(COLUMNS[field])),
    );
    this.#last = run.catch(() => {});
    return run;
  }

  async #count(column: string): Promise<Map<number, number>> {
    const counted = this.#counted.get(column) ?? { rows: 0, reads: new Map<number, number>() };
    this.#counted.set(column, counted);
    const to = this.#met.rows;
    if (to <= counted.rows) return counted.reads;
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT (${column})::INTEGER, count(*)::DOUBLE FROM events e
       WHERE ${isWithin({ from: counted.rows, to }, this.#met.times, values)} GROUP BY 1`,
      values,
    );
    for (const [id, reads] of rows) {
      counted.reads.set(Number(id), (counted.reads.get(Number(id)) ?? 0) + Number(reads));
    }
    counted.rows = to;
    return counted.reads;
  }

  #answer(field: ValueField, part: string, limit: number, counted: Map<number, number>): SeenValue[] {
    const wanted = part.toLowerCase();
    const hints = field === 'pid' ? this.#processNames() : null;
    const reads = new Map<string, number>();
    for (const [id, count] of counted) {
      const value = this.#text(field, id);
      const hint = hints?.get(id) ?? '';
      if (![value, hint].some((text) => text.toLowerCase().includes(wanted))) continue;
      reads.set(value, (reads.get(value) ?? 0) + count);
    }
    return commonest(reads, limit).map(([value, count]) => ({
      value,
      hint: hints?.get(Number(value)) ?? '',
      reads: count,
    }));
  }

  #text(field: ValueField, id: number): string {
    const { names, processes, files } = this.#met;
    switch (field) {
      case 'comm':
        return names.texts[id] ?? '';
      case 'process':
        return processes.texts[id] ?? '';
      case 'path':
        return files.texts[id] ?? '';
      case 'kind':
        return files.kinds[id] ?? 'unknown';
      case 'syscall':
        return SYSCALLS[id - 1] ?? 'read';
      case 'error':
        return errorName(-id);
      case 'pid':
        return String(id);
    }
  }

  /** The newest name of each process. */
  #processNames(): Map<number, string> {
    const { pids, texts } = this.#met.processes;
    return new Map(pids.map((pid, id) => [pid, texts[id] ?? '']));
  }
}

/** The `limit` largest, without sorting all. */
function commonest(reads: ReadonlyMap<string, number>, limit: number): [string, number][] {
  let best: [string, number][] = [];
  let least = 0;
  for (const entry of reads) {
    if (best.length >= limit && entry[1] <= least) continue;
    best.push(entry);
    if (best.length < 4 * limit) continue;
    best = best.sort((a, b) => b[1] - a[1]).slice(0, limit);
    least = best.at(-1)?.[1] ?? 0;
  }
  return best.sort((a, b) => b[1] - a[1]).slice(0, limit);
}

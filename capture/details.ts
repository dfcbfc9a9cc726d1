// All about one read: its neighbours, its process and file, and how the process goes through the file. Reads only.

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { UBIGINT } from '@duckdb/node-api';
import type { Details, Neighbours, Pattern } from '../contract/details.ts';
import { MOST_POINTS } from '../contract/details.ts';
import { ProblemError } from '../contract/problem.ts';
import type { ReadRow } from '../contract/read.ts';
import { accessOf } from './details-access.ts';
import { fileFacts, processFacts } from './details-facts.ts';
import { TINY_BELOW } from './findings-signs.ts';
import type { Stored } from './intake.ts';
import { isWithin } from './row-range.ts';
import { Binding, query } from './sql.ts';

/** Rows on either side among which all neighbours are looked for at once. */
const NEAR = 10_000;
/** What of a pattern is examined is chosen in slices of 2^14 rows: of small captures all. */
const SLICE_BITS = 14;
/** More would take longer than a person notices. */
const MOST_EXAMINED = 2 ** 15;

/** A condition over rows of `events`. */
type Condition = (values: Binding) => string;

/** Ids that the row has, and when it was. */
interface Ids {
  row: number;
  time: bigint;
  pid: number;
  tid: number;
  process: number;
  file: number;
}

export class ReadDetails {
  #connection: DuckDBConnection;
  #met: Stored;
  #read: (row: number) => Promise<ReadRow | null>;

  /** `read` gives a row of the capture. */
  constructor(connection: DuckDBConnection, met: Stored, read: (row: number) => Promise<ReadRow | null>) {
    this.#connection = connection;
    this.#met = met;
    this.#read = read;
  }

  /** Rejects with ProblemError `no-such-read`. */
  async of(row: number): Promise<Details> {
    const ids = await this.#ids(row);
    const read = await this.#read(row);
    if (ids === null || read === null) throw noSuchRead();
    const [thread, sameFile] = await this.#neighbours(ids);
    const rank = await this.#rank(read.latency_ns);
    const process = await processFacts(this.#connection, ids.process);
    const file = await fileFacts(this.#connection, this.#met, ids.file);
    const short = read.ret >= 0 && BigInt(read.ret) < BigInt(read.count);
    const { before } = thread;
    return {
      read,
      thread,
      sameFile,
      rank,
      gap_ns: before === null ? null : Number(ids.time - BigInt(before.time)) - before.latency_ns,
      short,
      end: short && read.ret === 0,
      position: file === null || file.size === 0 || read.offset < 0 ? null : read.offset / file.size,
      process,
      file,
      pattern: ids.file === 0 ? null : await this.#pattern(ids),
    };
  }

  async #ids(row: number): Promise<Ids | null> {
    const values = new Binding();
    const [found] = await query(
      this.#connection,
      `SELECT time, pid, tid, process, file FROM events WHERE rowid = ${values.add(row)}`,
      values,
    );
    if (found === undefined) return null;
    const [time, pid, tid, process, file] = found;
    return {
      row,
      time: time as bigint,
      pid: Number(pid),
      tid: Number(tid),
      process: Number(process),
      file: Number(file),
    };
  }

  /** In the thread and of the file: near the row, most often. */
  async #neighbours({ row, pid, tid, file }: Ids): Promise<[Neighbours, Neighbours]> {
    const thread = (values: Binding) => `tid = ${values.add(tid)} AND pid = ${values.add(pid)}`;
    // Nobody's file is one file.
    const same = (values: Binding) => (file === 0 ? 'false' : `file = ${values.add(file)}`);
    const near = await this.#near(row, thread, same);
    const read = async (found: number | null, far: () => Promise<number | null>) => {
      const at = found ?? (await far());
      return at === null ? null : this.#read(at);
    };
    return [
      {
        before: await read(near[0] ?? null, () => this.#far(row, 'before', thread)),
        after: await read(near[1] ?? null, () => this.#far(row, 'after', thread)),
      },
      {
        before: await read(near[2] ?? null, () => this.#far(row, 'before', same)),
        after: await read(near[3] ?? null, () => this.#far(row, 'after', same)),
      },
    ];
  }

  /** Rows before and after in the thread, then of the file, at most NEAR rows away. */
  async #near(row: number, thread: Condition, same: Condition): Promise<(number | null)[]> {
    const values = new Binding();
    const at = values.add(row);
    const [ours, theirs] = [thread(values), same(values)];
    const near = { from: Math.max(0, row - NEAR), to: Math.min(row + NEAR + 1, this.#met.rows) };
    const [found = []] = await query(
      this.#connection,
      `SELECT max(rowid) FILTER (rowid < ${at} AND ${ours}), min(rowid) FILTER (rowid > ${at} AND ${ours}),
         max(rowid) FILTER (rowid < ${at} AND ${theirs}), min(rowid) FILTER (rowid > ${at} AND ${theirs})
       FROM events e
       WHERE ${isWithin(near, this.#met.times, values)}`,
      values,
    );
    return found.map(orNull);
  }

  /** The row next to `row`, however far off. */
  async #far(row: number, side: 'before' | 'after', passes: Condition): Promise<number | null> {
    const values = new Binding();
    const at = values.add(row);
    const [next, there] = side === 'before' ? ['max', '<'] : ['min', '>'];
    const [[found = null] = []] = await query(
      this.#connection,
      `SELECT ${next}(rowid) FROM events WHERE rowid ${there} ${at} AND ${passes(values)}`,
      values,
    );
    return orNull(found);
  }

  /** How many reads took less time, of how many. */
  async #rank(ns: number): Promise<Details['rank']> {
    const values = new Binding();
    const [[faster, rows] = []] = await query(
      this.#connection,
      `SELECT count(*) FILTER (latency_ns < ${values.typed(BigInt(ns), UBIGINT)}), count(*) FROM events`,
      values,
    );
    return { faster: Number(faster), rows: Number(rows) };
  }

  async #pattern(ids: Ids): Promise<Pattern> {
    const process = await this.#sameProcess(ids.process);
    const theirs = (values: Binding) =>
      `file = ${values.add(ids.file)} AND pid = ${values.add(ids.pid)} AND process IN ${values.list(process)}`;
    const { reads, from, to } = await this.#around(ids.row, theirs);
    const values = new Binding();
    const base = values.add(ids.time);
    const rows = await query(
      this.#connection,
      `SELECT (time - ${base})::DOUBLE, "offset"::DOUBLE, ret::DOUBLE, count::DOUBLE, rowid::DOUBLE FROM events e
       WHERE ${isWithin({ from, to }, this.#met.times, values)} AND ${theirs(values)}`,
      values,
    );
    const placed = (rows as number[][]).filter(([, offset = -1, ret = 0]) => offset >= 0 && ret > 0);
    // Rows come in the order in which the calls returned: the first need not be the earliest.
    const first = placed.reduce((least, [time = 0]) => Math.min(least, time), placed[0]?.[0] ?? 0);
    const before = placed.findLast(([, , , , row = 0]) => row < ids.row);
    return {
      ...accessOf(placed.map(([, offset = 0, bytes = 0]) => [offset, bytes])),
      reads,
      examined: rows.length,
      from: String(ids.time + BigInt(first)),
      points: thinned(placed).flatMap(([time = 0, offset = 0, bytes = 0]) => [time - first, offset, bytes]),
      placed: placed.length,
      tiny: placed.filter(([, , , count = 0]) => count < TINY_BELOW).length,
      before: before === undefined ? null : { offset: before[1] ?? 0, bytes: before[2] ?? 0 },
    };
  }

  /** All ids of the process: it has one for each program it ran. */
  async #sameProcess(id: number): Promise<number[]> {
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT b.id FROM processes a JOIN processes b ON a.pid = b.pid AND a.start_ns = b.start_ns
       WHERE a.id = ${values.add(id)}`,
      values,
    );
    return id === 0 ? [0] : rows.map(([other]) => Number(other));
  }

  /** How many rows pass, and from where to where they are not too many, about `row` in the middle. */
  async #around(row: number, passes: Condition) {
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT rowid >> ${SLICE_BITS}, count(*) FROM events WHERE ${passes(values)} GROUP BY 1`,
      values,
    );
    const counts = new Map(rows.map(([slice, count]) => [Number(slice), Number(count)]));
    const reads = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const last = Math.max(...counts.keys());
    let from = Math.floor(row / 2 ** SLICE_BITS);
    let to = from + 1;
    let inside = counts.get(from) ?? 0;
    for (let grown = true; grown; ) {
      grown = false;
      for (const next of [from - 1, to]) {
        const more = counts.get(next) ?? 0;
        if (next < 0 || next > last || inside + more > MOST_EXAMINED) continue;
        inside += more;
        if (next < from) from = next;
        else to = next + 1;
        grown = true;
      }
    }
    return { reads, from: from * 2 ** SLICE_BITS, to: to * 2 ** SLICE_BITS };
  }
}

function orNull(row: DuckDBValue): number | null {
  return row === null ? null : Number(row);
}

/** At most MOST_POINTS of them, as far apart as each other. */
function thinned<T>(all: T[]): T[] {
  if (all.length <= MOST_POINTS) return all;
  return Array.from({ length: MOST_POINTS }, (_, index) => {
    return all[Math.floor((index * all.length) / MOST_POINTS)] as T;
  });
}

function noSuchRead(): ProblemError {
  return new ProblemError(
    'no-such-read',
    'This read is not in the capture any more.',
    'The capture was cleared: choose another read in the table.',
  );
}

// Where reads are wasted, kept up to date by looking at new rows only. Remembers a bounded number of pairs of
// process and file. Reads only.

import type { DuckDBConnection, DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api';
import type { Finding, Findings } from '../contract/findings.ts';
import { grouped } from './findings-groups.ts';
import { isFailure } from './findings-signs.ts';
import type { Look } from './findings-sum.ts';
import type { Said } from './findings-trail.ts';
import { mayWaste, Trail } from './findings-trail.ts';
import type { Stored } from './intake.ts';
import { isWithin } from './row-range.ts';
import { Binding, query, watched } from './sql.ts';

/** About 30 MB: a pair that was read more than once takes 1.4 kB. */
const MOST_PAIRS = 20_000;
const MOST_FINDINGS = 200;
/** Looked at one after the other; then others have their turn. */
const PORTION_ROWS = 2 ** 15;
/** Ids of files have the lower bits of a pair's number. */
const FILES = 2 ** 28;

export class FindingsLog {
  #connection: DuckDBConnection;
  #met: Stored;
  #rows = 0;
  /** Time of the first row: the others are told from it, so that they are exact as plain numbers. */
  #base: bigint | null = null;
  /** Pairs that were read from lately. */
  #young = new Map<number, Trail>();
  /** Pairs that were not read from since the young ones came, and those of which something is to be said. */
  #old = new Map<number, Trail>();
  #latestPair = -1;
  #latest: Trail | null = null;
  #forgotten = 0;
  #people: People;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: DuckDBConnection, met: Stored) {
    this.#connection = connection;
    this.#met = met;
    this.#people = new People(connection);
  }

  /** In all rows there are, or in as many portions as `goesOn` lets it look at, one at least: the next call goes on. */
  findings(goesOn = () => true): Promise<Findings> {
    // Two windows may ask at once: no row is looked at twice.
    const run = this.#last.then(async () => {
      while ((await this.#portion()) === PORTION_ROWS && goesOn());
      return this.#answer();
    });
    this.#last = run.catch(() => {});
    return run;
  }

  /** Looks at the next rows; how many they were. */
  async #portion(): Promise<number> {
    this.#base ??= await this.#firstTime();
    if (this.#base === null) return 0;
    const from = this.#rows;
    const values = new Binding();
    const run = this.#connection.run(
      `SELECT pid, process, file, (time - ${values.add(this.#base)})::DOUBLE, "offset"::DOUBLE, count::DOUBLE,
         ret::DOUBLE, latency_ns::DOUBLE FROM events e
       WHERE ${isWithin({ from, to: Math.min(from + PORTION_ROWS, this.#met.rows) }, this.#met.times, values)}`,
      values.values,
      values.types,
    );
    const result = await watched(this.#connection, run);
    // Stored before the rows that name them, so known after these.
    if (this.#people.length < this.#met.processes.texts.length) await this.#people.update();
    for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
      this.#take(chunk);
    }
    return this.#rows - from;
  }

  #take(chunk: DuckDBDataChunk): void {
    const column = (index: number) => chunk.getColumnVector(index) as DuckDBVector<number>;
    const [pids, processes, files, times] = [column(0), column(1), column(2), column(3)];
    const [offsets, counts, rets, latencies] = [column(4), column(5), column(6), column(7)];
    const { kinds } = this.#met.files;
    const look: Look = { row: 0, time: 0, offset: 0, count: 0, ret: 0, latency: 0 };
    const { rowCount } = chunk;
    for (let index = 0; index < rowCount; index++) {
      look.row = this.#rows++;
      look.ret = rets.getItem(index) ?? 0;
      const file = files.getItem(index) ?? 0;
      if (!isFailure(look.ret) && !mayWaste(kinds[file] ?? 'unknown')) continue;
      look.time = times.getItem(index) ?? 0;
      look.offset = offsets.getItem(index) ?? 0;
      look.count = counts.getItem(index) ?? 0;
      look.latency = latencies.getItem(index) ?? 0;
      this.#trail(pids.getItem(index) ?? 0, processes.getItem(index) ?? 0, file).take(look);
    }
  }

  #trail(pid: number, process: number, file: number): Trail {
    const who = this.#people.who(pid, process);
    const pair = who * FILES + file;
    // Reads come in runs: most often it is the one before.
    if (pair === this.#latestPair && this.#latest !== null) return this.#latest;
    this.#latestPair = pair;
    this.#latest = this.#young.get(pair) ?? this.#rejuvenated(pair, who, pid, file);
    return this.#latest;
  }

  /** An old pair, or a new one, among the young. */
  #rejuvenated(pair: number, who: number, pid: number, file: number): Trail {
    const kind = this.#met.files.kinds[file] ?? 'unknown';
    const trail = this.#old.get(pair) ?? new Trail(who, pid, file, kind, this.#met.files.sizes[file] ?? 0);
    this.#old.delete(pair);
    if (this.#young.size >= MOST_PAIRS / 2) this.#age();
    this.#young.set(pair, trail);
    return trail;
  }

  /** The old pairs are forgotten, and the young ones are old. */
  #age(): void {
    const told = [...this.#old].filter(([, trail]) => trail.isTold);
    // Where all there is to say is too much to keep, what was said first goes.
    const kept = told.slice(Math.max(0, told.length - MOST_PAIRS / 4));
    this.#forgotten += this.#old.size - kept.length;
    this.#old = this.#young;
    for (const [pair, trail] of kept) this.#old.set(pair, trail);
    this.#young = new Map();
  }

  #answer(): Findings {
    const said = [...this.#old.values(), ...this.#young.values()].flatMap((trail) =>
      trail.found().map((one) => ({ trail, ...one })),
    );
    const findings = grouped(said.map(({ trail, ...one }) => this.#finding(trail, one)));
    return {
      findings: findings.slice(0, MOST_FINDINGS),
      left_out: Math.max(0, findings.length - MOST_FINDINGS),
      forgotten: this.#forgotten,
      rows: this.#rows,
    };
  }

  #finding({ who, pid, file }: Trail, { what, sum, wastedNs }: Said): Finding {
    const path = this.#met.files.texts[file] ?? '';
    const time = (ns: number) => String((this.#base ?? 0n) + BigInt(ns));
    return {
      ...what,
      pid,
      process: this.#met.processes.texts[this.#people.newest(who)] ?? '',
      path,
      fileKind: this.#met.files.kinds[file] ?? 'unknown',
      reads: sum.reads,
      bytes: sum.bytes,
      latency_ns: sum.latency,
      wasted_ns: Math.round(wastedNs),
      first: { row: sum.firstRow, time: time(sum.firstTime) },
      last: { row: sum.lastRow, time: time(sum.lastTime) },
      files: null,
      rows: { pid, path, ...(what.kind === 'failing' ? { error: what.error } : {}) },
    };
  }

  async #firstTime(): Promise<bigint | null> {
    const [[time] = []] = await query(this.#connection, 'SELECT time FROM events LIMIT 1');
    return typeof time === 'bigint' ? time : null;
  }
}

/** Who is the same process: ids are given anew to one that runs another program or changes its name. */
class People {
  #connection: DuckDBConnection;
  /** By id of the process. */
  #whos: number[] = [0];
  #byName = new Map<string | number, number>();
  /** Id of the process, by who. */
  #newest: number[] = [0];

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** One more than the last id. */
  get length(): number {
    return this.#whos.length;
  }

  /** Looks at the processes that are new. */
  async update(): Promise<void> {
    const values = new Binding();
    const known = values.add(this.#whos.length);
    const processes = await query(
      this.#connection,
      `SELECT id, pid, start_ns FROM processes WHERE id >= ${known} ORDER BY id`,
      values,
    );
    for (const [id, pid, start] of processes) {
      const who = this.#named(`${pid} ${start}`);
      this.#whos[Number(id)] = who;
      this.#newest[who] = Number(id);
    }
  }

  /** Above 0. Where nothing is known of the process but its pid, that must do. */
  who(pid: number, process: number): number {
    return this.#whos[process] || this.#named(pid);
  }

  /** 0: none. */
  newest(who: number): number {
    return this.#newest[who] ?? 0;
  }

  #named(name: string | number): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const who = this.#byName.size + 1;
    this.#byName.set(name, who);
    return who;
  }
}

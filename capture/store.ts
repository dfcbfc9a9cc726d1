// The capture: one DuckDB file, written here and asked through `queries`. Opened by the capture process alone.
// Knows no socket.

import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBBlobValue, DuckDBInstance } from '@duckdb/node-api';
import type { AttachMode, Losses } from '../contract/capture.ts';
import type { Mark } from '../contract/marks.ts';
import { EventAppender } from './appender.ts';
import type { Columns } from './columns.ts';
import { FILE_KEY, Files, Processes } from './dictionary.ts';
import type { Met } from './intake.ts';
import { LOSS_CAUSES, NO_LOSSES } from './losses.ts';
import { loadLost, storeLost } from './lost-rows.ts';
import { LostSpans } from './lost-spans.ts';
import { loadMarks, storeMarks } from './mark-rows.ts';
import { Marks } from './marks.ts';
import { MetAppender } from './met-appender.ts';
import { Names } from './names.ts';
import { Queries } from './queries.ts';
import { CAPTURED, createSchema, GROUP_ROWS, MET } from './schema.ts';
import type { NewlyLost } from './shortfall.ts';
import { breakOff, query } from './sql.ts';
import { Times } from './times.ts';

const SETTINGS = {
  // Past this DuckDB works from disk.
  memory_limit: '1GB',
  // Of the log beside the file. Bringing one of this size into the file holds rows up for a tenth of a second, which
  // the ring buffer outlasts; with half of it a row costs a third more, with an eighth twice as much.
  checkpoint_threshold: '32MB',
  // Extensions come from the network: none is fetched.
  // It reads the rows of a page in two steps, which for as few as ours takes twice as long.
  disabled_optimizers: 'late_materialization',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

export class Store implements Met {
  readonly names = new Names();
  readonly files = new Files();
  readonly processes = new Processes();
  /** Of the rows taken in. */
  readonly times = new Times();
  /** What no row shows; durable after `keepLost`. */
  readonly lost = new LostSpans();
  /** Durable after `keepMarks`. */
  readonly marks = new Marks();
  readonly queries: Queries;
  /** Rows that queries see. */
  rows = 0;
  /** Figures of the recordings that the file held when it was opened; `started` is the first one's. */
  past: { started: bigint | null; elapsedNs: number; losses: Losses } = {
    started: null,
    elapsedNs: 0,
    losses: { ...NO_LOSSES },
  };
  #instance: DuckDBInstance;
  /**
   * Several connections, since each does one thing at a time: rows are appended in the midst of whatever statement
   * runs, and a page of the table does not wait for the charts.
   */
  #appending: DuckDBConnection;
  #writer: DuckDBConnection;
  #reader: DuckDBConnection;
  #single: DuckDBConnection;
  #appender = new EventAppender();
  #metAppender: MetAppender;
  #marksStored: readonly Mark[] | null = null;
  /** Each `clear` makes the tables anew: rows that come wait for the last of those under way. */
  #clearing = 0;
  #last: Promise<unknown> = Promise.resolve();
  #failure: { error: unknown } | null = null;

  private constructor(
    instance: DuckDBInstance,
    appending: DuckDBConnection,
    writer: DuckDBConnection,
    reader: DuckDBConnection,
    single: DuckDBConnection,
    metAppender: MetAppender,
  ) {
    this.#instance = instance;
    this.#appending = appending;
    this.#writer = writer;
    this.#reader = reader;
    this.#single = single;
    this.#metAppender = metAppender;
    this.queries = new Queries(reader, single, this);
  }

  /** Opens a capture, made if absent. Rejects with DuckDB's error where the file is damaged or another process's. */
  static async open(file: string): Promise<Store> {
    const instance = await DuckDBInstance.create(file, SETTINGS);
    const writer = await instance.connect();
    await createSchema(writer);
    const appending = await instance.connect();
    const reader = await instance.connect();
    const single = await instance.connect();
    const met = await MetAppender.open(writer);
    const store = new Store(instance, appending, writer, reader, single, met);
    await store.#appender.open(appending);
    await store.#load();
    if (store.rows > 0) void store.#alone(() => store.#learnTimes());
    return store;
  }

  /** Takes rows in; queries see them after the next `flush`. */
  append(columns: Columns): void {
    this.#appender.append(columns);
    this.times.take(columns);
  }

  /** Rows taken in that are not visible yet. */
  get pending(): number {
    return this.#appender.pending;
  }

  /**
   * Makes the first `most` rows that wait visible and durable. Rejects with DuckDB's error, and then does so again:
   * rows are missing since.
   */
  flush(most = Number.POSITIVE_INFINITY): Promise<void> {
    return this.#alone(async () => {
      if (this.#clearing > 0) return;
      if (this.#failure !== null) throw this.#failure.error;
      try {
        // Before the rows, and nothing comes between: a row never refers to what is not stored.
        this.#metAppender.store(this);
        this.rows += this.#appender.flush(most);
      } catch (error) {
        // DuckDB drops what it failed to commit and goes on as if nothing had been: we do not.
        this.#failure = { error };
        throw error;
      }
    });
  }

  /**
   * Forgets all reads, losses and marks. Rows that come meanwhile are the first of what follows. While `recording`,
   * files and processes stay: they were announced once, and later rows refer to them.
   */
  async clear(recording: boolean): Promise<void> {
    this.#clearing++;
    this.#appender.forget();
    this.names.clear();
    this.times.clear();
    this.lost.clear();
    this.marks.clear();
    if (!recording) {
      this.files.clear();
      this.processes.clear();
    }
    this.rows = 0;
    await this.#alone(() => this.#makeAnew(recording));
  }

  /** Rejects with DuckDB's error; rows that come can no longer be stored then, and `flush` says so. */
  async #makeAnew(recording: boolean): Promise<void> {
    try {
      this.#appender.close();
      this.#metAppender.close();
      // At once: no question meets a capture without tables, nor does one who opens it after a kill.
      await this.#writer.run('BEGIN');
      for (const table of recording ? CAPTURED : [...CAPTURED, ...MET]) {
        await this.#writer.run(`DROP TABLE ${table}`);
      }
      await createSchema(this.#writer);
      await this.#writer.run('COMMIT');
      this.queries.forget();
      await this.#appender.open(this.#appending);
      this.#metAppender = await MetAppender.open(this.#writer);
      this.#failure = null;
      this.lost.forgetStored();
    } catch (error) {
      this.#failure = { error };
      await this.#writer.run('ROLLBACK').catch(() => {}); // none had begun, perhaps
      throw error;
    } finally {
      this.#clearing--;
    }
  }

  /** Keeps the figures of a recording, in place of what was kept of it before. */
  keepRecording(started: bigint, elapsedNs: number, attach: AttachMode, losses: Losses): Promise<void> {
    const figures = [
      started,
      BigInt(elapsedNs),
      attach,
      ...LOSS_CAUSES.map((cause) => BigInt(losses[cause])),
    ];
    const places = figures.map((_, index) => `$${index + 1}`).join(', ');
    return this.#alone(async () => {
      await this.#writer.run(`INSERT OR REPLACE INTO recordings VALUES (${places})`, figures);
    });
  }

  /** Takes in what a recording has lost. `clockOffsetNs` is CLOCK_REALTIME minus CLOCK_MONOTONIC. */
  addLost(recording: bigint, lost: readonly NewlyLost[], clockOffsetNs: bigint): void {
    const row = this.rows + this.pending;
    for (const { fromNs, toNs, ...counts } of lost) {
      const process = this.processes.newest.get(counts.pid) ?? 0;
      const [from, to] = [fromNs + clockOffsetNs, toNs + clockOffsetNs];
      this.lost.add({ ...counts, recording, row, process, from, to });
    }
  }

  /** Makes what was lost durable. */
  keepLost(): Promise<void> {
    return this.#alone(() => storeLost(this.#writer, this.lost));
  }

  /** Makes marks, as they are when it is their turn, durable. */
  keepMarks(): Promise<void> {
    return this.#alone(async () => {
      const { all } = this.marks;
      // Whoever came before may have kept these, too.
      if (all !== this.#marksStored) await storeMarks(this.#writer, all);
      this.#marksStored = all;
    });
  }

  /** Closes the file. What was not flushed is not kept; what is still being asked is broken off. */
  async close(): Promise<void> {
    await this.#last;
    await breakOff(this.#reader, this.#single);
    try {
      this.#appender.close();
      this.#metAppender.close();
    } catch {
      // What it still held could not be stored, which `flush` has told.
    }
    // On a full disk the log stays beside the capture; the next to open it reads both.
    await this.#writer.run('CHECKPOINT').catch(() => {});
    // Nor may what began meanwhile be under way.
    await breakOff(this.#reader, this.#single);
    for (const connection of [this.#reader, this.#single, this.#writer, this.#appending])
      connection.closeSync();
    this.#instance.closeSync();
  }

  /** Runs changes to the file one after the other. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => {});
    return run;
  }

  async #load(): Promise<void> {
    await this.#loadMet();
    await loadLost(this.#reader, this.lost);
    await loadMarks(this.#reader, this.marks);
    const [[count, first, last] = []] = await query(
      this.#reader,
      'SELECT count(*), min(time), max(time) FROM events',
    );
    this.rows = Number(count ?? 0);
    if (typeof first === 'bigint' && typeof last === 'bigint') this.times.restore(this.rows, { first, last });
    const [kept = []] = await query(
      this.#reader,
      `SELECT min(started), sum(elapsed_ns), ${LOSS_CAUSES.map((cause) => `sum(${cause})`).join(', ')} FROM recordings`,
    );
    const [started, elapsed, ...counts] = kept;
    this.past.started = typeof started === 'bigint' ? started : null;
    this.past.elapsedNs = Number(elapsed ?? 0);
    LOSS_CAUSES.forEach((cause, index) => {
      this.past.losses[cause] = Number(counts[index] ?? 0);
    });
  }

  /** Not waited for: until it is known, questions about some of the rows take a little longer. */
  async #learnTimes(): Promise<void> {
    const groups = await query(
      this.#writer,
      `SELECT min(time), max(time) FROM events GROUP BY rowid // ${GROUP_ROWS} ORDER BY min(rowid)`,
    );
    this.times.learn(groups.map(([first, last]) => ({ first: first as bigint, last: last as bigint })));
  }

  async #loadMet(): Promise<void> {
    for (const [raw] of await query(this.#reader, 'SELECT raw FROM names ORDER BY id')) {
      if (raw instanceof DuckDBBlobValue) this.names.restore(raw.bytes);
    }
    // Many to a text, and no path has a zero in it: taken out of an answer one by one they take five times as long.
    const files = await query(
      this.#reader,
      `SELECT string_agg(${FILE_KEY}, chr(0) ORDER BY id), string_agg(size, ' ' ORDER BY id)
       FROM files GROUP BY id // 10000 ORDER BY min(id)`,
    );
    for (const [keys, sizes] of files) {
      const bytes = String(sizes).split(' ');
      for (const [nth, key] of String(keys).split('\0').entries())
        this.files.restore(key, Number(bytes[nth]));
    }
    for (const [text, pid] of await query(this.#reader, 'SELECT text, pid FROM processes ORDER BY id')) {
      this.processes.restore(String(text), Number(pid));
    }
  }
}

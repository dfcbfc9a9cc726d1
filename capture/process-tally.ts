// How much each process has read, in all and in the last minute, kept up to date by counting new rows only. Told
// to windows as news: what has changed since they last asked.

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { ProcessInfo, ProcessNews, Totals } from '../contract/processes.ts';
import type { Stored } from './intake.ts';
import { isWithin } from './row-range.ts';
import { Binding, query } from './sql.ts';
import { Surroundings } from './surroundings.ts';

/** How far back `recent` goes, in seconds. */
export const RECENT_S = 60;
const SECOND_NS = 1_000_000_000n;
/** So many processes are told of one by one; the quietest of more are dropped, a share at a time. */
export const MOST = 10_000;
const DROPPED_AT_ONCE = 1000;
/** Windows that ask once a second miss none of these. */
const DROPS_KEPT = 5000;

interface Entry {
  info: ProcessInfo;
  /** Ids in the table `processes`, one for each program it ran; 0 for a process that has none. */
  ids: number[];
  /** Version in which it last changed. */
  version: number;
  /** CLOCK_BOOTTIME of its start; null where it is not known. */
  startNs: bigint | null;
  /** When to look at its command line again, and how long after the look before that: seconds. */
  look: { at: number; after: number };
}

export class ProcessTally {
  #connection: DuckDBConnection;
  #met: Stored;
  #most: number;
  #counted = 0;
  #version: number;
  #entries = new Map<string, Entry>();
  #byId = new Map<number, Entry>();
  #newest = 0;
  #others: Totals & { processes: number } = { processes: 0, reads: 0, bytes: 0, errors: 0 };
  #drops: { key: string; version: number }[] = [];
  #surroundings = new Surroundings();
  #last: Promise<unknown> = Promise.resolve();
  /** Who asks since a version before this is told everything. */
  #whole: number;

  /** `version`: greater than any that a tally before this one told of. */
  constructor(connection: DuckDBConnection, met: Stored, version = 0, most = MOST) {
    this.#connection = connection;
    this.#met = met;
    this.#version = version;
    this.#whole = version;
    this.#most = most;
  }

  get version(): number {
    return this.#version;
  }

  /** `now`: the present, in seconds since 1970 UTC; null: that of the newest read. */
  news(since: number, now: number | null): Promise<ProcessNews> {
    // Two windows may ask at once: no row is counted twice.
    const run = this.#last.then(async () => {
      await this.#count();
      if (now !== null) this.#lookAgain(now);
      return this.#answer(since, now);
    });
    this.#last = run.catch(() => {});
    return run;
  }

  /** Ids of a process in the table `processes`; none where it is not known. */
  idsOf(key: string): { pid: number; ids: readonly number[] } | null {
    const entry = this.#entries.get(key);
    return entry === undefined ? null : { pid: entry.info.pid, ids: entry.ids };
  }

  #answer(since: number, now: number | null): ProcessNews {
    const whole = since <= this.#whole;
    const news = [...this.#entries.values()].filter(({ version }) => whole || version > since);
    return {
      version: this.#version,
      whole,
      now: now ?? this.#newest,
      processes: news.map(({ info }) => info),
      dropped: whole ? [] : this.#drops.filter(({ version }) => version > since).map(({ key }) => key),
      others: this.#others,
    };
  }

  /**
   * A process that was forked and not run anew, as a browser's, says what it is there for a moment later. The
   * older it is, the more rarely it is looked at.
   */
  #lookAgain(now: number): void {
    for (const entry of this.#entries.values()) {
      const { info, look, startNs } = entry;
      if (entry.version !== this.#version || now < look.at || startNs === null) continue;
      entry.look = { at: now + look.after, after: look.after * 2 };
      info.cmdline = this.#surroundings.cmdline(info.pid, startNs) ?? info.cmdline;
    }
  }

  async #count(): Promise<void> {
    // Of a long capture there would be a cell for every second: what is older than the last minute is told as one.
    const old = Number((this.#met.times.last ?? 0n) / SECOND_NS) - RECENT_S;
    const to = this.#met.rows;
    if (to <= this.#counted) return;
    const values = new Binding();
    const cells = await query(
      this.#connection,
      `SELECT process, pid, greatest(time // ${values.add(SECOND_NS)}, ${values.add(old)}), count(*)::DOUBLE, sum(greatest(ret, 0))::DOUBLE,
         count(*) FILTER (ret < 0)::DOUBLE, arg_max(comm, (tid = pid)::INTEGER)
       FROM events e WHERE ${isWithin({ from: this.#counted, to }, this.#met.times, values)} GROUP BY 1, 2, 3 ORDER BY 3`,
      values,
    );
    this.#version++;
    await this.#identify(new Set(cells.map(([id]) => Number(id))));
    this.#counted = to;
    for (const [id, pid, at, reads, bytes, errors, comm] of cells) {
      const entry = this.#byId.get(Number(id)) ?? this.#unknown(Number(pid), Number(comm));
      this.#add(entry, Number(at), Number(reads), Number(bytes), Number(errors));
      if (Number(at) > old) this.#addRecent(entry, Number(at), Number(reads), Number(bytes));
    }
    if (this.#entries.size > this.#most) this.#drop();
  }

  #add(entry: Entry, at: number, reads: number, bytes: number, errors: number): void {
    const { info } = entry;
    entry.version = this.#version;
    info.reads += reads;
    info.bytes += bytes;
    info.errors += errors;
    this.#newest = Math.max(this.#newest, at);
  }

  #addRecent({ info: { recent } }: Entry, at: number, reads: number, bytes: number): void {
    const place = recent.findLastIndex((second) => second.at <= at);
    const there = recent[place];
    if (there?.at === at) {
      there.reads += reads;
      there.bytes += bytes;
    } else {
      recent.splice(place + 1, 0, { at, reads, bytes });
    }
    const oldest = (recent.at(-1)?.at ?? at) - RECENT_S;
    while ((recent[0]?.at ?? at) <= oldest) recent.shift();
  }

  /** Whoever the rows are of: those not met before are looked up, once for each program they run. */
  async #identify(ids: ReadonlySet<number>): Promise<void> {
    const fresh = [...ids].filter((id) => id !== 0 && !this.#byId.has(id));
    if (fresh.length === 0) return;
    const values = new Binding();
    const rows = await query(
      this.#connection,
      `SELECT id, pid, start_ns, parent, uid, text, exe, cmdline, "user", cgroup_path, started
       FROM processes WHERE id IN ${values.list(fresh)} ORDER BY id`,
      values,
    );
    for (const row of rows) this.#meet(row);
  }

  #meet([id, pid, start, parent, uid, name, exe, cmdline, user, cgroup, started]: DuckDBValue[]): void {
    const words = {
      parent: Number(parent),
      name: String(name),
      exe: String(exe),
      cmdline: String(cmdline),
      uid: Number(uid),
      user: String(user),
      cgroup: String(cgroup),
      started: String(started),
    };
    const entry = this.#entry(`${pid} ${start}`, Number(pid));
    entry.startNs = BigInt(String(start));
    // Ids grow: the program it runs now has the greatest.
    if (entry.ids.every((other) => other < Number(id))) Object.assign(entry.info, words);
    entry.ids.push(Number(id));
    this.#byId.set(Number(id), entry);
  }

  /** One that was not described: it goes by the name of a thread. */
  #unknown(pid: number, comm: number): Entry {
    const entry = this.#entry(`${pid} ?`, pid);
    entry.info.name = this.#met.names.texts[comm] ?? '';
    return entry;
  }

  #entry(key: string, pid: number): Entry {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const info: ProcessInfo = {
      ...{ key, pid, parent: 0, name: '', exe: '', cmdline: '', uid: -1, user: '', cgroup: '', started: '' },
      ...{ reads: 0, bytes: 0, errors: 0, recent: [] },
    };
    const entry = { info, ids: [], version: this.#version, startNs: null, look: { at: 0, after: 1 } };
    this.#entries.set(key, entry);
    return entry;
  }

  #drop(): void {
    const lastRead = ({ info }: Entry) => info.recent.at(-1)?.at ?? 0;
    const quietest = [...this.#entries.values()].sort((a, b) => lastRead(a) - lastRead(b));
    const share = this.#entries.size - this.#most + Math.min(DROPPED_AT_ONCE, this.#most / 10);
    for (const { info, ids } of quietest.slice(0, share)) {
      this.#entries.delete(info.key);
      for (const id of ids) this.#byId.delete(id);
      this.#drops.push({ key: info.key, version: this.#version });
      this.#others.processes++;
      this.#others.reads += info.reads;
      this.#others.bytes += info.bytes;
      this.#others.errors += info.errors;
    }
    const forgotten = this.#drops.splice(0, Math.max(0, this.#drops.length - DROPS_KEPT)).at(-1);
    if (forgotten !== undefined) this.#whole = Math.max(this.#whole, forgotten.version);
  }
}

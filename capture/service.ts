// Answers every request to the capture process and says what is new. Owns the recording under way; knows no
// channel and no SQL.

import { stat } from 'node:fs/promises';
import type { AttachMode, Losses, NotShown, Status } from '../contract/capture.ts';
import { RECORD_ALL } from '../contract/capture-filter.ts';
import type { Filter } from '../contract/filter.ts';
import type { Announced, CapturePush, CaptureRequestName, CaptureRequests } from '../contract/internal.ts';
import type { Mark, MarkLine } from '../contract/marks.ts';
import { ProblemError } from '../contract/problem.ts';
import { cgroupId } from './cgroups.ts';
import { encodeFilter } from './encode.ts';
import { LinePlaces } from './line-places.ts';
import { NO_LOSSES, NONE_UNSEEN, sum, sumUnseen } from './losses.ts';
import { LostLines } from './lost-lines.ts';
import type { Marks } from './marks.ts';
import { Pace } from './pace.ts';
import { Precedence } from './precedence.ts';
import { Recorder } from './recorder.ts';
import { Shown } from './shown.ts';
import type { Store } from './store.ts';
import { Writes } from './writes.ts';

type Handlers = {
  [N in CaptureRequestName]: (
    args: CaptureRequests[N]['args'],
  ) => CaptureRequests[N]['reply'] | Promise<CaptureRequests[N]['reply']>;
};

/** While nothing is recorded. */
const NOTHING_SHORT = { losses: NO_LOSSES, notShown: NONE_UNSEEN, filtered: 0 };
/** Looking for findings in one answer, at most: what is not looked at then is later, and not dropped. */
const FINDINGS_MS = 100;
/** Passes over the capture that can wait until the table has its rows. */
const LATER = new Set<string>([
  'throughput',
  'latencies',
  'sizes',
  'heatMap',
  'topFiles',
  'folder',
  'findings',
  'lostLines',
] satisfies CaptureRequestName[]);
/** At most four pushes of a status a second. */
const STATUS_MS = 250;

export class Service {
  #store: Store;
  #file: string;
  #push: (push: CapturePush) => void;
  #shown: Shown;
  #lostLines: LostLines;
  #markPlaces: LinePlaces;
  #writes: Writes;
  #recorder: Recorder | null = null;
  #announced: Announced = { state: 'idle', problem: null, filter: RECORD_ALL, ringMib: null };
  /** What recordings that are over add to the figures of the one under way. */
  #past: { losses: Losses; notShown: NotShown; filtered: number; elapsedNs: number };
  #started: bigint | null;
  #attach: AttachMode | null = null;
  #ringBytes: number | null = null;
  #pace = new Pace();
  #precedence = new Precedence();
  #closed = false;
  #timer: NodeJS.Timeout;
  #changed = false;
  #pushedMs = 0;
  #pushedRows = 0;

  constructor(store: Store, file: string, push: (push: CapturePush) => void) {
    this.#store = store;
    this.#file = file;
    this.#push = push;
    this.#shown = new Shown(store.queries.rows);
    this.#lostLines = new LostLines(store.queries);
    this.#markPlaces = new LinePlaces(store.queries);
    this.#writes = new Writes(store);
    const { losses, elapsedNs } = store.past;
    this.#past = { losses: { ...losses }, notShown: { ...NONE_UNSEEN }, filtered: 0, elapsedNs };
    this.#started = store.past.started;
    this.#timer = setInterval(() => {
      const due = performance.now() - this.#pushedMs >= STATUS_MS;
      if (due && (this.#changed || this.#recorder !== null)) void this.#pushStatus();
    }, STATUS_MS);
  }

  /** Rejects with a ProblemError, also for a name it does not know. */
  async handle(name: string, args: unknown): Promise<unknown> {
    if (!Object.hasOwn(this.#handlers, name)) {
      throw new ProblemError('unknown-request', `There is no request "${name}".`, '');
    }
    const answer = async () => {
      if (this.#closed) throw new ProblemError('closed', 'The capture is closed.', '');
      // Who may send what was checked where it came in: see contract/validate.ts.
      return this.#handlers[name as CaptureRequestName](args as never);
    };
    return LATER.has(name) ? this.#precedence.later(answer) : answer();
  }

  /** Ends what is under way, stores what has arrived and closes the file. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closed = true;
    await this.#writes.cancel();
    // A loader that does not end well is no reason not to close the file.
    await this.#recorder?.finish().catch(() => {});
    await this.#store.close();
  }

  #handlers: Handlers = {
    page: (args) =>
      this.#precedence.first(
        () => this.#shown.page(args, this.#store.rows),
        ({ counted, total }) => counted >= total,
      ),
    throughput: ({ filter, buckets, series, range }) =>
      this.#store.queries.throughput(filter, buckets, series, range),
    find: (args) => this.#shown.find(args, this.#store.rows),
    values: ({ field, part, limit }) => this.#store.queries.values(field, part, limit),
    latencies: ({ filter }) => this.#store.queries.analysis.latencies(filter),
    sizes: ({ filter }) => this.#store.queries.analysis.sizes(filter),
    heatMap: ({ filter, columns, range }) => this.#store.queries.analysis.heatMap(filter, columns, range),
    topFiles: ({ filter, order, limit, folder }) =>
      this.#store.queries.analysis.topFiles(filter, order, limit, folder),
    folder: ({ filter, folder }) => this.#store.queries.analysis.folder(filter, folder),
    details: ({ row }) => this.#store.queries.details.of(row),
    findings: () => {
      const end = performance.now() + FINDINGS_MS;
      // Rows that keep coming would never all be looked at.
      const mayGoOn = () => !this.#closed && (this.#recorder !== null || this.#precedence.isAlone);
      return this.#store.queries.findings(() => performance.now() < end && mayGoOn());
    },
    seen: () => this.#store.queries.seen(),
    processes: ({ since }) => {
      const now = this.#recorder === null ? null : Math.floor(Date.now() / 1000);
      return this.#store.queries.processes(since, now);
    },
    threads: ({ process }) => this.#store.queries.threads(process, this.#store.rows),
    status: () => this.#status(),
    lost: () => this.#store.queries.lost(),
    lostLines: ({ filter }) => this.#lostLines.of(filter, this.#store.rows),
    blocked: () => this.#recorder?.blocked() ?? [],
    marks: () => [...this.#store.marks.all],
    markLines: ({ filter }) => this.#markLines(filter),
    mark: ({ name }) => this.#mark(process.hrtime.bigint(), name),
    markAt: ({ name, monotonic_ns }) => this.#mark(BigInt(monotonic_ns), name),
    renameMark: ({ id, name }) => this.#changeMarks((marks) => marks.rename(id, name)),
    removeMark: async ({ id }) => {
      await this.#changeMarks((marks) => marks.remove(id));
      return null;
    },
    clear: () => this.#clear(),
    listen: async (wanted) => {
      if (this.#recorder !== null) throw new ProblemError('busy', 'A recording is under way already.', '');
      const recorder = new Recorder(this.#store, wanted, {
        changed: () => {
          this.#news();
          this.#writes.rowsCame();
        },
        ended: (problem) => {
          this.#retire(recorder);
          this.#writes.recordingOver();
          this.#push({ push: 'ended', problem });
        },
      });
      this.#recorder = recorder;
      try {
        return { directory: await recorder.listen() };
      } catch (caught) {
        this.#retire(recorder);
        throw caught;
      }
    },
    choose: async ({ filter }) => {
      if (this.#recorder === null) encodeFilter({ filter, leaveOut: [], cgroupId });
      else await this.#recorder.choose(filter);
      return null;
    },
    attached: async () => {
      const recorder = this.#recorder;
      if (recorder === null) throw new ProblemError('abandoned', 'The recording was called off.', '');
      try {
        await recorder.attached();
      } catch (caught) {
        this.#retire(recorder);
        throw caught;
      }
      this.#started ??= recorder.started;
      this.#attach = recorder.attach;
      this.#ringBytes = recorder.ringBytes;
      return null;
    },
    abandon: () => {
      const recorder = this.#recorder;
      recorder?.abandon();
      if (recorder !== null) this.#retire(recorder);
      return null;
    },
    finish: async () => {
      const recorder = this.#recorder;
      try {
        await recorder?.finish();
      } finally {
        if (recorder !== null) this.#retire(recorder);
        this.#writes.recordingOver();
      }
      return null;
    },
    announce: async (announced) => {
      this.#announced = announced;
      await this.#pushStatus();
      return null;
    },
    write: (args) => this.#writes.write(args, (progress) => this.#push({ push: 'export', progress })),
    cancelWrite: async () => {
      await this.#writes.cancel();
      return null;
    },
  };

  /** Takes the figures of a recording that is over into those of the capture. */
  #retire(recorder: Recorder): void {
    if (this.#recorder !== recorder) return;
    this.#past = {
      losses: sum(this.#past.losses, recorder.shortfall.losses),
      notShown: sumUnseen(this.#past.notShown, recorder.shortfall.notShown),
      filtered: this.#past.filtered + recorder.shortfall.filtered,
      elapsedNs: this.#past.elapsedNs + recorder.elapsedNs(),
    };
    this.#recorder = null;
    this.#changed = true;
  }

  /** `monotonicNs`: CLOCK_MONOTONIC, as the loader's. While nothing is recorded there is but the present. */
  #mark(monotonicNs: bigint, name: string): Promise<Mark> {
    const time = this.#recorder?.timeOf(monotonicNs) ?? BigInt(Date.now()) * 1_000_000n;
    return this.#changeMarks((marks) => marks.add(time, name));
  }

  async #changeMarks<T>(change: (marks: Marks) => T): Promise<T> {
    const changed = change(this.#store.marks);
    this.#push({ push: 'marks', marks: [...this.#store.marks.all] });
    await this.#store.keepMarks();
    return changed;
  }

  async #markLines(filter: Filter): Promise<MarkLine[]> {
    const marks = this.#store.marks.all;
    const times = marks.map(({ time }) => BigInt(time));
    const places = await this.#markPlaces.of(filter, times, this.#store.rows);
    return marks.map(({ id }, index) => ({ id, place: places[index] ?? 0 }));
  }

  async #clear(): Promise<null> {
    if (this.#writes.busy) {
      throw new ProblemError('busy', 'An export is being written.', 'Wait for it to end, or cancel it.');
    }
    // In one moment with the store's spans of loss: what is told from then on is in both.
    this.#recorder?.shortfall.forget();
    await this.#store.clear(this.#recorder !== null);
    this.#shown.clear();
    this.#lostLines.clear();
    this.#markPlaces.clear();
    this.#pace.reset();
    this.#started = this.#recorder?.started ?? null;
    this.#past = { losses: { ...NO_LOSSES }, notShown: { ...NONE_UNSEEN }, filtered: 0, elapsedNs: 0 };
    this.#push({ push: 'cleared' });
    await this.#pushStatus();
    return null;
  }

  async #status(): Promise<Status> {
    const recorder = this.#recorder;
    const { losses, notShown, filtered } = recorder?.shortfall ?? NOTHING_SHORT;
    const { state, problem, filter, ringMib } = this.#announced;
    return {
      state,
      problem,
      rows: this.#store.rows,
      rows_per_second: recorder === null ? 0 : this.#pace.at(performance.now(), this.#store.rows),
      losses: sum(this.#past.losses, losses),
      not_shown: sumUnseen(this.#past.notShown, notShown),
      filtered: this.#past.filtered + filtered,
      capture_filter: filter,
      ring_bytes: this.#ringBytes,
      next_ring_mib: ringMib,
      cost: recorder?.cost ?? null,
      attach: this.#attach,
      started: this.#started === null ? null : String(this.#started),
      elapsed_ns: this.#past.elapsedNs + (recorder?.elapsedNs() ?? 0),
      file_bytes: (await sizeOf(this.#file)) + (await sizeOf(`${this.#file}.wal`)),
    };
  }

  /** The first rows, and what comes after a pause, are told at once; what follows soon waits for the timer. */
  #news(): void {
    this.#changed = true;
    const first = this.#pushedRows === 0 && this.#store.rows > 0;
    if (first || performance.now() - this.#pushedMs >= STATUS_MS) void this.#pushStatus();
  }

  async #pushStatus(): Promise<void> {
    this.#changed = false;
    this.#pushedMs = performance.now();
    this.#pushedRows = this.#store.rows;
    this.#push({ push: 'status', status: await this.#status() });
  }
}

async function sizeOf(file: string): Promise<number> {
  // The log beside the capture comes and goes.
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

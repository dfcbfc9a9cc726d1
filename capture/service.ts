// Answers every request to the capture process and says what is new. Owns the recording under way; knows no
// channel and no SQL.

import { stat } from 'node:fs/promises';
import type { AttachMode, Losses, NotShown, Page, State, Status } from '../contract/capture.ts';
import type { CapturePush, CaptureRequestName, CaptureRequests } from '../contract/internal.ts';
import type { Problem } from '../contract/problem.ts';
import { ProblemError } from '../contract/problem.ts';
import type { Filter } from '../contract/read.ts';
import { NO_LOSSES, NONE_UNSEEN, sum, sumUnseen } from './losses.ts';
import { Matches } from './matches.ts';
import { Pace } from './pace.ts';
import { Recent } from './recent.ts';
import { Recorder } from './recorder.ts';
import type { Store } from './store.ts';
import { Writes } from './writes.ts';

type Handlers = {
  [N in CaptureRequestName]: (
    args: CaptureRequests[N]['args'],
  ) => CaptureRequests[N]['reply'] | Promise<CaptureRequests[N]['reply']>;
};

/** At most four pushes of a status a second. */
const STATUS_MS = 250;

export class Service {
  #store: Store;
  #file: string;
  #push: (push: CapturePush) => void;
  #matches: Recent<Filter, Matches>;
  #writes: Writes;
  #recorder: Recorder | null = null;
  #state: State = 'idle';
  #problem: Problem | null = null;
  /** What recordings that are over add to the figures of the one under way. */
  #past: { losses: Losses; notShown: NotShown; elapsedNs: number };
  #started: bigint | null;
  #attach: AttachMode | null = null;
  #pace = new Pace();
  #timer: NodeJS.Timeout;
  #changed = false;
  #pushedMs = 0;
  #pushedRows = 0;

  constructor(store: Store, file: string, push: (push: CapturePush) => void) {
    this.#store = store;
    this.#file = file;
    this.#push = push;
    this.#matches = new Recent((filter) => new Matches(filter, store.queries));
    this.#writes = new Writes(store);
    this.#past = { ...store.past, losses: { ...store.past.losses }, notShown: { ...NONE_UNSEEN } };
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
    // Who may send what was checked where it came in: see contract/validate.ts.
    return this.#handlers[name as CaptureRequestName](args as never);
  }

  /** Ends what is under way, stores what has arrived and closes the file. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writes.cancel();
    // A loader that does not end well is no reason not to close the file.
    await this.#recorder?.finish().catch(() => {});
    await this.#store.close();
  }

  #handlers: Handlers = {
    page: ({ filter, offset, limit }) => this.#page(filter, offset, limit),
    throughput: ({ filter, buckets, series }) => this.#store.queries.throughput(filter, buckets, series),
    distribution: ({ filter }) => this.#store.queries.analysis.distribution(filter),
    heatMap: ({ filter, columns }) => this.#store.queries.analysis.heatMap(filter, columns),
    topFiles: ({ filter, order, limit, folder }) =>
      this.#store.queries.analysis.topFiles(filter, order, limit, folder),
    folder: ({ filter, folder }) => this.#store.queries.analysis.folder(filter, folder),
    details: ({ row }) => this.#store.queries.details.of(row),
    findings: () => this.#store.queries.findings(),
    seen: () => this.#store.queries.seen(),
    status: () => this.#status(),
    blocked: () => this.#recorder?.blocked() ?? [],
    clear: () => this.#clear(),
    listen: async ({ scope }) => {
      if (this.#recorder !== null) throw new ProblemError('busy', 'A recording is under way already.', '');
      const recorder = new Recorder(this.#store, scope, {
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
      return { directory: await recorder.listen() };
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
      return null;
    },
    abandon: () => {
      this.#recorder?.abandon();
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
    announce: async ({ state, problem }) => {
      this.#state = state;
      this.#problem = problem;
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
      losses: sum(this.#past.losses, recorder.losses),
      notShown: sumUnseen(this.#past.notShown, recorder.notShown),
      elapsedNs: this.#past.elapsedNs + recorder.elapsedNs(),
    };
    this.#recorder = null;
    this.#changed = true;
  }

  async #page(filter: Filter, offset: number, limit: number): Promise<Page> {
    const { queries } = this.#store;
    const total = this.#store.rows;
    const isFiltered = filter.terms.length > 0 || filter.text !== '';
    if (!isFiltered) {
      return { matched: total, total, offset, rows: await queries.page(filter, offset, 0, limit) };
    }
    const matches = this.#matches.of(filter);
    const matched = await matches.count(total);
    const { from, skip } = matches.locate(offset);
    return { matched, total, offset, rows: await queries.page(filter, from, skip, limit) };
  }

  async #clear(): Promise<null> {
    if (this.#writes.busy) {
      throw new ProblemError('busy', 'An export is being written.', 'Wait for it to end, or cancel it.');
    }
    await this.#store.clear(this.#recorder !== null);
    this.#matches.clear();
    this.#pace.reset();
    this.#recorder?.forgetLosses();
    this.#past = { losses: { ...NO_LOSSES }, notShown: { ...NONE_UNSEEN }, elapsedNs: 0 };
    this.#push({ push: 'cleared' });
    await this.#pushStatus();
    return null;
  }

  async #status(): Promise<Status> {
    const recorder = this.#recorder;
    return {
      state: this.#state,
      problem: this.#problem,
      rows: this.#store.rows,
      rows_per_second: recorder === null ? 0 : this.#pace.at(performance.now(), this.#store.rows),
      not_shown: recorder === null ? this.#past.notShown : sumUnseen(this.#past.notShown, recorder.notShown),
      cost: recorder?.cost ?? null,
      losses: recorder === null ? this.#past.losses : sum(this.#past.losses, recorder.losses),
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

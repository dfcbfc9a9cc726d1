// What every shell's main process does: starts the capture process, launches the loader, and is the one state
// machine from idle to failed. Everything else it passes on.

import { rmSync } from 'node:fs';
import type { AttachMode, ExportFormat, ExportResult, State, Status } from '../contract/capture.ts';
import type { CaptureFilter } from '../contract/capture-filter.ts';
import { RECORD_ALL } from '../contract/capture-filter.ts';
import type { CapturePush, CaptureRequestName, CaptureRequests } from '../contract/internal.ts';
import type { Problem } from '../contract/problem.ts';
import { ProblemError, toProblem } from '../contract/problem.ts';
import type { Args, Push, Reply, RequestName } from '../contract/requests.ts';
import type { CaptureHost } from './capture-host.ts';
import { CaptureLine } from './capture-line.ts';
import type { Launched } from './launch.ts';
import { launchLoader } from './launch.ts';
import { LOADER, newCaptureFile } from './paths.ts';
import { checkPids } from './pids.ts';
import { traceProgram } from './traced-program.ts';

/** Where an export goes: the path to write and, if that means nothing to the window, what to tell it. */
export interface ExportTarget {
  path: string;
  shown?: string;
}

export interface SessionOptions {
  host: CaptureHost;
  /** null: the user thought better of it. */
  chooseTarget(format: ExportFormat): Promise<ExportTarget | null>;
  /** Roots of ioscope's own process trees: left out of every recording. */
  ownPids(): number[];
  attach?: AttachMode | 'auto';
  /** Size of the ring buffer; the loader rounds it up to a power of two, and has a size of its own for none. */
  ringMib?: number;
  /** Path of the loader. */
  loader?: string;
  /** The capture file. By default a new one in the user's cache, removed by `close`. */
  file?: string;
  /** A capture process is ready, the first one or its successor: windows' ports are to be connected to it. */
  onCaptureStarted?(): void;
}

/** A started loader connects at once; one behind a prompt waits for a person. */
const DIRECT_DEADLINE_MS = 30_000;
const PROMPT_DEADLINE_MS = 5 * 60_000;
/** A loader that ends has mostly said why over the socket: its words come first. */
const LAST_WORDS_MS = 500;

export class Session {
  readonly file: string;
  /** How many have been begun. */
  recordings = 0;
  #options: SessionOptions;
  #state: State = 'idle';
  #problem: Problem | null = null;
  #filter: CaptureFilter = RECORD_ALL;
  /** In place of the filter while one recording lasts. */
  #only: CaptureFilter | null = null;
  /** In place of the option, from the next recording on. */
  #ringMib: number | null = null;
  /** Settled when all that was chosen, and the beginning of a recording, is done: each waits for the one before. */
  #turn: Promise<unknown> = Promise.resolve();
  #capture: CaptureLine;
  #listeners = new Set<(push: Push) => void>();
  /** The last that was told. */
  #status: Status | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.file = options.file ?? newCaptureFile();
    this.#capture = new CaptureLine(options.host, this.file, {
      push: (push) => this.#heard(push),
      started: () => options.onCaptureStarted?.(),
      died: (problem) => void this.#enter('failed', problem),
    });
  }

  get state(): State {
    return this.#state;
  }

  /** Why the last recording failed; null while none has. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** Any request of a window. Rejects with a ProblemError. */
  async request<N extends RequestName>(name: N, args: Args<N>): Promise<Reply<N>>;
  async request(name: RequestName, args: never): Promise<unknown> {
    switch (name) {
      case 'record':
        return this.record();
      case 'stop':
        return this.stop();
      case 'trace':
        return traceProgram(this, args);
      case 'chooseReads':
        return this.chooseReads((args as Args<'chooseReads'>).filter);
      case 'chooseRing':
        return this.chooseRing((args as Args<'chooseRing'>).mib);
      case 'export':
        return this.#export(args);
      case 'cancelExport':
        return this.#capture.request('cancelWrite', {});
      case 'status':
        return this.#capture.isRunning || this.#status === null
          ? this.#capture.request(name, args)
          : this.#status;
      default:
        return this.#capture.request(name, args);
    }
  }

  /** A request to the capture process itself, for shells; windows use `request`. */
  ask<N extends CaptureRequestName>(
    name: N,
    args: CaptureRequests[N]['args'],
  ): Promise<CaptureRequests[N]['reply']> {
    return this.#capture.request(name, args);
  }

  /** Returns the function that ends the subscription. */
  onPush(listener: (push: Push) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hands a window's port to the capture process, in a shell that has ports. */
  connect(port: unknown): void {
    this.#capture.connect(port);
  }

  /**
   * Says what to record: while a recording runs, from now on (resolves when that is in force), else from the next.
   * What rejects changes nothing: a process or control group that is not there, a loader that does not answer.
   */
  async chooseReads(filter: CaptureFilter): Promise<null> {
    return this.#inTurn(async () => {
      checkPids(filter.processes.map(({ pid }) => pid));
      await this.#capture.request('choose', { filter });
      this.#filter = filter;
      this.#only = null;
      await this.#enter(this.#state, this.#problem);
      return null;
    });
  }

  /** The size of the ring buffer from the next recording on. */
  async chooseRing(mib: number): Promise<null> {
    this.#ringMib = mib;
    await this.#enter(this.#state, this.#problem);
    return null;
  }

  /** Throws ProblemError `busy` while a recording is under way. */
  checkFree(): void {
    if (this.#state === 'idle' || this.#state === 'failed') return;
    throw new ProblemError('busy', 'A recording is under way already.', 'Stop it first.');
  }

  /** Begins to record what was chosen, or `only` this, once. Resolves when the first read can be seen. */
  async record(only: CaptureFilter | null = null): Promise<null> {
    this.checkFree();
    this.recordings++;
    this.#only = only;
    await this.#enter('preparing');
    try {
      await this.#attach();
    } catch (caught) {
      await this.#capture.request('abandon', {}).catch(() => {});
      const problem = toProblem(caught);
      // Called off by `stop`: that is no failure.
      if (problem.code === 'abandoned') await this.#enter('idle');
      else await this.#enter('failed', problem);
      throw caught;
    }
    await this.#enter('recording');
    return null;
  }

  /** Ends recording, or calls off the attempt. Resolves when every read is stored. */
  async stop(): Promise<null> {
    if (this.#state === 'preparing') {
      await this.#capture.request('abandon', {});
      return null;
    }
    if (this.#state !== 'recording') return null;
    await this.#enter('stopping');
    try {
      await this.#capture.request('finish', {});
    } catch (caught) {
      await this.#enter('failed', toProblem(caught));
      throw caught;
    }
    // It may have failed by itself while it was being asked to end.
    if (this.state === 'stopping') await this.#enter('idle');
    return null;
  }

  /**
   * Stops, stores and ends the capture process; removes the capture file if it is the session's own. `atOnce`
   * waits for no loader and no write.
   */
  async close({ keep = false, atOnce = false } = {}): Promise<void> {
    await this.#capture.close(atOnce);
    if (keep || this.#options.file !== undefined) return;
    for (const path of [this.file, `${this.file}.wal`]) rmSync(path, { force: true });
  }

  async #attach(): Promise<void> {
    const { directory } = await this.#inTurn(async () => {
      const filter = this.#only ?? this.#filter;
      checkPids(filter.processes.filter(({ exclude }) => !exclude).map(({ pid }) => pid));
      return this.#capture.request('listen', {
        filter,
        leaveOut: this.#options.ownPids(),
        ringMib: this.#ringMib ?? this.#options.ringMib ?? 0,
      });
    });
    const launched = await launchLoader({
      loader: this.#options.loader ?? LOADER,
      directory,
      attach: this.#options.attach ?? 'auto',
    });
    const attached = this.#capture.request('attached', {});
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const ms = launched.prompts ? PROMPT_DEADLINE_MS : DIRECT_DEADLINE_MS;
      timer = setTimeout(() => reject(tooLate(launched)), ms);
    });
    const over = launched.ended.then(async (problem) => {
      await new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
      throw asError(problem ?? SILENT);
    });
    try {
      await Promise.race([attached, late, over]);
    } finally {
      clearTimeout(timer);
      // Whichever lost the race may still reject, to nobody.
      for (const loser of [attached, over]) loser.catch(() => {});
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(work);
    this.#turn = run.catch(() => {});
    return run;
  }

  async #export({ filter, format }: Args<'export'>): Promise<ExportResult | null> {
    const target = await this.#options.chooseTarget(format);
    if (target === null) return null;
    const { path, shown = path } = target;
    const { rows } = await this.#capture.request('write', { path, filter, format, follow: false });
    return { rows, target: shown };
  }

  async #enter(state: State, problem: Problem | null = null): Promise<void> {
    this.#state = state;
    this.#problem = problem;
    if (state === 'idle' || state === 'failed') this.#only = null;
    const filter = this.#only ?? this.#filter;
    if (await this.#capture.announce({ state, problem, filter, ringMib: this.#ringMib })) return;
    // No capture process to tell the windows: the last it said stands, but for this.
    if (this.#status === null) return;
    this.#status = {
      ...this.#status,
      state,
      problem,
      capture_filter: filter,
      next_ring_mib: this.#ringMib,
      rows_per_second: 0,
    };
    this.#tell({ push: 'status', status: this.#status });
  }

  #tell(push: Push): void {
    for (const listener of this.#listeners) listener(push);
  }

  #heard(push: CapturePush): void {
    if (push.push === 'opened') return;
    if (push.push === 'ended') {
      void this.#enter('failed', push.problem);
      return;
    }
    if (push.push === 'status') this.#status = push.status;
    this.#tell(push);
  }
}

const SILENT: Problem = {
  code: 'loader-died',
  message: 'The loader ended before it began to trace, and did not say why.',
  remedy: 'See what the system log says about ioscope-loader.',
};

function tooLate({ prompts }: Launched): ProblemError {
  return prompts
    ? new ProblemError(
        'prompt-timeout',
        'Permission was not given within five minutes.',
        'Press Record to ask again.',
      )
    : new ProblemError(
        'launch-timeout',
        'The loader did not connect within 30 s.',
        'Press Record to try again.',
      );
}

function asError({ code, message, remedy }: Problem): ProblemError {
  return new ProblemError(code, message, remedy);
}

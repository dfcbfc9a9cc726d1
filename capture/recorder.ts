// One recording, from the loader at the door to its goodbye: events into the store, counts kept. A busy store
// stops reading the socket and the loader waits: nothing is dropped here (law 1).

import { getPriority, setPriority } from 'node:os';
import type { AttachMode, BlockedCall, Cost } from '../contract/capture.ts';
import type { CaptureFilter } from '../contract/capture-filter.ts';
import type { Problem } from '../contract/problem.ts';
import { ProblemError, toProblem } from '../contract/problem.ts';
import { cgroupId } from './cgroups.ts';
import { Clock } from './clock.ts';
import { CostMeter } from './cost.ts';
import type { Frame, Ready, Stats } from './decoder.ts';
import type { Guest } from './door.ts';
import { Door } from './door.ts';
import { encodeAskBlocked, encodeFilter, encodeStart, encodeStop } from './encode.ts';
import { Filtering } from './filtering.ts';
import { Flushing } from './flushing.ts';
import { Intake } from './intake.ts';
import { DIED, notStored, STOPPED } from './mishaps.ts';
import { treeUsage } from './own-tree.ts';
import { Settled } from './settled.ts';
import type { NewlyLost } from './shortfall.ts';
import { Shortfall } from './shortfall.ts';
import type { Store } from './store.ts';
import { Waiting } from './waiting.ts';
import { fault } from './wire.ts';

/** How often the figures of a recording under way are kept. */
const KEEP_MS = 1000;
/** So much of the ring buffer in use is more than bursts make. */
const PRESSED_SHARE = 1 / 8;
/** From START to READY: loading and verifying take well under a second. */
const READY_DEADLINE_MS = 20_000;
/** From STOP to BYE while nothing else comes: a full ring takes as long as it takes. */
const BYE_DEADLINE_MS = 30_000;
/** Rows in memory, some 150 MB of them, while a slow disk holds the store up: the loader waits then. */
const MOST_PENDING = 2_000_000;

/** What a recording is of; see `listen` in contract/internal.ts. */
export interface Wanted {
  filter: CaptureFilter;
  leaveOut: number[];
  ringMib: number;
}

export interface RecorderEvents {
  /** There are new rows or counts. */
  changed(): void;
  /** The recording ended unasked; what came before is stored. */
  ended(problem: Problem): void;
}

type Phase = 'waiting' | 'starting' | 'recording' | 'stopping' | 'over';

export class Recorder {
  attach: AttachMode | null = null;
  /** Start of the recording, nanoseconds since 1970 UTC; null before. */
  started: bigint | null = null;
  readonly shortfall = new Shortfall();
  #store: Store;
  #intake: Intake;
  #wanted: Wanted;
  /** START, made when the filter was given: what it asks for was there then. */
  #start: Uint8Array;
  #events: RecorderEvents;
  #phase: Phase = 'waiting';
  #door: Door | null = null;
  #guest: Guest | null = null;
  #ready: Ready | null = null;
  /** null before the loader has told its time. */
  #clock: Clock | null = null;
  #startedMs = 0;
  #elapsedMs = 0;
  #keptMs = 0;
  #meter = new CostMeter(() => treeUsage(this.#wanted.leaveOut, [process.pid, this.#ready?.loaderPid ?? 0]));
  #waiting = new Waiting(() => this.#guest?.socket.write(encodeAskBlocked()));
  #filtering = new Filtering((frame) => this.#guest?.socket.write(frame));
  #flushing: Flushing;
  /** The loader may have raised it: see privileges_precede there. */
  #priority = getPriority();
  #deadline: NodeJS.Timeout | null = null;
  /** The problem that ends the attempt, or null once attached: settled once, for `attached`. */
  #attached = new Settled();
  /** Settled when the socket is closed and all that came over it is stored. */
  #over = new Settled();

  /** Throws a ProblemError for a filter that cannot be put to the kernel. */
  constructor(store: Store, wanted: Wanted, events: RecorderEvents) {
    this.#store = store;
    this.#intake = new Intake(store);
    this.#wanted = wanted;
    this.#start = encodeStart({ ...wanted, cgroupId }, wanted.ringMib);
    this.#events = events;
    this.#flushing = new Flushing(
      () => store.pending,
      async (most) => {
        await store.flush(most);
        this.#guest?.socket.resume();
        events.changed();
      },
      (caught) => this.#end(notStored(caught).problem),
    );
  }

  /** Opens the private directory, where the loader finds socket and token. */
  async listen(): Promise<string> {
    this.#door = await Door.open((arrival) => {
      if (arrival instanceof ProblemError) this.#end(arrival.problem);
      else this.#welcome(arrival);
    });
    return this.#door.directory;
  }

  /** Resolves when the first read can be seen; rejects with what kept the loader from attaching. */
  attached(): Promise<void> {
    return this.#attached.promise();
  }

  /** Stops and stores all there is. Rejects if the loader did not end as it should: what came is stored then, too. */
  async finish(): Promise<void> {
    if (this.#phase === 'recording') {
      this.#phase = 'stopping';
      this.#elapsedMs = performance.now() - this.#startedMs;
      this.#guest?.socket.write(encodeStop());
      this.#limit(BYE_DEADLINE_MS, 'stop-timeout', 'The loader was asked to end, and was silent for 30 s.');
    } else if (this.#phase !== 'stopping') {
      this.abandon();
    }
    await this.#over.promise();
  }

  /** Gives up: no loader will come, or it shall not be waited for. */
  abandon(): void {
    this.#end({ code: 'abandoned', message: 'The recording was called off.', remedy: '' });
  }

  /** Length of the recording so far, in nanoseconds. */
  elapsedNs(): number {
    const ms = this.#phase === 'recording' ? performance.now() - this.#startedMs : this.#elapsedMs;
    return Math.round(ms * 1e6);
  }

  /** A moment of CLOCK_MONOTONIC as reads are timed, nanoseconds since 1970 UTC; null before that is known. */
  timeOf(monotonicNs: bigint): bigint | null {
    return this.#clock === null ? null : monotonicNs + this.#clock.offsetNs;
  }

  /** What recording costs now; null before it is known. */
  get cost(): Cost | null {
    return this.#meter.cost;
  }

  /** Calls that wait now; none unless the recording runs. */
  async blocked(): Promise<BlockedCall[]> {
    if (this.#phase !== 'recording') return [];
    const calls = await this.#waiting.question();
    // CLOCK_MONOTONIC on Linux, as the loader's.
    return this.#intake.blocked(calls, process.hrtime.bigint());
  }

  /** Size of the ring buffer; null before it is known. */
  get ringBytes(): number | null {
    return this.#ready?.ringBytes ?? null;
  }

  /**
   * Records by another filter from here on. Resolves when that is in force, or when the recording ends before; a
   * ProblemError it rejects with says why all stays as it was.
   */
  async choose(filter: CaptureFilter): Promise<void> {
    const { leaveOut, ringMib } = this.#wanted;
    const kernelFilter = { filter, leaveOut, cgroupId };
    const frame = encodeFilter(kernelFilter);
    if (this.#phase === 'waiting') this.#start = encodeStart(kernelFilter, ringMib);
    // Whoever records is told of a loader that does not attach.
    if (this.#phase === 'starting') await this.attached().catch(() => {});
    if (this.#phase === 'recording') await this.#filtering.put(frame);
  }

  #welcome(guest: Guest): void {
    this.#guest = guest;
    this.#phase = 'starting';
    this.#limit(READY_DEADLINE_MS, 'attach-timeout', 'The loader did not begin to trace within 20 s.');
    const { socket } = guest;
    socket.on('data', (bytes) => {
      this.#guard(() => {
        for (const frame of guest.decoder.push(bytes)) this.#take(frame);
      });
    });
    socket.on('close', () => this.#end(DIED));
    socket.write(this.#start);
    this.#guard(() => {
      for (const frame of guest.early) this.#take(frame);
    });
    socket.resume();
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (caught) {
      this.#end(toProblem(caught));
    }
  }

  #take(frame: Frame): void {
    this.#filtering.heard();
    if (this.#phase === 'stopping') this.#deadline?.refresh();
    switch (frame.type) {
      case 'ready':
        this.#begin(frame.ready);
        break;
      case 'events':
        this.#append(frame.records);
        break;
      case 'files':
        this.#intake.files(frame.files);
        break;
      case 'processes':
        this.#intake.processes(frame.processes);
        break;
      case 'stats':
        this.#count(frame.stats);
        break;
      case 'blocked':
        this.#waiting.take(frame.blocked);
        break;
      case 'lost':
        this.#lose(this.shortfall.lost(frame.lost));
        break;
      case 'filtered':
        if (!this.#filtering.take()) throw fault('a filter in force that was not sent');
        break;
      case 'error':
        this.#end({ code: frame.code, message: frame.message, remedy: frame.remedy });
        break;
      case 'bye':
        this.#end(this.#phase === 'stopping' ? null : STOPPED);
        break;
      case 'hello':
        throw new ProblemError('protocol', 'The loader introduced itself twice.', '');
      default:
        frame satisfies never;
    }
  }

  #begin(ready: Ready): void {
    this.#ready = ready;
    this.#clock = new Clock(ready.clockOffsetNs);
    if (ready.attach === 'tracepoint') this.#intake.mayBeBlind();
    this.attach = ready.attach;
    this.started = BigInt(Date.now()) * 1_000_000n;
    this.#startedMs = performance.now();
    this.#phase = 'recording';
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#attached.settle(null);
  }

  #append(records: Uint8Array): void {
    if (this.#clock === null)
      throw new ProblemError('protocol', 'The loader sent events before it was ready.', '');
    this.#store.append(this.#intake.columns(records, this.#clock.offsetNs));
    this.#flushing.wish();
    if (this.#store.pending > MOST_PENDING) this.#guest?.socket.pause();
  }

  #count(stats: Stats): void {
    this.#clock?.follow();
    this.#meter.take(stats);
    this.#flushing.isPressed = stats.ringUsed > (this.ringBytes ?? 0) * PRESSED_SHARE;
    this.#lose(this.shortfall.count(stats));
    this.#events.changed();
    const now = performance.now();
    if (now - this.#keptMs < KEEP_MS) return;
    this.#keptMs = now;
    this.#keepFigures().catch((caught) => this.#end(notStored(caught).problem));
  }

  #lose(lost: readonly NewlyLost[]): void {
    if (this.started === null || this.#clock === null) return;
    this.#store.addLost(this.started, lost, this.#clock.offsetNs);
  }

  #limit(ms: number, code: string, message: string): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#end({ code, message, remedy: 'Press Record to try again.' }), ms);
  }

  /** The one way out of every phase; null for a recording that ended as asked. */
  #end(problem: Problem | null): void {
    if (this.#phase === 'over') return;
    const ran = this.#phase === 'recording' || this.#phase === 'stopping';
    const asked = this.#phase === 'stopping';
    if (this.#phase === 'recording') this.#elapsedMs = performance.now() - this.#startedMs;
    this.#phase = 'over';
    this.#waiting.end();
    this.#filtering.end();
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#door?.shut();
    this.#guest?.socket.destroy();
    if (getPriority() < this.#priority) setPriority(this.#priority);
    if (!ran) this.#attached.settle(problem);
    this.#keep()
      .then(
        () => problem,
        (caught: unknown) => problem ?? notStored(caught).problem,
      )
      .then((outcome) => {
        if (ran && !asked && outcome !== null) this.#events.ended(outcome);
        this.#over.settle(ran ? outcome : null);
      });
  }

  async #keep(): Promise<void> {
    await this.#flushing.end();
    await this.#keepFigures();
  }

  /** Also while recording: a capture whose process is killed still says what it lacks. */
  async #keepFigures(): Promise<void> {
    if (this.started === null || this.#ready === null) return;
    const { attach } = this.#ready;
    await this.#store.keepRecording(this.started, this.elapsedNs(), attach, this.shortfall.losses);
    await this.#store.keepLost();
  }
}

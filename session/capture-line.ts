// The line to the capture process: requests out, pushes in, and a successor on the same file if it dies.

import { RECORD_ALL } from '../contract/capture-filter.ts';
import type { Announced, CapturePush, CaptureRequestName, CaptureRequests } from '../contract/internal.ts';
import type { Problem } from '../contract/problem.ts';
import { ProblemError } from '../contract/problem.ts';
import type { Answer } from '../contract/rpc.ts';
import { Caller } from '../contract/rpc.ts';
import type { CaptureHost, CaptureProcess } from './capture-host.ts';

/** How long it may take to store what it has and end. */
const END_DEADLINE_MS = 40_000;
/** So many in a row that die sooner than this after their start are enough: the next would, too. */
const SHORT_LIVES = 3;
const SHORT_LIFE_MS = 2000;

export interface LineEvents {
  push(push: CapturePush): void;
  /** A process is ready for requests. */
  started(): void;
  /** It ended unasked; a successor is on its way unless several died young. */
  died(problem: Problem): void;
}

export class CaptureLine {
  #host: CaptureHost;
  #file: string;
  #events: LineEvents;
  #process: CaptureProcess | null = null;
  #caller: Caller<CaptureRequests>;
  /** Requests wait for the file to be open. */
  #opened: Promise<void> = Promise.resolve();
  #gone: Promise<void> = Promise.resolve();
  #closing = false;
  #shortLives = 0;
  #announced: Announced = { state: 'idle', problem: null, filter: RECORD_ALL, ringMib: null };

  constructor(host: CaptureHost, file: string, events: LineEvents) {
    this.#host = host;
    this.#file = file;
    this.#events = events;
    this.#caller = new Caller((call) => this.#process?.post(call));
    this.#start();
  }

  /** Rejects with a ProblemError, `capture-died` if the process ends before it answers. */
  async request<N extends CaptureRequestName>(
    name: N,
    args: CaptureRequests[N]['args'],
  ): Promise<CaptureRequests[N]['reply']> {
    await this.#opened;
    if (this.#process === null) throw closed();
    return this.#caller.request(name, args);
  }

  get isRunning(): boolean {
    return this.#process !== null;
  }

  /** Tells the process the session's state, and its successors too. false if there is none to tell. Never rejects. */
  async announce(announced: Announced): Promise<boolean> {
    this.#announced = announced;
    return this.request('announce', announced).then(
      () => true,
      () => false,
    );
  }

  /** A port whose process dies meanwhile is void: `started` asks for a new one. */
  connect(port: unknown): void {
    const process = this.#process;
    this.#opened.then(
      () => process?.connect?.(port),
      () => {},
    );
  }

  /** Has it store what it has and end; kills it if it does not, or at once. */
  async close(atOnce: boolean): Promise<void> {
    this.#closing = true;
    const timer = setTimeout(() => this.#process?.kill(), END_DEADLINE_MS);
    if (atOnce) this.#process?.kill();
    else this.#process?.end();
    await this.#gone;
    clearTimeout(timer);
  }

  #start(): void {
    const process = this.#host();
    this.#process = process;
    const since = performance.now();
    this.#opened = new Promise((resolve, reject) => {
      process.onMessage((message) => {
        if (isPush(message)) {
          if (message.push === 'opened') resolve();
          this.#events.push(message);
        } else this.#caller.settle(message as Answer);
      });
      process.onExit(() => reject(closed()));
    });
    this.#opened.then(
      () => {
        void this.announce(this.#announced);
        this.#events.started();
      },
      // Whoever asks is told by `request`.
      () => {},
    );
    this.#gone = new Promise((resolve) => {
      process.onExit((how) => {
        this.#process = null;
        resolve();
        this.#ended(how, performance.now() - since);
      });
    });
    process.post({ open: { file: this.#file } });
  }

  #ended(how: string, livedMs: number): void {
    this.#shortLives = livedMs < SHORT_LIFE_MS ? this.#shortLives + 1 : 0;
    const lives = this.#shortLives < SHORT_LIVES;
    const problem: Problem = {
      code: 'capture-died',
      message: `The capture process ended unexpectedly (${how}). The reads stored up to then are kept.`,
      remedy: lives
        ? 'Press Record to go on in the same capture.'
        : `Close ioscope and start it again. The capture is ${this.#file}.`,
    };
    this.#caller.fail(problem);
    if (this.#closing) return;
    if (lives) this.#start();
    this.#events.died(problem);
  }
}

function isPush(message: unknown): message is CapturePush {
  return typeof message === 'object' && message !== null && 'push' in message;
}

function closed(): ProblemError {
  return new ProblemError('capture-closed', 'The capture process is not running.', 'Start ioscope again.');
}

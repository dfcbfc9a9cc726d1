// A recorder whose loader is the test itself, and the store it records into: new for each test.

import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { LAYOUT } from '../../capture/layout.ts';
import { Recorder, type Wanted } from '../../capture/recorder.ts';
import { Store } from '../../capture/store.ts';
import { type CaptureFilter, RECORD_ALL } from '../../contract/capture-filter.ts';
import { type Problem, toProblem } from '../../contract/problem.ts';
import { FakeLoader } from './fake-loader.ts';
import { helloFrame, readyFrame } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const EVERYTHING: Wanted = { filter: RECORD_ALL, leaveOut: [11], ringMib: 0 };
export const SLOW: CaptureFilter = { ...RECORD_ALL, min_latency_ns: 7 };
/** Bytes of START and of FILTER with nothing but what is left out. */
export const START_BYTES = LAYOUT.frame_header.size + LAYOUT.start.size + LAYOUT.scope_entry.size;
export const FILTER_BYTES = LAYOUT.frame_header.size + LAYOUT.filter.size + LAYOUT.scope_entry.size;

export const problemOf = (promise: Promise<unknown>) => promise.then(() => 'no problem', toProblem);

export class RecorderStage {
  store!: Store;
  recorder!: Recorder;
  /** The directory where the loader finds socket and token. */
  door!: string;
  /** What a recording that ended unasked was told of. */
  ended: Problem[] = [];
  #file = '';

  constructor() {
    const directory = temporaryDirectory();
    let count = 0;
    beforeEach(async () => {
      // What a turned away peer is told of on standard error is no noise of the test's.
      vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      this.#file = join(directory, `${count++}.duckdb`);
      this.store = await Store.open(this.#file);
      await this.newRecorder();
    });
    afterEach(async () => {
      vi.restoreAllMocks();
      this.recorder.abandon();
      await this.recorder.finish().catch(() => {});
      await this.store.close();
    });
  }

  async newRecorder(): Promise<void> {
    this.ended = [];
    const events = { changed() {}, ended: (problem: Problem) => this.ended.push(problem) };
    this.recorder = new Recorder(this.store, EVERYTHING, events);
    this.door = await this.recorder.listen();
  }

  /** The same capture, read from its file. */
  async reopen(): Promise<void> {
    await this.store.close();
    this.store = await Store.open(this.#file);
  }

  /** A loader that has attached. */
  async attachedLoader(): Promise<FakeLoader> {
    const loader = await FakeLoader.connect(this.door);
    loader.send(helloFrame(loader.token));
    loader.send(readyFrame({ clockOffsetNs: 7n }));
    await this.recorder.attached();
    return loader;
  }
}

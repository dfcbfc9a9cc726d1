import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ABI_VERSION, FRAME, LAYOUT } from '../../capture/layout.ts';
import { Recorder, type Wanted } from '../../capture/recorder.ts';
import { Store } from '../../capture/store.ts';
import { type CaptureFilter, RECORD_ALL } from '../../contract/capture-filter.ts';
import { NO_FILTER } from '../../contract/filter.ts';
import type { Problem } from '../../contract/problem.ts';
import { toProblem } from '../../contract/problem.ts';
import { FakeLoader } from './fake-loader.ts';
import {
  blockedFrame,
  errorFrame,
  fileRecords,
  filteredFrame,
  frame,
  helloFrame,
  join as joined,
  lostFrame,
  processRecords,
  readyFrame,
  records,
  statsFrame,
} from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
const EVERYTHING: Wanted = { filter: RECORD_ALL, leaveOut: [11], ringMib: 0 };
const SLOW: CaptureFilter = { ...RECORD_ALL, min_latency_ns: 7 };
/** Bytes of START and of FILTER with nothing but what is left out. */
const START_BYTES = LAYOUT.frame_header.size + LAYOUT.start.size + LAYOUT.scope_entry.size;
const FILTER_BYTES = LAYOUT.frame_header.size + LAYOUT.filter.size + LAYOUT.scope_entry.size;
let count = 0;
let file: string;
let store: Store;
let ended: Problem[];
let recorder: Recorder;
let door: string;

async function newRecorder(wanted = EVERYTHING): Promise<Recorder> {
  ended = [];
  recorder = new Recorder(store, wanted, { changed() {}, ended: (problem) => ended.push(problem) });
  door = await recorder.listen();
  return recorder;
}

beforeEach(async () => {
  // What a turned away peer is told of on standard error is no noise of the test's.
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  file = join(directory, `recorder-${count++}.duckdb`);
  store = await Store.open(file);
  await newRecorder();
});

afterEach(async () => {
  vi.restoreAllMocks();
  recorder.abandon();
  await recorder.finish().catch(() => {});
  await store.close();
});

/** A loader that has attached. */
async function attachedLoader(): Promise<FakeLoader> {
  const loader = await FakeLoader.connect(door);
  loader.send(helloFrame(loader.token));
  loader.send(readyFrame({ clockOffsetNs: 7n }));
  await recorder.attached();
  return loader;
}

const problemOf = (promise: Promise<unknown>) => promise.then(() => 'no problem', toProblem);

describe('the private directory', () => {
  test('is for its owner only, and the token with it', () => {
    expect(statSync(door).mode & 0o777).toBe(0o700);
    expect(statSync(join(door, 'token')).mode & 0o777).toBe(0o600);
    expect(statSync(join(door, 'token')).size).toBe(32);
    expect(Buffer.byteLength(join(door, 'loader.sock'))).toBeLessThanOrEqual(107);
  });

  test('goes away once the loader is in, and when it is given up', async () => {
    await attachedLoader();
    expect(existsSync(door)).toBe(false);
    await newRecorder();
    expect(existsSync(door)).toBe(true);
    recorder.abandon();
    expect(existsSync(door)).toBe(false);
  });
});

describe('a peer at the door', () => {
  test.each([
    ['sends garbage', () => new Uint8Array(64).fill(0xee)],
    ['has another token', () => helloFrame(new Uint8Array(32))],
    ['has no magic', (token: Uint8Array) => helloFrame(token, { magic: 1 })],
    ['begins with something else', () => frame(FRAME.EVENTS, records([{}]))],
  ])('that %s is turned away, and the loader still gets in', async (_, bytes) => {
    const stranger = await FakeLoader.connect(door);
    stranger.send(bytes(stranger.token));
    await stranger.closed();
    expect(stranger.heard).toHaveLength(0);
    await attachedLoader();
    expect(recorder.attach).toBe('btf');
  });

  test.each([{ version: ABI_VERSION - 1 }, { version: ABI_VERSION + 1 }, { eventSize: 72 }])(
    'of another version is refused with what to do: %o',
    async (hello) => {
      const loader = await FakeLoader.connect(door);
      loader.send(helloFrame(loader.token, hello));
      expect(await problemOf(recorder.attached())).toMatchObject({
        code: 'abi-mismatch',
        remedy: expect.stringContaining('npm run build'),
      });
      await loader.closed();
    },
  );

  test('is told what to record, as it was chosen last', async () => {
    await recorder.choose(SLOW);
    const loader = await FakeLoader.connect(door);
    loader.send(helloFrame(loader.token));
    const start = await loader.hears(START_BYTES);
    expect(start).toHaveLength(START_BYTES);
    expect(start.readUInt32LE(0)).toBe(FRAME.START);
    const { filter } = LAYOUT.start.fields;
    const at = LAYOUT.frame_header.size + filter[0] + LAYOUT.filter.fields.min_latency_ns[0];
    expect(start.readBigUInt64LE(at)).toBe(7n);
  });
});

describe('a filter chosen while recording', () => {
  const late = { ...RECORD_ALL, min_latency_ns: 9 };
  const latencyIn = (heard: Buffer, at: number) =>
    heard.readBigUInt64LE(at + LAYOUT.frame_header.size + LAYOUT.filter.fields.min_latency_ns[0]);

  test('is in force when the loader says so, and not before', async () => {
    const loader = await attachedLoader();
    const chosen = recorder.choose(SLOW);
    const heard = await loader.hears(START_BYTES + FILTER_BYTES);
    expect(heard.readUInt32LE(START_BYTES)).toBe(FRAME.FILTER);
    expect(latencyIn(heard, START_BYTES)).toBe(7n);
    let inForce = false;
    void chosen.then(() => (inForce = true));
    loader.send(statsFrame({ compat: 1 }));
    await vi.waitFor(() => expect(recorder.shortfall.losses.compat).toBe(1));
    expect(inForce).toBe(false);
    loader.send(filteredFrame());
    await chosen;
  });

  test('before the loader has attached waits for that', async () => {
    const loader = await FakeLoader.connect(door);
    loader.send(helloFrame(loader.token));
    await loader.hears(START_BYTES);
    const chosen = recorder.choose(SLOW);
    loader.send(readyFrame());
    const heard = await loader.hears(START_BYTES + FILTER_BYTES);
    expect(latencyIn(heard, START_BYTES)).toBe(7n);
    loader.send(filteredFrame());
    await chosen;
  });

  test('that the loader does not put in force in time is a problem; its late word is not the next one’s', async () => {
    const loader = await attachedLoader();
    await loader.hears(START_BYTES);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const problem = problemOf(recorder.choose(SLOW));
      await vi.advanceTimersByTimeAsync(5000);
      expect(await problem).toMatchObject({ code: 'no-answer', remedy: expect.stringContaining('Stop') });
      let inForce = false;
      const next = recorder.choose(late).then(() => (inForce = true));
      loader.send(filteredFrame(), statsFrame({ compat: 1 }));
      await vi.waitFor(() => expect(recorder.shortfall.losses.compat).toBe(1));
      expect(inForce).toBe(false);
      loader.send(filteredFrame());
      await next;
    } finally {
      vi.useRealTimers();
    }
  });

  test('is no failure where the recording ends first', async () => {
    const loader = await attachedLoader();
    const chosen = recorder.choose(SLOW);
    await loader.hears(START_BYTES + FILTER_BYTES);
    loader.socket.destroy();
    await chosen;
    await recorder.choose(late);
  });

  test('with a control group that is not there changes nothing', async () => {
    const loader = await attachedLoader();
    const cgroups = [{ path: '/no/such.scope', exclude: false }];
    expect(await problemOf(recorder.choose({ ...RECORD_ALL, cgroups }))).toMatchObject({
      code: expect.stringMatching(/^no-cgroups?$/),
    });
    loader.send(statsFrame({ compat: 1 }));
    await vi.waitFor(() => expect(recorder.shortfall.losses.compat).toBe(1));
    expect(loader.heard).toHaveLength(START_BYTES);
  });

  test('in force that nobody chose is nonsense', async () => {
    const loader = await attachedLoader();
    loader.send(filteredFrame());
    await vi.waitFor(() => expect(ended).toMatchObject([{ code: 'protocol' }]));
  });
});

describe('losses', () => {
  test('are told as spans of time whose sums are theirs, and kept with the capture', async () => {
    const loader = await attachedLoader();
    loader.send(frame(FRAME.PROCESSES, processRecords([{ id: 1, pid: 9, comm: 'code' }])));
    loader.send(frame(FRAME.EVENTS, records([{}, {}])), statsFrame({}, 0, { nowNs: 90n }));
    loader.send(lostFrame({ pid: 9, reads: 4, bytes: 40, slotless: 1, first_ns: 100, last_ns: 110 }));
    loader.send(statsFrame({ ring_full: 3, join_full: 1 }, 0, { nowNs: 120n }));
    // Told again, grown, and one without an account.
    loader.send(
      lostFrame(
        { pid: 9, reads: 10, bytes: 100, slotless: 1, errors: 2, latency_ns: 5, first_ns: 100, last_ns: 190 },
        { pid: 8, reads: 1, first_ns: 130, last_ns: 130 },
      ),
      statsFrame({ ring_full: 12, join_full: 1, lost_unnamed: 2, filtered: 6 }, 0, { nowNs: 200n }),
    );
    loader.send(
      lostFrame({ pid: 9, reads: 10, bytes: 100, slotless: 1, errors: 2, latency_ns: 5, last_ns: 190 }),
    );
    loader.socket.end(frame(FRAME.BYE));
    await vi.waitFor(() => expect(ended).toHaveLength(1));
    const spans = [
      {
        pid: 9,
        process: 'code',
        from: '107',
        to: '117',
        reads: 4,
        bytes: 40,
        slotless: 1,
        errors: 0,
        row: 2,
      },
      {
        pid: 9,
        process: 'code',
        from: '127',
        to: '197',
        reads: 6,
        bytes: 60,
        slotless: 0,
        errors: 2,
        row: 2,
      },
      { pid: 8, process: '', from: '137', to: '137', reads: 1, row: 2 },
      { pid: 0, process: '', from: '127', to: '207', reads: 2, bytes: 0, row: 2 },
    ];
    expect(store.queries.lost()).toMatchObject(spans);
    expect(recorder.shortfall.filtered).toBe(6);
    await store.close();
    store = await Store.open(file);
    expect(store.queries.lost()).toMatchObject(spans);
  });

  test('that the counters knew of before a clear and the accounts did not still count', async () => {
    const loader = await attachedLoader();
    loader.send(lostFrame({ pid: 9, reads: 4, first_ns: 1, last_ns: 2 }), statsFrame({ ring_full: 7 }));
    await vi.waitFor(() => expect(recorder.shortfall.losses.ring_full).toBe(7));
    recorder.shortfall.forget();
    await store.clear(true);
    loader.send(lostFrame({ pid: 9, reads: 9, first_ns: 1, last_ns: 3 }), statsFrame({ ring_full: 9 }));
    await vi.waitFor(() => expect(recorder.shortfall.losses.ring_full).toBe(5));
    expect(store.queries.lost()).toMatchObject([{ pid: 9, reads: 5 }]);
  });
});

describe('a recording', () => {
  test('stores what comes and ends with the goodbye', async () => {
    const loader = await attachedLoader();
    loader.send(frame(FRAME.EVENTS, records([{ pid: 1 }, { pid: 2 }])));
    loader.send(statsFrame({ ring_full: 1 }));
    const finished = recorder.finish();
    await loader.hears(START_BYTES + LAYOUT.frame_header.size);
    loader.send(frame(FRAME.EVENTS, records([{ pid: 3, start_ns: 1n }])));
    loader.send(
      lostFrame({ pid: 9, reads: 4 }),
      statsFrame({ ring_full: 4, join_full: 2, died: 1 }, 5),
      frame(FRAME.BYE),
    );
    await finished;
    expect((await store.queries.rows.page(NO_FILTER, 0, 0, 10)).map(({ pid }) => pid)).toEqual([1, 2, 3]);
    expect((await store.queries.rows.page(NO_FILTER, 2, 0, 1))[0]?.time).toBe('8');
    expect(recorder.shortfall.losses).toMatchObject({ ring_full: 4, join_full: 2, died: 1, in_flight: 5 });
    expect(ended).toEqual([]);
  });

  test('names the files and processes that were announced, also before the loader was ready', async () => {
    const loader = await FakeLoader.connect(door);
    loader.send(helloFrame(loader.token), frame(FRAME.PROCESSES, processRecords([{ id: 5, comm: 'git' }])));
    loader.send(readyFrame(), frame(FRAME.FILES, fileRecords([{ id: 3 }])));
    loader.send(frame(FRAME.EVENTS, records([{ file: 3, process: 5 }, { file: 4 }])));
    loader.send(frame(FRAME.FILES, fileRecords([{ id: 4, names: ['x'], inode: 2n }])));
    loader.send(frame(FRAME.EVENTS, records([{ file: 4 }])), frame(FRAME.BYE));
    await vi.waitFor(() => expect(ended).toHaveLength(1));
    const rows = await store.queries.rows.page(NO_FILTER, 0, 0, 10);
    expect(rows.map(({ path, process }) => [path, process])).toEqual([
      ['/etc/passwd', 'git'],
      ['', ''],
      ['/x', ''],
    ]);
  });

  test('whose losses were forgotten counts from there', async () => {
    const loader = await attachedLoader();
    loader.send(lostFrame({ pid: 9, reads: 10 }), statsFrame({ ring_full: 10, compat: 3 }));
    await vi.waitFor(() => expect(recorder.shortfall.losses.ring_full).toBe(10));
    recorder.shortfall.forget();
    loader.send(lostFrame({ pid: 9, reads: 12 }), statsFrame({ ring_full: 12, compat: 3 }));
    await vi.waitFor(() => expect(recorder.shortfall.losses).toMatchObject({ ring_full: 2, compat: 0 }));
  });

  test('counts what it does not show, and what it costs', async () => {
    const loader = await attachedLoader();
    loader.send(statsFrame({ mmap: 4, splice: 1 }, 0, { nowNs: 1_000_000_000n }));
    loader.send(
      statsFrame({ mmap: 6, splice: 1 }, 0, {
        nowNs: 2_000_000_000n,
        sampledNs: 900n,
        samples: 3n,
        cpuNs: 250_000_000n,
        rss: 1n << 40n,
      }),
    );
    await vi.waitFor(() =>
      expect(recorder.shortfall.notShown).toMatchObject({ mmap: 6, splice: 1, io_uring: 0 }),
    );
    const { cost } = recorder;
    expect(cost?.ns_per_call).toBe(300);
    // The loader's quarter of a core, and whatever this process used.
    expect(cost?.cpu).toBeGreaterThanOrEqual(0.25);
    expect(cost?.memory).toBeGreaterThan(2 ** 40);
    recorder.shortfall.forget();
    loader.send(statsFrame({ mmap: 7, splice: 1 }));
    await vi.waitFor(() => expect(recorder.shortfall.notShown).toMatchObject({ mmap: 1, splice: 0 }));
  });

  test('says which calls wait, from an answer in pieces', async () => {
    const loader = await attachedLoader();
    const heard = (await loader.hears(START_BYTES)).length;
    const asked = Promise.all([recorder.blocked(), recorder.blocked()]);
    await loader.hears(heard + 8);
    expect([...new Uint32Array(new Uint8Array(loader.heard.subarray(heard)).buffer)]).toEqual([
      FRAME.ASK_BLOCKED,
      0,
    ]);
    const now = process.hrtime.bigint();
    loader.send(blockedFrame({ startNs: now - 5n, tid: 2 }));
    loader.send(blockedFrame({ startNs: now - 2_000_000_000n, tid: 3 }), blockedFrame());
    const [first, second] = await asked;
    expect(first?.map(({ tid }) => tid)).toEqual(second?.map(({ tid }) => tid));
    expect(first).toMatchObject([
      { tid: 3, fd: 5, count: '99', syscall: 'readv', kind: 'unknown', path: '', process: '' },
      { tid: 2 },
    ]);
    expect(first?.[0]?.waited_ns).toBeGreaterThanOrEqual(2e9);
    const later = recorder.blocked();
    loader.send(blockedFrame());
    expect(await later).toEqual([]);
  });

  test('that ends leaves no question open', async () => {
    const loader = await attachedLoader();
    const asked = recorder.blocked();
    loader.socket.destroy();
    expect(await asked).toEqual([]);
    expect(await recorder.blocked()).toEqual([]);
  });

  test('that cannot begin says why in the loader’s words', async () => {
    const loader = await FakeLoader.connect(door);
    loader.send(
      joined(helloFrame(loader.token), errorFrame('no-btf', 'There is no BTF.', 'Use --attach tracepoint.')),
    );
    expect(await problemOf(recorder.attached())).toEqual({
      code: 'no-btf',
      message: 'There is no BTF.',
      remedy: 'Use --attach tracepoint.',
    });
  });

  test.each([
    ['the loader dies', (loader: FakeLoader) => loader.socket.destroy(), 'loader-died'],
    ['garbage comes', (loader: FakeLoader) => loader.send(new Uint8Array(64).fill(0xee)), 'protocol'],
    ['a second hello comes', (loader: FakeLoader) => loader.send(helloFrame(loader.token)), 'protocol'],
    [
      'the loader says goodbye unasked',
      (loader: FakeLoader) => loader.send(frame(FRAME.BYE)),
      'loader-stopped',
    ],
    ['the loader fails', (loader: FakeLoader) => loader.send(errorFrame('x', 'It failed.', 'Mend it.')), 'x'],
  ])('in which %s keeps every read up to then and says so', async (_, harm, code) => {
    const loader = await attachedLoader();
    loader.send(frame(FRAME.EVENTS, records(Array.from({ length: 100 }, () => ({})))));
    // The events are with the recorder when the harm is done: both went the same way.
    harm(loader);
    await vi.waitFor(() => expect(ended).toHaveLength(1));
    expect(ended[0]).toMatchObject({ code });
    expect(ended[0]?.message).not.toBe('');
    expect(store.rows).toBe(100);
    expect(await problemOf(recorder.finish())).toMatchObject({ code });
  });

  test('that is called off before a loader came is no failure of anyone', async () => {
    const attached = problemOf(recorder.attached());
    recorder.abandon();
    expect(await attached).toMatchObject({ code: 'abandoned' });
    await recorder.finish();
    expect(ended).toEqual([]);
  });

  test('does not take events from a loader that is not ready', async () => {
    const loader = await FakeLoader.connect(door);
    loader.send(helloFrame(loader.token), frame(FRAME.EVENTS, records([{}])));
    expect(await problemOf(recorder.attached())).toMatchObject({ code: 'protocol' });
    expect(store.rows).toBe(0);
  });
});

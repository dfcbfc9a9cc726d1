// A recording with a loader of the test's own: who is let in, what is stored, how it ends.

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { ABI_VERSION, FRAME, LAYOUT } from '../../capture/layout.ts';
import { NO_FILTER } from '../../contract/filter.ts';
import { FakeLoader } from './fake-loader.ts';
import { problemOf, RecorderStage, SLOW, START_BYTES } from './recorder-stage.ts';
import {
  blockedFrame,
  errorFrame,
  fileRecords,
  frame,
  helloFrame,
  join as joined,
  lostFrame,
  processRecords,
  readyFrame,
  records,
  statsFrame,
} from './records.ts';

const stage = new RecorderStage();

describe('the private directory', () => {
  test('is for its owner only, and the token with it', () => {
    expect(statSync(stage.door).mode & 0o777).toBe(0o700);
    expect(statSync(join(stage.door, 'token')).mode & 0o777).toBe(0o600);
    expect(statSync(join(stage.door, 'token')).size).toBe(32);
    expect(Buffer.byteLength(join(stage.door, 'loader.sock'))).toBeLessThanOrEqual(107);
  });

  test('goes away once the loader is in, and when it is given up', async () => {
    await stage.attachedLoader();
    expect(existsSync(stage.door)).toBe(false);
    await stage.newRecorder();
    expect(existsSync(stage.door)).toBe(true);
    stage.recorder.abandon();
    expect(existsSync(stage.door)).toBe(false);
  });
});

describe('a peer at the door', () => {
  test.each([
    ['sends garbage', () => new Uint8Array(64).fill(0xee)],
    ['has another token', () => helloFrame(new Uint8Array(32))],
    ['has no magic', (token: Uint8Array) => helloFrame(token, { magic: 1 })],
    ['begins with something else', () => frame(FRAME.EVENTS, records([{}]))],
  ])('that %s is turned away, and the loader still gets in', async (_, bytes) => {
    const stranger = await FakeLoader.connect(stage.door);
    stranger.send(bytes(stranger.token));
    await stranger.closed();
    expect(stranger.heard).toHaveLength(0);
    await stage.attachedLoader();
    expect(stage.recorder.attach).toBe('btf');
  });

  test.each([{ version: ABI_VERSION - 1 }, { version: ABI_VERSION + 1 }, { eventSize: 72 }])(
    'of another version is refused with what to do: %o',
    async (hello) => {
      const loader = await FakeLoader.connect(stage.door);
      loader.send(helloFrame(loader.token, hello));
      expect(await problemOf(stage.recorder.attached())).toMatchObject({
        code: 'abi-mismatch',
        remedy: expect.stringContaining('npm run build'),
      });
      await loader.closed();
    },
  );

  test('is told what to record, as it was chosen last', async () => {
    await stage.recorder.choose(SLOW);
    const loader = await FakeLoader.connect(stage.door);
    loader.send(helloFrame(loader.token));
    const start = await loader.hears(START_BYTES);
    expect(start).toHaveLength(START_BYTES);
    expect(start.readUInt32LE(0)).toBe(FRAME.START);
    const { filter } = LAYOUT.start.fields;
    const at = LAYOUT.frame_header.size + filter[0] + LAYOUT.filter.fields.min_latency_ns[0];
    expect(start.readBigUInt64LE(at)).toBe(7n);
  });
});

describe('a recording', () => {
  test('stores what comes and ends with the goodbye', async () => {
    const loader = await stage.attachedLoader();
    loader.send(frame(FRAME.EVENTS, records([{ pid: 1 }, { pid: 2 }])));
    loader.send(statsFrame({ ring_full: 1 }));
    const finished = stage.recorder.finish();
    await loader.hears(START_BYTES + LAYOUT.frame_header.size);
    loader.send(frame(FRAME.EVENTS, records([{ pid: 3, start_ns: 1n }])));
    loader.send(
      lostFrame({ pid: 9, reads: 4 }),
      statsFrame({ ring_full: 4, join_full: 2, died: 1 }, 5),
      frame(FRAME.BYE),
    );
    await finished;
    expect((await stage.store.queries.rows.page(NO_FILTER, 0, 0, 10)).map(({ pid }) => pid)).toEqual([
      1, 2, 3,
    ]);
    expect((await stage.store.queries.rows.page(NO_FILTER, 2, 0, 1))[0]?.time).toBe('8');
    expect(stage.recorder.shortfall.losses).toMatchObject({
      ring_full: 4,
      join_full: 2,
      died: 1,
      in_flight: 5,
    });
    expect(stage.ended).toEqual([]);
  });

  test('names the files and processes that were announced, also before the loader was ready', async () => {
    const loader = await FakeLoader.connect(stage.door);
    loader.send(helloFrame(loader.token), frame(FRAME.PROCESSES, processRecords([{ id: 5, comm: 'git' }])));
    loader.send(readyFrame(), frame(FRAME.FILES, fileRecords([{ id: 3 }])));
    loader.send(frame(FRAME.EVENTS, records([{ file: 3, process: 5 }, { file: 4 }])));
    loader.send(frame(FRAME.FILES, fileRecords([{ id: 4, names: ['x'], inode: 2n }])));
    loader.send(frame(FRAME.EVENTS, records([{ file: 4 }])), frame(FRAME.BYE));
    await vi.waitFor(() => expect(stage.ended).toHaveLength(1));
    const rows = await stage.store.queries.rows.page(NO_FILTER, 0, 0, 10);
    expect(rows.map(({ path, process }) => [path, process])).toEqual([
      ['/etc/passwd', 'git'],
      ['', ''],
      ['/x', ''],
    ]);
  });

  test('whose losses were forgotten counts from there', async () => {
    const loader = await stage.attachedLoader();
    loader.send(lostFrame({ pid: 9, reads: 10 }), statsFrame({ ring_full: 10, compat: 3 }));
    await vi.waitFor(() => expect(stage.recorder.shortfall.losses.ring_full).toBe(10));
    stage.recorder.shortfall.forget();
    loader.send(lostFrame({ pid: 9, reads: 12 }), statsFrame({ ring_full: 12, compat: 3 }));
    await vi.waitFor(() =>
      expect(stage.recorder.shortfall.losses).toMatchObject({ ring_full: 2, compat: 0 }),
    );
  });

  test('counts what it does not show, and what it costs', async () => {
    const loader = await stage.attachedLoader();
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
      expect(stage.recorder.shortfall.notShown).toMatchObject({ mmap: 6, splice: 1, io_uring: 0 }),
    );
    const { cost } = stage.recorder;
    expect(cost?.ns_per_call).toBe(300);
    // The loader's quarter of a core, and whatever this process used.
    expect(cost?.cpu).toBeGreaterThanOrEqual(0.25);
    expect(cost?.memory).toBeGreaterThan(2 ** 40);
    stage.recorder.shortfall.forget();
    loader.send(statsFrame({ mmap: 7, splice: 1 }));
    await vi.waitFor(() => expect(stage.recorder.shortfall.notShown).toMatchObject({ mmap: 1, splice: 0 }));
  });

  test('says which calls wait, from an answer in pieces', async () => {
    const loader = await stage.attachedLoader();
    const heard = (await loader.hears(START_BYTES)).length;
    const asked = Promise.all([stage.recorder.blocked(), stage.recorder.blocked()]);
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
    const later = stage.recorder.blocked();
    loader.send(blockedFrame());
    expect(await later).toEqual([]);
  });

  test('that ends leaves no question open', async () => {
    const loader = await stage.attachedLoader();
    const asked = stage.recorder.blocked();
    loader.socket.destroy();
    expect(await asked).toEqual([]);
    expect(await stage.recorder.blocked()).toEqual([]);
  });

  test('that cannot begin says why in the loader’s words', async () => {
    const loader = await FakeLoader.connect(stage.door);
    loader.send(
      joined(helloFrame(loader.token), errorFrame('no-btf', 'There is no BTF.', 'Use --attach tracepoint.')),
    );
    expect(await problemOf(stage.recorder.attached())).toEqual({
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
    const loader = await stage.attachedLoader();
    loader.send(frame(FRAME.EVENTS, records(Array.from({ length: 100 }, () => ({})))));
    // The events are with the recorder when the harm is done: both went the same way.
    harm(loader);
    await vi.waitFor(() => expect(stage.ended).toHaveLength(1));
    expect(stage.ended[0]).toMatchObject({ code });
    expect(stage.ended[0]?.message).not.toBe('');
    expect(stage.store.rows).toBe(100);
    expect(await problemOf(stage.recorder.finish())).toMatchObject({ code });
  });

  test('that is called off before a loader came is no failure of anyone', async () => {
    const attached = problemOf(stage.recorder.attached());
    stage.recorder.abandon();
    expect(await attached).toMatchObject({ code: 'abandoned' });
    await stage.recorder.finish();
    expect(stage.ended).toEqual([]);
  });

  test('does not take events from a loader that is not ready', async () => {
    const loader = await FakeLoader.connect(stage.door);
    loader.send(helloFrame(loader.token), frame(FRAME.EVENTS, records([{}])));
    expect(await problemOf(stage.recorder.attached())).toMatchObject({ code: 'protocol' });
    expect(stage.store.rows).toBe(0);
  });
});

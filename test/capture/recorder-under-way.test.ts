// While a recording runs: another filter is chosen, and reads are lost.

import { describe, expect, test, vi } from 'vitest';
import { FRAME, LAYOUT } from '../../capture/layout.ts';
import { RECORD_ALL } from '../../contract/capture-filter.ts';
import { NO_FILTER } from '../../contract/filter.ts';
import { FakeLoader } from './fake-loader.ts';
import { FILTER_BYTES, problemOf, RecorderStage, SLOW, START_BYTES } from './recorder-stage.ts';
import {
  filteredFrame,
  frame,
  helloFrame,
  lostFrame,
  processRecords,
  readyFrame,
  records,
  statsFrame,
} from './records.ts';

const stage = new RecorderStage();

describe('a filter chosen while recording', () => {
  const late = { ...RECORD_ALL, min_latency_ns: 9 };
  const latencyIn = (heard: Buffer, at: number) =>
    heard.readBigUInt64LE(at + LAYOUT.frame_header.size + LAYOUT.filter.fields.min_latency_ns[0]);

  test('is in force when the loader says so, and not before', async () => {
    const loader = await stage.attachedLoader();
    const chosen = stage.recorder.choose(SLOW);
    const heard = await loader.hears(START_BYTES + FILTER_BYTES);
    expect(heard.readUInt32LE(START_BYTES)).toBe(FRAME.FILTER);
    expect(latencyIn(heard, START_BYTES)).toBe(7n);
    let inForce = false;
    void chosen.then(() => (inForce = true));
    loader.send(statsFrame({ compat: 1 }));
    await vi.waitFor(() => expect(stage.recorder.shortfall.losses.compat).toBe(1));
    expect(inForce).toBe(false);
    loader.send(filteredFrame());
    await chosen;
  });

  test('before the loader has attached waits for that', async () => {
    const loader = await FakeLoader.connect(stage.door);
    loader.send(helloFrame(loader.token));
    await loader.hears(START_BYTES);
    const chosen = stage.recorder.choose(SLOW);
    loader.send(readyFrame());
    const heard = await loader.hears(START_BYTES + FILTER_BYTES);
    expect(latencyIn(heard, START_BYTES)).toBe(7n);
    loader.send(filteredFrame());
    await chosen;
  });

  test('that the loader does not put in force in time is a problem; its late word is not the next one’s', async () => {
    const loader = await stage.attachedLoader();
    await loader.hears(START_BYTES);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const problem = problemOf(stage.recorder.choose(SLOW));
      await vi.advanceTimersByTimeAsync(5000);
      expect(await problem).toMatchObject({ code: 'no-answer', remedy: expect.stringContaining('Stop') });
      let inForce = false;
      const next = stage.recorder.choose(late).then(() => (inForce = true));
      loader.send(filteredFrame(), statsFrame({ compat: 1 }));
      await vi.waitFor(() => expect(stage.recorder.shortfall.losses.compat).toBe(1));
      expect(inForce).toBe(false);
      loader.send(filteredFrame());
      await next;
    } finally {
      vi.useRealTimers();
    }
  });

  test('waits as long as anything comes: it may stand behind many rows', async () => {
    const loader = await stage.attachedLoader();
    await loader.hears(START_BYTES);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const chosen = stage.recorder.choose(SLOW);
      for (let compat = 1; compat <= 4; compat++) {
        await vi.advanceTimersByTimeAsync(4000);
        loader.send(statsFrame({ compat }));
        await vi.waitFor(() => expect(stage.recorder.shortfall.losses.compat).toBe(compat));
      }
      loader.send(filteredFrame());
      await chosen;
    } finally {
      vi.useRealTimers();
    }
  });

  test('is no failure where the recording ends first', async () => {
    const loader = await stage.attachedLoader();
    const chosen = stage.recorder.choose(SLOW);
    await loader.hears(START_BYTES + FILTER_BYTES);
    loader.socket.destroy();
    await chosen;
    await stage.recorder.choose(late);
  });

  test('with a control group that is not there changes nothing', async () => {
    const loader = await stage.attachedLoader();
    const cgroups = [{ path: '/no/such.scope', exclude: false }];
    expect(await problemOf(stage.recorder.choose({ ...RECORD_ALL, cgroups }))).toMatchObject({
      code: expect.stringMatching(/^no-cgroups?$/),
    });
    loader.send(statsFrame({ compat: 1 }));
    await vi.waitFor(() => expect(stage.recorder.shortfall.losses.compat).toBe(1));
    expect(loader.heard).toHaveLength(START_BYTES);
  });

  test('in force that nobody chose is nonsense', async () => {
    const loader = await stage.attachedLoader();
    loader.send(filteredFrame());
    await vi.waitFor(() => expect(stage.ended).toMatchObject([{ code: 'protocol' }]));
  });
});

describe('losses', () => {
  test('are told as spans of time whose sums are theirs, and kept with the capture', async () => {
    const loader = await stage.attachedLoader();
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
    await vi.waitFor(() => expect(stage.ended).toHaveLength(1));
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
    expect(stage.store.queries.lost()).toMatchObject(spans);
    expect(stage.recorder.shortfall.filtered).toBe(6);
    await stage.reopen();
    expect(stage.store.queries.lost()).toMatchObject(spans);
  });

  test('that the counters knew of before a clear and the accounts did not still count', async () => {
    const loader = await stage.attachedLoader();
    loader.send(lostFrame({ pid: 9, reads: 4, first_ns: 1, last_ns: 2 }), statsFrame({ ring_full: 7 }));
    await vi.waitFor(() => expect(stage.recorder.shortfall.losses.ring_full).toBe(7));
    stage.recorder.shortfall.forget();
    await stage.store.clear(true);
    loader.send(lostFrame({ pid: 9, reads: 9, first_ns: 1, last_ns: 3 }), statsFrame({ ring_full: 9 }));
    await vi.waitFor(() => expect(stage.recorder.shortfall.losses.ring_full).toBe(5));
    expect(stage.store.queries.lost()).toMatchObject([{ pid: 9, reads: 5 }]);
  });

  test('whose time was told too high are set right by the next account', async () => {
    const loader = await stage.attachedLoader();
    const account = { pid: 9, reads: 4, first_ns: 1, last_ns: 2 };
    loader.send(lostFrame({ ...account, latency_ns: 900 }), lostFrame({ ...account, latency_ns: 30 }));
    loader.socket.end(frame(FRAME.BYE));
    await vi.waitFor(() => expect(stage.ended).toHaveLength(1));
    const sum = stage.store.queries.lost().reduce((all, { latency_ns }) => all + latency_ns, 0);
    expect(sum).toBe(30);
  });
});

test('rows are told by the wall clock, also after it was set or the machine slept', async () => {
  const loader = await stage.attachedLoader();
  const row = records([{ start_ns: 100n }]);
  loader.send(frame(FRAME.EVENTS, row));
  await vi.waitFor(() => expect(stage.store.rows).toBe(1));
  const { now } = Date;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + 3_600_000);
  loader.send(statsFrame({ compat: 1 }));
  await vi.waitFor(() => expect(stage.recorder.shortfall.losses.compat).toBe(1));
  loader.send(frame(FRAME.EVENTS, row));
  await vi.waitFor(() => expect(stage.store.rows).toBe(2));
  const [before, after] = await stage.store.queries.rows.page(NO_FILTER, 0, 0, 2);
  expect(before?.time).toBe('107');
  expect(Number(after?.time) / 1e9).toBeCloseTo(3600, 1);
});

test('no more is read than the store can take in, and nothing is lost by that', async () => {
  const loader = await stage.attachedLoader();
  const { store } = stage;
  let release = () => {};
  const flushed = vi
    .spyOn(store, 'flush')
    .mockReturnValue(new Promise<void>((resolve) => (release = resolve)));
  const pending = vi.spyOn(store, 'pending', 'get').mockReturnValue(3_000_000);
  const taken = vi.spyOn(store, 'append');
  const events = frame(FRAME.EVENTS, records([{}, {}]));
  loader.send(events);
  await vi.waitFor(() => expect(flushed).toHaveBeenCalled());
  loader.send(events, events);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(taken).toHaveBeenCalledTimes(1);
  flushed.mockRestore();
  pending.mockRestore();
  release();
  await vi.waitFor(() => expect(store.rows).toBe(6));
});

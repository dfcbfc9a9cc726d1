import { describe, expect, it, vi } from 'vitest';
import type { Page, RowOrder } from '../../contract/capture.ts';
import type { Filter } from '../../contract/filter.ts';
import type { Args } from '../../contract/requests.ts';
import { type ReadsSnapshot, ReadsSource } from '../../renderer/table/reads-source.ts';
import { FakeBridge } from './fake-bridge.ts';

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
const slowest: RowOrder = { field: 'latency_ns', descending: true };
const catOnly: Filter = { op: 'is', field: 'comm', compare: '=', value: 'cat' };

/** A bridge whose page replies wait until they are let through. */
class SlowBridge extends FakeBridge {
  readonly waiting: { args: Args<'page'>; release: () => void }[] = [];
  most = 0;
  private under = 0;

  override async request(
    ...[name, args]: Parameters<FakeBridge['request']>
  ): ReturnType<FakeBridge['request']> {
    if (name === 'page') {
      this.most = Math.max(this.most, ++this.under);
      await new Promise<void>((release) => this.waiting.push({ args: args as Args<'page'>, release }));
      this.under--;
    }
    return super.request(name, args);
  }
}

/** A bridge that looks at a hundred rows more each time it is asked, and has no sorted rows before it saw all. */
class SlicedBridge extends FakeBridge {
  private looked = 0;

  override async request(
    ...[name, args]: Parameters<FakeBridge['request']>
  ): ReturnType<FakeBridge['request']> {
    if (name !== 'page') return super.request(name, args);
    const asked = args as Args<'page'>;
    const total = Math.min(this.rows.length, asked.of ?? this.rows.length);
    this.looked = Math.min(total, this.looked + 100);
    const page = (await super.request('page', { ...asked, of: this.looked })) as Page;
    return { ...page, total, rows: asked.order !== null && this.looked < total ? [] : page.rows };
  }

  lookAgain(): void {
    this.looked = 0;
  }
}

function filled(count: number): FakeBridge {
  const bridge = new FakeBridge();
  bridge.record(Array.from({ length: count }, (_, index) => ({ comm: index % 2 ? 'cat' : 'ls' })));
  return bridge;
}

it('holds the tail while following, and only pages around it', async () => {
  const bridge = filled(10_000);
  const source = new ReadsSource(bridge);
  source.setView(0, 20, true);
  await pause();
  expect(source.getSnapshot()).toMatchObject({ matched: 10_000, total: 10_000, waiting: false });
  expect(source.row(9_999)?.row).toBe(9_999);
  expect(source.row(9_980)?.row).toBe(9_980);
  expect(source.row(5_000)).toBeUndefined();
});

it('never shows a count without the rows in view', async () => {
  const bridge = filled(300);
  const source = new ReadsSource(bridge);
  source.setView(0, 20, true);
  await pause();
  const blanks: number[] = [];
  source.subscribe(() => {
    const { matched } = source.getSnapshot();
    if (source.row(matched - 1) === undefined) blanks.push(matched);
  });
  for (let turn = 0; turn < 5; turn++) {
    bridge.record(Array.from({ length: 1000 }, () => ({})));
    source.refresh();
    await pause();
  }
  expect(source.getSnapshot().matched).toBe(5300);
  expect(blanks).toEqual([]);
});

it('asks for nothing before it is known what is in view', async () => {
  const bridge = filled(300);
  const source = new ReadsSource(bridge);
  source.clear();
  source.refresh();
  await pause();
  expect(bridge.asked).toEqual([]);
  source.setView(0, 20, true);
  await pause();
  expect(bridge.asked.map(({ name }) => name)).toContain('page');
  expect(source.getSnapshot().matched).toBe(300);
});

it('asks once for the tail, however far it went', async () => {
  const bridge = filled(300);
  const source = new ReadsSource(bridge);
  source.setView(280, 20, true);
  await pause();
  const pages = () => bridge.asked.filter(({ name }) => name === 'page').length;
  const before = pages();
  bridge.record(Array.from({ length: 100_000 }, () => ({})));
  source.refresh();
  await pause();
  expect(source.getSnapshot().matched).toBe(100_300);
  expect(source.row(100_280)).toBeDefined();
  expect(pages()).toBe(before + 1);
});

/** At the tail of 300 rows; two more are there, and wait until `show` has them shown. */
async function waitingToBeShown() {
  const bridge = filled(300);
  const waiting: (() => void)[] = [];
  const source = new ReadsSource(bridge, (show) => waiting.push(show));
  source.setView(280, 20, true);
  await pause();
  bridge.record([{}, {}]);
  source.refresh();
  await pause();
  expect([source.getSnapshot().matched, waiting.length]).toEqual([300, 1]);
  const show = () => {
    for (const one of waiting.splice(0)) one();
  };
  return { bridge, source, show };
}

it('stands still when it is frozen before what came is shown', async () => {
  const { source, show } = await waitingToBeShown();
  source.setFrozen(true);
  show();
  await pause();
  expect(source.getSnapshot()).toMatchObject({ matched: 300, ahead: 2 });
  source.setFrozen(false);
  await pause();
  show();
  expect(source.getSnapshot()).toMatchObject({ matched: 302, ahead: 0 });
});

it('shows at once what nothing follows', async () => {
  const { bridge, source, show } = await waitingToBeShown();
  bridge.record([{}]);
  source.refresh(true);
  await pause();
  expect(source.getSnapshot().matched).toBe(303);
  show();
  expect(source.getSnapshot().matched).toBe(303);
});

it('forgets pages that are far away', async () => {
  const bridge = filled(128 * 200);
  const source = new ReadsSource(bridge);
  for (let page = 0; page < 200; page++) {
    source.setView(page * 128, 20, false);
    await pause();
  }
  expect(source.row(199 * 128)).toBeDefined();
  expect(source.row(0)).toBeUndefined();
});

it('has one request under way, and then asks for the newest wish', async () => {
  const bridge = new SlowBridge();
  bridge.record(Array.from({ length: 2000 }, () => ({})));
  const source = new ReadsSource(bridge);
  source.setView(0, 20, false);
  await pause();
  for (let first = 0; first < 1900; first += 50) source.setView(first, 20, false);
  source.setView(1500, 20, false);
  for (let turn = 0; turn < 6; turn++) {
    bridge.waiting.at(-1)?.release();
    await pause();
  }
  expect(bridge.most).toBe(1);
  expect(source.row(1500)).toBeDefined();
  expect(bridge.waiting.length).toBeLessThan(5);
});

it('drops the answer to an older filter', async () => {
  const bridge = new SlowBridge();
  bridge.record([{ comm: 'ls' }, { comm: 'cat' }]);
  const source = new ReadsSource(bridge);
  source.setView(0, 20, true);
  await pause();
  source.setFilter(catOnly);
  for (let turn = 0; turn < 4; turn++) {
    for (const { release } of bridge.waiting.splice(0)) release();
    await pause();
  }
  expect(source.getSnapshot()).toMatchObject({ matched: 1, total: 2, filter: catOnly });
  expect(source.row(0)?.comm).toBe('cat');
});

it('stands still while frozen, fetches what is scrolled to, and answers a new filter', async () => {
  const bridge = filled(1000);
  const source = new ReadsSource(bridge);
  source.setView(0, 20, false);
  await pause();
  source.setFrozen(true);
  bridge.record([{ comm: 'cat' }]);
  source.refresh();
  source.setView(980, 20, false);
  await pause();
  expect(source.getSnapshot().matched).toBe(1000);
  expect(source.row(999)).toBeDefined();
  source.setFilter(catOnly);
  await pause();
  expect(source.getSnapshot()).toMatchObject({ matched: 501, total: 1001 });
});

it('counts while frozen what passes and came since', async () => {
  const bridge = filled(10);
  const source = new ReadsSource(bridge);
  source.setFilter(catOnly);
  source.setView(0, 20, true);
  await pause();
  source.setFrozen(true);
  bridge.record([{ comm: 'cat' }, { comm: 'ls' }, { comm: 'cat' }]);
  source.refresh();
  await pause();
  expect(source.getSnapshot()).toMatchObject({ matched: 5, total: 10, ahead: 2 });
  source.setFrozen(false);
  await pause();
  expect(source.getSnapshot()).toMatchObject({ matched: 7, total: 13, ahead: 0 });
});

it('keeps the filter when the capture is cleared', async () => {
  const bridge = filled(10);
  const source = new ReadsSource(bridge);
  source.setFilter(catOnly);
  source.setView(0, 20, true);
  await pause();
  source.clear();
  expect(source.getSnapshot()).toMatchObject({ matched: 0, total: 0, filter: catOnly, waiting: true });
});

it('believes an answer that says there are fewer rows', async () => {
  const bridge = filled(1000);
  const source = new ReadsSource(bridge);
  source.setView(0, 20, false);
  await pause();
  bridge.rows = bridge.rows.slice(0, 10);
  source.setView(500, 20, false);
  await pause();
  expect(source.getSnapshot().matched).toBeLessThanOrEqual(512);
  source.refresh();
  await pause();
  expect(source.getSnapshot()).toMatchObject({ matched: 10, total: 10 });
});

it('reports a failure once and tries again when told of news', async () => {
  const bridge = filled(5);
  const source = new ReadsSource(bridge);
  const problems: string[] = [];
  source.onProblem = ({ code }) => problems.push(code);
  bridge.fail('page', { code: 'broken', message: 'Broken.', remedy: '' });
  source.setView(0, 20, true);
  await pause();
  expect(problems).toEqual(['broken']);
  bridge.fail('page', null);
  source.refresh();
  await pause();
  expect(source.getSnapshot() satisfies { matched: Page['matched'] }).toMatchObject({ matched: 5 });
});

describe('sorted', () => {
  const latencies = (source: ReadsSource, count: number) =>
    Array.from({ length: count }, (_, index) => source.row(index)?.latency_ns);

  it('keeps the old rows until those of the new order are there', async () => {
    const bridge = new SlowBridge();
    bridge.record([{ latency_ns: 5 }, { latency_ns: 7 }, { latency_ns: 6 }]);
    const source = new ReadsSource(bridge);
    const release = async () => {
      for (let turn = 0; turn < 4; turn++) {
        for (const one of bridge.waiting.splice(0)) one.release();
        await pause();
      }
    };
    source.setView(0, 20, false);
    await release();
    source.setOrder(slowest);
    await pause();
    expect(latencies(source, 3)).toEqual([5, 7, 6]);
    expect(source.getSnapshot().order).toBeNull();
    await release();
    expect(latencies(source, 3)).toEqual([7, 6, 5]);
    expect(source.getSnapshot().order).toEqual(slowest);
    source.setOrder(null);
    await release();
    expect(latencies(source, 3)).toEqual([5, 7, 6]);
  });

  it('asks for nothing anew when the order is the same', async () => {
    const bridge = filled(10);
    const source = new ReadsSource(bridge);
    source.setOrder(slowest);
    source.setView(0, 20, false);
    await pause();
    const asked = bridge.asked.length;
    source.setOrder({ ...slowest });
    await pause();
    expect(bridge.asked.length).toBe(asked);
  });

  it('moves every row on when new ones come between them', async () => {
    const bridge = new FakeBridge();
    bridge.record([{ latency_ns: 5 }, { latency_ns: 7 }]);
    const source = new ReadsSource(bridge);
    source.setOrder(slowest);
    source.setView(0, 20, false);
    await pause();
    bridge.record([{ latency_ns: 6 }]);
    source.refresh();
    await vi.waitFor(() => expect(latencies(source, 3)).toEqual([7, 6, 5]));
    expect(source.getSnapshot()).toMatchObject({ matched: 3, total: 3 });
  });

  it('scrolls through the rows as they were sorted, whatever comes meanwhile', async () => {
    const bridge = new FakeBridge();
    bridge.record(Array.from({ length: 1000 }, (_, index) => ({ latency_ns: index })));
    const source = new ReadsSource(bridge);
    source.setOrder(slowest);
    source.setView(0, 20, false);
    await pause();
    source.setFrozen(true);
    bridge.record(Array.from({ length: 500 }, () => ({ latency_ns: 5000 })));
    source.setView(500, 20, false);
    source.refresh();
    await pause();
    expect(source.row(500)?.latency_ns).toBe(499);
    expect(source.getSnapshot()).toMatchObject({ matched: 1000, total: 1000, ahead: 500 });
  });
});

describe('a capture that is not looked through at once', () => {
  function sliced(count: number) {
    const bridge = new SlicedBridge();
    bridge.record(Array.from({ length: count }, (_, index) => ({ latency_ns: index })));
    const source = new ReadsSource(bridge);
    const seen: Pick<ReadsSnapshot, 'matched' | 'counted' | 'progress'>[] = [];
    source.subscribe(() => {
      const { matched, counted, progress } = source.getSnapshot();
      if (source.row(0) !== undefined) seen.push({ matched, counted, progress });
    });
    return { bridge, source, seen };
  }

  it('shows the first rows before all are counted, and then says how many there are', async () => {
    const { source, seen } = sliced(1000);
    source.setView(0, 20, false);
    await pause();
    expect(seen[0]).toEqual({ matched: 100, counted: 100, progress: 0.1 });
    expect(seen.at(-1)).toEqual({ matched: 1000, counted: 1000, progress: null });
    expect(source.row(0)?.row).toBe(0);
  });

  it('counts on while frozen', async () => {
    const { source, seen } = sliced(1000);
    source.setFrozen(true);
    source.setView(0, 20, false);
    await pause();
    expect(seen.at(-1)).toMatchObject({ matched: 1000, progress: null });
  });

  it('tells how far the sorting has come, and lets one go back', async () => {
    const { bridge, source } = sliced(1000);
    source.setView(0, 20, false);
    await pause();
    bridge.lookAgain();
    const progress: (number | null)[] = [];
    source.subscribe(() => {
      progress.push(source.getSnapshot().progress);
      expect(source.row(0)?.row).toBe(0);
      if (progress.length === 3) source.setOrder(null);
    });
    source.setOrder(slowest);
    await pause();
    expect(progress.slice(0, 3)).toEqual([0.1, 0.2, 0.3]);
    expect(source.getSnapshot()).toMatchObject({ order: null, progress: null, matched: 1000 });
  });
});

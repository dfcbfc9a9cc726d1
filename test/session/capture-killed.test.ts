// The real capture process and the real loader: the one killed in the middle of a recording, the other must go,
// and the rows stay.

import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Status } from '../../contract/capture.ts';
import { NO_FILTER } from '../../contract/filter.ts';
import { toProblem } from '../../contract/problem.ts';
import { type CaptureProcess, forkCapture } from '../../session/capture-host.ts';
import { Session } from '../../session/session.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { childrenOf } from '../cli/ioscope.ts';
import { goneFromKernel, heldBpfIds } from '../kernel/bpftool.ts';
import { within } from '../kernel/peer.ts';
import { Workload, whyNot } from '../kernel/workload.ts';
import { treeOf } from './chosen.ts';

const reason = whyNot();
if (reason) console.warn(`test/session/capture-killed.test.ts not run: ${reason}`);

/** Longer than a capture process must have lived to have a successor. */
const LIFE_MS = 2500;

describe.skipIf(reason !== null)('with the real capture process and loader', () => {
  const directory = temporaryDirectory();
  let session: Session;
  let capture: CaptureProcess;
  let status: Status | null = null;
  let since = 0;

  beforeEach(() => {
    status = null;
    vi.stubEnv('XDG_CACHE_HOME', directory);
    vi.stubEnv('XDG_RUNTIME_DIR', directory);
    session = new Session({
      host: () => {
        since = performance.now();
        capture = forkCapture();
        return capture;
      },
      chooseTarget: async () => null,
      ownPids: () => [process.pid],
    });
    session.onPush((push) => {
      if (push.push === 'status') status = push.status;
    });
  });
  afterEach(async () => {
    await session.close();
    vi.unstubAllEnvs();
  });

  /** Records a workload until `rows` of its reads are in the capture. */
  async function recordUntil(workload: Workload, rows: number): Promise<void> {
    await session.chooseReads(treeOf(workload.pid));
    await session.record();
    workload.go();
    await vi.waitFor(() => expect(status?.rows).toBeGreaterThanOrEqual(rows), { timeout: 20_000 });
  }

  function loaderPid(): number {
    const loader = childrenOf(process.pid).find((pid) => heldBpfIds(pid).links.length > 0);
    if (loader === undefined) throw new Error('no loader among the children');
    return loader;
  }

  const lived = () => vi.waitFor(() => expect(performance.now() - since).toBeGreaterThan(LIFE_MS), 10_000);

  test('killed in the middle: the loader goes, the rows stay, and it can go on', async () => {
    const endless = new Workload(['flat-out', 1_000_000_000]);
    await recordUntil(endless, 1000);
    await lived();
    const before = status?.rows ?? 0;
    const held = heldBpfIds(loaderPid());
    expect(held.links.length).toBeGreaterThan(0);
    const waiting = session.request('seen', {}).then(
      () => null,
      (caught) => toProblem(caught).code,
    );
    process.kill(capture.pid ?? 0, 'SIGKILL');
    expect([null, 'capture-died']).toContain(await within('answer', waiting));
    expect(await goneFromKernel(held, 2000)).toEqual([]);
    endless.kill();

    const after = await within('successor', session.ask('status', {}));
    expect(session.state).toBe('failed');
    expect(after.rows).toBeGreaterThanOrEqual(before);
    const { rows } = await session.ask('page', {
      filter: NO_FILTER,
      order: null,
      offset: 0,
      limit: 3,
      of: null,
    });
    expect(rows.map(({ pid, count, ret }) => [pid, count, ret])).toEqual(
      Array.from({ length: 3 }, () => [endless.pid, '1', 1]),
    );
    await vi.waitFor(() =>
      expect(status).toMatchObject({ state: 'failed', problem: { code: 'capture-died' } }),
    );

    const more = new Workload(['flat-out', 1000]);
    await recordUntil(more, after.rows + 1000);
    await more.end();
    await session.stop();
    expect((await session.ask('status', {})).rows).toBe(after.rows + 1000);
    expect(session.state).toBe('idle');
  });

  test('the file of a session that is closed is gone, whatever happened to it', async () => {
    const workload = new Workload(['flat-out', 1000]);
    await recordUntil(workload, 1000);
    await workload.end();
    await lived();
    process.kill(capture.pid ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(session.state).toBe('failed'));
    await session.ask('status', {});
    expect(existsSync(session.file)).toBe(true);
    await session.close();
    expect(readdirSync(`${directory}/ioscope`)).toEqual([]);
  });

  test('closed while it records: every read is stored, and the loader has gone', async () => {
    const workload = new Workload(['flat-out', 10_000]);
    await recordUntil(workload, 1);
    await workload.end();
    const held = heldBpfIds(loaderPid());
    await session.close({ keep: true });
    expect(await goneFromKernel(held)).toEqual([]);
    const again = new Session({
      host: forkCapture,
      chooseTarget: async () => null,
      ownPids: () => [],
      file: session.file,
    });
    expect((await again.ask('status', {})).rows).toBe(10_000);
    await again.close();
  });
});

// Findings of the real kernel's reads: each habit is found, alone, and a program without one has none.

import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { NO_FILTER } from '../../contract/filter.ts';
import type { Finding, Findings } from '../../contract/findings.ts';
import { forkCapture } from '../../session/capture-host.ts';
import { Session } from '../../session/session.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { Workload, whyNot } from '../kernel/workload.ts';
import { treeOf } from './chosen.ts';

const reason = whyNot();
if (reason) console.warn(`test/session/findings.test.ts not run: ${reason}`);

describe.skipIf(reason !== null)('findings of a program that', () => {
  const directory = temporaryDirectory();
  let session: Session;

  afterEach(async () => {
    await session.close();
    vi.unstubAllEnvs();
  });

  /** What is found when the workload has run, and how many reads it made. */
  async function found(habit: string, number: number): Promise<{ found: Findings; pid: number }> {
    vi.stubEnv('XDG_CACHE_HOME', directory);
    vi.stubEnv('XDG_RUNTIME_DIR', directory);
    session = new Session({
      host: forkCapture,
      chooseTarget: async () => null,
      ownPids: () => [process.pid],
    });
    const workload = new Workload([habit, number], ['env', '-C', directory]);
    await session.chooseReads(treeOf(workload.pid));
    await session.record();
    await workload.run();
    await session.request('stop', {});
    const { total } = await session.request('page', {
      filter: NO_FILTER,
      order: null,
      offset: 0,
      limit: 1,
      of: null,
    });
    const findings = await session.request('findings', {});
    expect(findings).toMatchObject({ rows: total, left_out: 0, forgotten: 0 });
    expect(total).toBeGreaterThan(0);
    return { found: findings, pid: workload.pid };
  }

  /** Checks that there is one finding, of the habit's file, whose rows are where it says. */
  async function only(habit: string, number: number): Promise<Finding> {
    const { found: all, pid } = await found(habit, number);
    expect(all.findings.map(({ kind, path }) => [kind, path])).toEqual([[habit, join(directory, habit)]]);
    const [finding] = all.findings as [Finding];
    expect(finding).toMatchObject({ pid, process: 'workload', fileKind: 'file' });
    for (const { row, time } of [finding.first, finding.last]) {
      const page = await session.request('page', {
        filter: NO_FILTER,
        order: null,
        offset: row,
        limit: 1,
        of: null,
      });
      expect(page.rows).toMatchObject([{ row, time, ...finding.rows }]);
    }
    return finding;
  }

  test('reads a file again and again', async () => {
    expect(await only('again', 60)).toMatchObject({ times: 60, reads: 180, bytes: 1_200_000, size: 20_000 });
  });

  test('reads a byte at a time', async () => {
    expect(await only('tiny', 3000)).toMatchObject({ reads: 3000, bytes: 3000, needed: 1 });
  });

  test('polls a file', async () => {
    const finding = await only('polling', 60);
    expect(finding.kind === 'polling' && finding.times).toBeGreaterThanOrEqual(12);
    expect(finding.kind === 'polling' && finding.period_ns).toBeGreaterThanOrEqual(50e6);
  });

  test('waits for a file', async () => {
    const finding = await only('slow', 150);
    expect(finding).toMatchObject({ reads: 3, bytes: 3 * 4096 });
    expect(finding.kind === 'slow' && finding.slowest_ns).toBeGreaterThanOrEqual(150e6);
    expect(finding.latency_ns).toBeGreaterThanOrEqual(450e6);
  });

  test('fails and fails', async () => {
    expect(await only('failing', 20)).toMatchObject({ reads: 20, bytes: 0, error: 'EBADF' });
  });

  test('reads more than there is', async () => {
    expect(await only('beyond', 6)).toMatchObject({ reads: 1536, bytes: 6 << 20, factor: 6, size: 1 << 20 });
  });

  test('does none of this, though it looks like it', async () => {
    expect((await found('modest', 0)).found.findings).toEqual([]);
  });
});

// What is recorded, changed while recording on the real kernel.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RECORD_ALL } from '../../contract/capture-filter.ts';
import { NO_FILTER } from '../../contract/filter.ts';
import { forkCapture } from '../../session/capture-host.ts';
import { Session } from '../../session/session.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { whyNot } from '../kernel/workload.ts';
import { treeOf } from './chosen.ts';

const reason = whyNot();
if (reason) console.warn(`test/session/choose.test.ts not run: ${reason}`);

/** A process that reads a line when it is given one, and says so. */
class Reader {
  #child: ChildProcess = spawn('sh', ['-c', 'while read -r line; do echo "$line"; done'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  #said = '';

  constructor() {
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async read(lines: number): Promise<void> {
    for (let line = 0; line < lines; line++) {
      const before = this.#said.length;
      this.#child.stdin?.write('x\n');
      await vi.waitFor(() => expect(this.#said.length).toBe(before + 2), { interval: 1 });
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

describe.skipIf(reason !== null)('what is recorded, chosen anew while recording', () => {
  const directory = temporaryDirectory();
  let session: Session;
  let readers: [Reader, Reader];
  let count = 0;

  beforeEach(() => {
    readers = [new Reader(), new Reader()];
    session = new Session({
      host: forkCapture,
      chooseTarget: async () => null,
      ownPids: () => [],
      file: join(directory, `${count++}.duckdb`),
    });
  });
  afterEach(async () => {
    for (const reader of readers) reader.kill();
    await session.close();
  });

  const readsOf = async ({ pid }: Reader) =>
    (await session.ask('seen', {})).pids.find((one) => one.pid === pid)?.reads ?? 0;

  /** Both read; returns by how many the rows of each have grown once those of `grows` have. */
  async function grown(lines: number, grows: Reader): Promise<number[]> {
    const before = await Promise.all(readers.map(readsOf));
    for (const reader of readers) await reader.read(lines);
    const at = readers.indexOf(grows);
    // The shell reads one byte at a time from a pipe; the last read has not returned.
    await vi.waitFor(async () =>
      expect((await readsOf(grows)) - (before[at] ?? 0)).toBeGreaterThanOrEqual(2 * lines - 1),
    );
    const after = await Promise.all(readers.map(readsOf));
    return after.map((reads, index) => reads - (before[index] ?? 0));
  }

  test('from one process to another: each has rows for its time alone', async () => {
    const [one, two] = readers;
    await session.chooseReads(treeOf(one.pid));
    await session.record();
    expect((await grown(10, one))[1]).toBe(0);
    await session.request('chooseReads', { filter: treeOf(two.pid) });
    expect((await session.ask('status', {})).capture_filter).toEqual(treeOf(two.pid));
    // The one read that had begun before may still come.
    const [late = 0] = await grown(10, two);
    expect(late).toBeLessThanOrEqual(1);
    expect((await grown(10, two))[0]).toBe(0);
    await session.stop();
    await session.record();
    expect((await grown(10, two))[0]).toBe(0);
    await session.stop();
  });

  test('to what fails, and to everything again; what is left out is counted', async () => {
    const [one] = readers;
    await session.chooseReads(treeOf(one.pid, { failures_only: true }));
    await session.record();
    await one.read(10);
    await vi.waitFor(async () =>
      expect((await session.ask('status', {})).filtered).toBeGreaterThanOrEqual(19),
    );
    expect(await readsOf(one)).toBe(0);
    await session.chooseReads(RECORD_ALL);
    expect((await grown(10, one))[0]).toBeGreaterThanOrEqual(19);
    await session.stop();
    const page = await session.ask('page', { filter: NO_FILTER, order: null, offset: 0, limit: 1, of: null });
    expect(page.total).toBeGreaterThan(0);
  });

  test('with a control group that is not there: the recording goes on as it was', async () => {
    const [one] = readers;
    await session.chooseReads(treeOf(one.pid));
    await session.record();
    const cgroups = [{ path: '/no/such.slice', exclude: false }];
    await expect(session.chooseReads({ ...RECORD_ALL, cgroups })).rejects.toThrow(/control group/i);
    expect((await session.ask('status', {})).capture_filter).toEqual(treeOf(one.pid));
    expect((await grown(10, one))[1]).toBe(0);
    expect(session.state).toBe('recording');
    await session.stop();
  });
});

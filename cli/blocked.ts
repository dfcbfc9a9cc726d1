// `ioscope blocked`: which reads wait now.

import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockedCall } from '../contract/capture.ts';
import { RECORD_ALL } from '../contract/capture-filter.ts';
import { forkCapture } from '../session/capture-host.ts';
import { checkPids } from '../session/pids.ts';
import { Session } from '../session/session.ts';
import { safe } from './safe.ts';

export interface BlockedOptions {
  pid: number[];
  /** Seconds. */
  watch: number;
}

/**
 * Watches for a while and prints the calls that have begun since and not returned, the longest wait first. One
 * that began before is not seen: the kernel tells of its entry only. Throws a ProblemError.
 */
export async function blocked({ pid, watch }: BlockedOptions): Promise<void> {
  checkPids(pid);
  const session = new Session({
    host: forkCapture,
    chooseTarget: async () => null,
    ownPids: () => [process.pid],
  });
  const called = new AbortController();
  const stop = () => called.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const processes = pid.map((id) => ({ pid: id, descendants: false, exclude: false }));
    await session.chooseReads({ ...RECORD_ALL, processes });
    await session.record();
    // Ctrl-C lists what there is by then.
    await sleep(watch * 1000, undefined, { signal: called.signal }).catch(() => {});
    const calls = await session.ask('blocked', {});
    process.stdout.write(
      calls.length === 0 ? '' : `${[HEADING, ...calls.map(columns)].map(line).join('\n')}\n`,
    );
    process.stderr.write(
      `ioscope: ${calls.length} reads begun in the last ${watch} s have not returned; of those begun before, nothing is known\n`,
    );
    await session.stop();
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await session.close();
  }
}

const HEADING = ['WAITED', 'PID', 'TID', 'CALL', 'FD', 'PROCESS', 'KIND', 'PATH'];
const WIDTHS = [9, 7, 7, 8, 4, 16, 9, 0];

function columns(call: BlockedCall): string[] {
  const { waited_ns, pid, tid, syscall, fd, process: name, kind, path } = call;
  return [
    `${(waited_ns / 1e9).toFixed(3)} s`,
    String(pid),
    String(tid),
    syscall,
    String(fd),
    name,
    kind,
    path,
  ];
}

function line(cells: string[]): string {
  return cells
    .map((cell, index) => safe(cell).padEnd(WIDTHS[index] ?? 0))
    .join(' ')
    .trimEnd();
}

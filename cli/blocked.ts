// `ioscope blocked`: which reads wait now.

import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockedCall } from '../contract/capture.ts';
import { RECORD_ALL } from '../contract/capture-filter.ts';
import { forkCapture } from '../session/capture-host.ts';
import { checkPids } from '../session/pids.ts';
import { Session } from '../session/session.ts';
import { untilTold } from '../session/signals.ts';
import { lookAtReads, stillWaiting, type UnderWay } from '../session/under-way.ts';
import { safe } from './safe.ts';

export interface BlockedOptions {
  pid: number[];
  /** Seconds. */
  watch: number;
}

/**
 * Watches for a while and prints the calls that have begun and not returned, the longest wait first. Of one that began
 * before it watched only /proc tells, if it may be asked. Throws a ProblemError.
 */
export async function blocked({ pid, watch }: BlockedOptions): Promise<void> {
  checkPids(pid);
  const session = new Session({
    host: forkCapture,
    chooseTarget: async () => null,
    ownPids: () => [process.pid],
  });
  const called = new AbortController();
  void untilTold().then(() => called.abort());
  try {
    const processes = pid.map((id) => ({ pid: id, descendants: false, exclude: false }));
    await session.chooseReads({ ...RECORD_ALL, processes });
    const before = lookAtReads(pid, [process.pid]);
    const from = performance.now();
    await session.record();
    // Ctrl-C lists what there is by then.
    await sleep(watch * 1000, undefined, { signal: called.signal }).catch(() => {});
    const calls = await session.ask('blocked', {});
    const now = lookAtReads(pid, [process.pid]);
    const seconds = (performance.now() - from) / 1000;
    const earlier = stillWaiting(before, now);
    const lines = [...earlier.map((call) => earlierColumns(call, seconds)), ...calls.map(columns)];
    process.stdout.write(lines.length === 0 ? '' : `${[HEADING, ...lines].map(line).join('\n')}\n`);
    process.stderr.write(`ioscope: ${summary(calls.length, earlier.length, now.denied)}\n`);
    await session.stop();
  } finally {
    await session.close();
  }
}

function summary(since: number, earlier: number, denied: boolean): string {
  const begun = `${since} reads begun since it watched have not returned`;
  return `${begun}, and ${earlier} begun before${denied ? ', as far as one may look' : ''}`;
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

/** /proc does not tell how long it has waited. */
function earlierColumns(call: UnderWay, seconds: number): string[] {
  const { pid, tid, syscall, fd, process: name, kind, path } = call;
  return [`>${seconds.toFixed(3)} s`, String(pid), String(tid), syscall, String(fd), name, kind, path];
}

function line(cells: string[]): string {
  return cells
    .map((cell, index) => safe(cell).padEnd(WIDTHS[index] ?? 0))
    .join(' ')
    .trimEnd();
}

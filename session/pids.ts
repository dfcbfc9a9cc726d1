// Processes that someone names by their PIDs.

import { readFileSync } from 'node:fs';
import { ProblemError } from '../contract/problem.ts';

/** Throws a ProblemError that names the first one that is not there, or that is a thread. */
export function checkPids(pids: readonly number[]): void {
  for (const pid of pids) {
    const process = processOf(pid);
    if (process === null) {
      throw new ProblemError(
        'no-such-process',
        `There is no process ${pid}.`,
        'See the PIDs there are with "ps -e".',
      );
    }
    if (process === pid) continue;
    throw new ProblemError(
      'thread-not-process',
      `${pid} is a thread of process ${process}.`,
      `Give ${process}: its threads are recorded with it.`,
    );
  }
}

/** /proc has threads, too, though it does not list them. null where there is nothing of that number. */
function processOf(id: number): number | null {
  try {
    const [, group] = /^Tgid:\t(\d+)$/m.exec(readFileSync(`/proc/${id}/status`, 'latin1')) ?? [];
    return group === undefined ? null : Number(group);
  } catch {
    return null;
  }
}

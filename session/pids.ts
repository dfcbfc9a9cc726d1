// Processes that someone names by their PIDs.

import { existsSync } from 'node:fs';
import { ProblemError } from '../contract/problem.ts';

/** Throws a ProblemError that names the first one that is not there. */
export function checkPids(pids: readonly number[]): void {
  const gone = pids.find((pid) => !existsSync(`/proc/${pid}`));
  if (gone === undefined) return;
  throw new ProblemError(
    'no-such-process',
    `There is no process ${gone}.`,
    'See the PIDs there are with "ps -e".',
  );
}

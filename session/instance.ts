// One window for a user at a time: the second to come learns where the first one is.

import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../contract/problem.ts';
import { cacheDirectory } from './paths.ts';

export class WindowLock {
  #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /** Throws a ProblemError `already-open` while another process holds it. */
  static take(): WindowLock {
    const file = join(cacheDirectory(), 'window.lock');
    for (;;) {
      try {
        const fd = openSync(file, 'wx', 0o600);
        writeSync(fd, `${process.pid} ${startOf(process.pid)}`);
        closeSync(fd);
        return new WindowLock(file);
      } catch (caught) {
        if ((caught as NodeJS.ErrnoException).code !== 'EEXIST') throw caught;
      }
      const [pid = '', start = ''] = readFileSync(file, 'utf8').split(' ');
      if (startOf(Number(pid)) === start && start !== '') {
        throw new ProblemError(
          'already-open',
          `The window is open already (process ${pid}).`,
          `Use that window, or close it first; "kill ${pid}" ends it in good order.`,
        );
      }
      // Left behind by a process that was killed.
      rmSync(file, { force: true });
    }
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}

/** A process's start time in clock ticks since boot: with it a reused PID is another process. Empty if there is none. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

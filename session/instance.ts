// One window for a user at a time: the second to come learns where the first one is.

import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    // Comes to its place with what it says: nobody may find it empty and take it for one left behind.
    const own = `${file}.${process.pid}`;
    writeFileSync(own, `${process.pid} ${startOf(process.pid)}`, { mode: 0o600 });
    try {
      while (!linked(own, file)) {
        const [pid = '', start = ''] = textOf(file).split(' ');
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
      return new WindowLock(file);
    } finally {
      rmSync(own, { force: true });
    }
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}

/** false: there is a file of that name. */
function linked(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (caught) {
    if ((caught as NodeJS.ErrnoException).code !== 'EEXIST') throw caught;
    return false;
  }
}

/** Empty where it has gone meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
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

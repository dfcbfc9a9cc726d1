// Files that the kernel side could not describe, looked up in /proc when their reads arrive. By then a descriptor may
// lead elsewhere: what is found so is marked.

import { readFileSync, readlinkSync } from 'node:fs';
import { nameText } from '../contract/name-text.ts';
import type { Columns } from './columns.ts';
import type { Files } from './dictionary.ts';

/** A descriptor is not looked up again sooner. */
const FRESH_MS = 250;
/** Most look-ups for one batch of rows: the store has to keep up. */
const LOOKS = 64;
/** More descriptors than these are not remembered. */
const MOST = 10_000;
/** -EBADF in the lower half of a result: there is no file. */
const NONE_OPEN = 0xffff_fff7;

export class LaterFiles {
  #files: Files;
  /** By process and descriptor: the file's id, 0 where none is known, and when that was found out. */
  #known = new Map<number, { id: number; ms: number }>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** Where a descriptor leads now: a file's id, 0 where that cannot be told. */
  look(pid: number, fd: number): number {
    try {
      return this.#files.idByProc(readlinkSync(`/proc/${pid}/fd/${fd}`, 'buffer'));
    } catch {
      return 0; // closed by now, or not ours to see
    }
  }

  /** Gives rows without a file the one that their descriptor leads to now. */
  fill({ length, file, pid, fd, ret }: Columns): void {
    let looks = LOOKS;
    const now = performance.now();
    for (let row = file.indexOf(0); row >= 0 && row < length; row = file.indexOf(0, row + 1)) {
      const descriptor = (fd[row] ?? 0) | 0;
      if (descriptor < 0 || ret[2 * row] === NONE_OPEN) continue;
      const process = pid[row] ?? 0;
      const key = process * 2 ** 31 + descriptor;
      let known = this.#known.get(key);
      if ((known === undefined || now - known.ms > FRESH_MS) && looks-- > 0) {
        known = { id: this.look(process, descriptor), ms: now };
        if (this.#known.size >= MOST) this.#known.clear();
        this.#known.set(key, known);
      }
      file[row] = known?.id ?? 0;
    }
  }
}

/** The process of a thread and its name; null where it is gone. */
export function ownerOf(tid: number): { pid: number; name: string } | null {
  try {
    const [, group = ''] = /^Tgid:\t(\d+)$/m.exec(readFileSync(`/proc/${tid}/status`, 'latin1')) ?? [];
    return { pid: Number(group), name: nameText(readFileSync(`/proc/${group}/comm`).subarray(0, -1)) };
  } catch {
    return null;
  }
}

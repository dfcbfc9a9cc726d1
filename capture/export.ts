// Rows of a capture out to a file or to standard output. A file is there whole or not at all.

import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportFormat, ExportProgress } from '../contract/capture.ts';
import type { Filter } from '../contract/filter.ts';
import { ProblemError } from '../contract/problem.ts';
import { FORMATS } from './formats.ts';
import { GROUP_ROWS } from './schema.ts';
import type { Store } from './store.ts';

/** Rows in one query: small enough to stop soon, large enough to cost little. */
const STEP_ROWS = GROUP_ROWS;

export interface Wish {
  /** null: standard output. */
  path: string | null;
  filter: Filter;
  format: ExportFormat;
}

/** One export: `begin`, `advance` as often as there are new rows, then `finish`, or `cancel` at any time. */
export class Export {
  rows = 0;
  #store: Store;
  #wish: Wish;
  #next = 0;
  #sink: Sink | null = null;
  #cancelled = false;

  constructor(store: Store, wish: Wish) {
    this.#store = store;
    this.#wish = wish;
  }

  /** Opens the target and writes the header. Throws a ProblemError that names what keeps it from being written. */
  async begin(): Promise<void> {
    const { path, format } = this.#wish;
    this.#sink = path === null ? new StandardOutput() : await openFile(path);
    const { header, end } = FORMATS[format];
    if (header !== null) await this.#write(header + end);
  }

  /** Writes all rows there are that were not written yet. */
  async advance(progress: (progress: ExportProgress) => void = () => {}): Promise<void> {
    const { line, end } = FORMATS[this.#wish.format];
    const total = this.#store.rows;
    while (this.#next < total && !this.#cancelled) {
      const to = Math.min(total, this.#next + STEP_ROWS);
      const lines = await this.#store.queries.lines(line, this.#wish.filter, this.#next, to);
      if (lines.length > 0) await this.#write(lines.join(end) + end);
      this.rows += lines.length;
      this.#next = to;
      progress({ done: to, total });
    }
    if (this.#cancelled) {
      throw new ProblemError('cancelled', 'The export was cancelled; no file was written.', '');
    }
  }

  async finish(): Promise<void> {
    try {
      await this.#sink?.keep();
    } catch (caught) {
      throw writeProblem(this.#wish.path, caught);
    }
  }

  /** Removes what was written so far. */
  async discard(): Promise<void> {
    await this.#sink?.discard();
  }

  /** The `advance` under way ends soon with a ProblemError `cancelled`. */
  cancel(): void {
    this.#cancelled = true;
  }

  async #write(text: string): Promise<void> {
    try {
      await this.#sink?.write(text);
    } catch (caught) {
      throw writeProblem(this.#wish.path, caught);
    }
  }
}

interface Sink {
  /** Resolves when more may be written. */
  write(text: string): Promise<void>;
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** Writes beside the target and takes its name at the end; a device or a pipe is written as it is. */
class FileSink implements Sink {
  #file: FileHandle;
  #path: string;
  #part: string | null;

  private constructor(file: FileHandle, path: string, part: string | null) {
    this.#file = file;
    this.#path = path;
    this.#part = part;
  }

  static async create(wanted: string): Promise<FileSink> {
    // A link stays, and what it leads to is written.
    const path = await realpath(wanted).catch(() => wanted);
    const there = await stat(path).catch(() => null);
    if (there !== null && !there.isFile()) return new FileSink(await open(path, 'w'), path, null);
    // Not the target's name: that may be as long as names can be. And never what someone else has put there.
    const part = join(dirname(path), `.ioscope-${process.pid}-${randomBytes(4).toString('hex')}.part`);
    // Never more open than the file it replaces, not even while it is empty.
    const file = await open(part, 'wx', there === null ? 0o666 : 0o600);
    if (there !== null) {
      // Not everyone may give a file away.
      await file.chown(there.uid, there.gid).catch(() => {});
      await file.chmod(there.mode & 0o777);
    }
    return new FileSink(file, path, part);
  }

  write(text: string): Promise<void> {
    return this.#file.appendFile(text);
  }

  async keep(): Promise<void> {
    if (this.#part === null) return this.#file.close();
    await this.#file.sync();
    await this.#file.close();
    await rename(this.#part, this.#path);
  }

  async discard(): Promise<void> {
    // Closed or gone already is as good.
    await this.#file.close().catch(() => {});
    if (this.#part !== null) await unlink(this.#part).catch(() => {});
  }
}

class StandardOutput implements Sink {
  constructor() {
    // Told by the write's own callback; without a listener it would end the process.
    process.stdout.on('error', () => {});
  }

  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  async keep(): Promise<void> {}

  async discard(): Promise<void> {}
}

async function openFile(path: string): Promise<Sink> {
  try {
    return await FileSink.create(path);
  } catch (caught) {
    throw writeProblem(path, caught);
  }
}

const REMEDIES: Record<string, string> = {
  ENOSPC: 'Free some space there or choose another place, and export again.',
  EDQUOT: 'Free some space there or choose another place, and export again.',
  EACCES: 'Choose a folder you may write to.',
  EPERM: 'Choose a folder you may write to.',
  EROFS: 'Choose a folder that is not mounted read-only.',
  ENOENT: 'Make the folder first or choose another one.',
  ENOTDIR: 'Choose a folder that exists.',
  EISDIR: 'That is a folder: give a file name in it.',
};

function writeProblem(path: string | null, caught: unknown): ProblemError {
  const { code = '', message } = caught as NodeJS.ErrnoException;
  const target = path ?? 'standard output';
  // "ENOSPC: no space left on device, write": what is said of a path in it is our temporary one.
  const what = /^\w+: ([^,]+)/.exec(message)?.[1] ?? message;
  if (code === 'EPIPE') {
    return new ProblemError('output-closed', 'The program that read the output has ended.', '');
  }
  return new ProblemError(
    'export-failed',
    `Could not write ${target}: ${what}.`,
    `${REMEDIES[code] ?? 'Choose another place and export again.'} The capture itself is intact.`,
  );
}

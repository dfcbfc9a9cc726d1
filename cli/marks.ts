// Marks of a recording without a window: from a signal and from lines, to standard error and to a file of their own.
// Never among the reads: whoever takes those apart finds a read in each line.

import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MARK_NAME_MAX, MARKS_MAX, type Mark } from '../contract/marks.ts';
import { ProblemError, toProblem } from '../contract/problem.ts';
import type { Session } from '../session/session.ts';
import { safe } from './safe.ts';

export interface MarkOptions {
  /** A path: a line of CSV a mark. */
  marks?: string;
  /** Each line there is a mark of this name. */
  marksFrom?: 'stdin';
}

/** `kill -USR1`. Node would open its debugger. */
const SIGNAL = 'SIGUSR1';

export class Marking {
  #session: Session;
  #file: FileHandle | null;
  #path: string;
  #taking = false;
  #asked = 0;
  /** Settled when all marks so far are set and written: one after the other, in the order of their moments. */
  #last: Promise<void> = Promise.resolve();
  #take = () => this.#mark('');

  private constructor(session: Session, file: FileHandle | null, path: string) {
    this.#session = session;
    this.#file = file;
    this.#path = path;
    process.on(SIGNAL, this.#take);
  }

  /** Throws a ProblemError for a file that cannot be written. */
  static async open(session: Session, path = ''): Promise<Marking> {
    if (path === '') return new Marking(session, null, path);
    const marking = new Marking(session, await open(resolve(path), 'w').catch(refuse(path)), path);
    await marking.#write('time,name\r\n');
    return marking;
  }

  /** From here on there is something to mark. */
  begin({ marksFrom }: MarkOptions): void {
    this.#taking = true;
    if (marksFrom === 'stdin') this.#readLines();
  }

  /** Takes no more marks. Resolves when all are written; throws a ProblemError if one could not be. */
  async end(): Promise<void> {
    this.#taking = false;
    await this.#last;
  }

  async dispose(): Promise<void> {
    this.#taking = false;
    process.off(SIGNAL, this.#take);
    await this.#file?.close();
  }

  #mark(name: string): void {
    // One too many is told; more than that is a flood.
    if (!this.#taking || this.#asked > MARKS_MAX) return;
    this.#asked++;
    const moment = String(process.hrtime.bigint());
    const set = this.#session.ask('markAt', { name, monotonic_ns: moment }).catch((caught) => {
      say(toProblem(caught).message);
      return null;
    });
    this.#last = this.#last.then(async () => this.#tell(await set));
    // Told by `end`.
    this.#last.catch(() => {});
  }

  async #tell(mark: Mark | null): Promise<void> {
    if (mark === null) return;
    say(`mark ${isoTime(mark.time)} ${safe(mark.name)}`);
    await this.#write(csvLine(mark));
  }

  #readLines(): void {
    const lines = new Lines((line) => this.#mark(line));
    process.stdin.on('data', (bytes: Buffer) => {
      lines.push(bytes);
      if (this.#asked > MARKS_MAX) process.stdin.destroy();
    });
    process.stdin.on('end', () => lines.end());
    // An input that cannot be read has no lines.
    process.stdin.on('error', () => {});
  }

  async #write(text: string): Promise<void> {
    await this.#file?.appendFile(text).catch(refuse(this.#path));
  }
}

/** Bytes as lines of text, the beginning of each at most. */
export class Lines {
  #take: (line: string) => void;
  #decoder = new TextDecoder();
  #line = '';

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(bytes: Uint8Array): void {
    const [rest = '', ...others] = this.#decoder.decode(bytes, { stream: true }).split('\n').reverse();
    for (const line of others.reverse()) this.#finish(line);
    this.#line = (this.#line + rest).slice(0, MARK_NAME_MAX);
  }

  /** What came after the last line end is a line, too. */
  end(): void {
    if (this.#line !== '') this.#finish('');
  }

  #finish(rest: string): void {
    const line = this.#line + rest;
    this.#line = '';
    this.#take(line.replace(/\r$/, '').slice(0, MARK_NAME_MAX));
  }
}

/** RFC 4180; a quote before what a spreadsheet would run, as in the CSV of reads. */
export function csvLine({ time, name }: Mark): string {
  const defused = /^[=+\-@\t\r\n]/.test(name) ? `'${name}` : name;
  const cell = /[",\r\n]/.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
  return `${isoTime(time)},${cell}\r\n`;
}

/** As in the CSV of reads. */
function isoTime(ns: string): string {
  const value = BigInt(ns);
  const seconds = new Date(Number(value / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(value % 1_000_000_000n).padStart(9, '0')}Z`;
}

function say(text: string): void {
  // Where a line of progress stands.
  process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}ioscope: ${text}\n`);
}

function refuse(path: string) {
  return (caught: unknown): never => {
    const what = /^\w+: ([^,]+)/.exec((caught as Error).message)?.[1] ?? (caught as Error).message;
    throw new ProblemError(
      'marks-not-written',
      `Could not write ${path}: ${what}.`,
      'Give --marks a place you may write to.',
    );
  };
}

// Runs bin/ioscope as a person would, and waits for what it says and does.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { onTestFinished } from 'vitest';
import type { ReadRow } from '../../contract/read.ts';
import { within } from '../kernel/peer.ts';

export const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'bin/ioscope');
const DEADLINE_MS = 50_000;

export interface RunOptions {
  /** Where the caches and the socket of this run lie. */
  directory: string;
  /** Runs before the program's path: `['unshare', …]`. */
  wrap?: string[];
  env?: NodeJS.ProcessEnv;
  /** Keeps standard input open until `closeInput`; else it is empty. */
  holdInput?: boolean;
  /** Leads a process group, as a job of a shell does. */
  group?: boolean;
  /** The path it is called by, if not this project's. */
  program?: string;
}

export interface Ended {
  /** null where a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export class Ioscope {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;
  /** As `ended`, though others may still hold its output. */
  readonly exited: Promise<void>;
  #child: ChildProcess;
  #wake: (() => void)[] = [];

  constructor(args: string[], { directory, wrap = [], env, holdInput, group, program }: RunOptions) {
    const [first = '', ...rest] = [...wrap, program ?? PROGRAM, ...args];
    this.#child = spawn(first, rest, {
      env: { ...process.env, ...directories(directory), DISPLAY: '', WAYLAND_DISPLAY: '', ...env },
      stdio: [holdInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      detached: group ?? false,
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#changed();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#changed();
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
    this.exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    this.ended = within(`end of ioscope ${args.join(' ')}`, ended, DEADLINE_MS);
    this.ended.catch(() => {});
    onTestFinished(() => {
      if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** As Ctrl-C does in a terminal: to everyone of the group. */
  killGroup(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }

  /** On its standard input, held open. */
  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  closeInput(): void {
    this.#child.stdin?.end();
  }

  /** Whoever reads its output is busy with other things. */
  pauseOutput(): void {
    this.#child.stdout?.pause();
  }

  /** Whoever read what it says goes away. */
  closeMessages(): void {
    this.#child.stderr?.destroy();
  }

  /** Whoever read its output goes away. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }

  /** Waits for what it will have written. Rejects if it ends before. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const held = new Promise<void>((resolve, reject) => {
      const look = () => (holds() ? resolve() : void this.#wake.push(look));
      look();
      this.ended.then(({ stderr }) => reject(new Error(`it ended before ${what}: ${stderr}`)), reject);
    });
    await within(what, held, DEADLINE_MS);
  }

  /** Waits until its loader traces; returns the loader's PID. */
  async tracing(): Promise<number> {
    for (const end = Date.now() + DEADLINE_MS; Date.now() < end; ) {
      const loader = childrenOf(this.pid).find((pid) => statusOf(pid, 'Name') === 'ioscope-loader');
      // It enters its sandbox when it has attached.
      if (loader !== undefined && statusOf(loader, 'Seccomp') === '2') return loader;
      if (this.#child.exitCode !== null) throw new Error(`it ended before it traced: ${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error('it does not trace');
  }

  #changed(): void {
    for (const look of this.#wake.splice(0)) look();
  }
}

/** Runs `ioscope ARGS` to its end. */
export function ioscope(args: string[], options: RunOptions): Promise<Ended> {
  return new Ioscope(args, options).ended;
}

/** Private directories for one run, made if absent. */
function directories(directory: string): NodeJS.ProcessEnv {
  const cache = join(directory, 'cache');
  const runtime = join(directory, 'run');
  for (const path of [cache, runtime]) mkdirSync(path, { recursive: true, mode: 0o700 });
  return { XDG_CACHE_HOME: cache, XDG_RUNTIME_DIR: runtime };
}

export interface LastLine {
  written: number;
  lost: number;
}

/** What the last line on standard error counts. */
export function lastLine(stderr: string): LastLine {
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  const [, written, lost] = /^ioscope: (\d+) reads written, (\d+) lost(?:, .*)?$/.exec(last) ?? [];
  if (written === undefined || lost === undefined) throw new Error(`the last line is: ${last}`);
  return { written: Number(written), lost: Number(lost) };
}

/** A row of JSON lines: `time` in ISO 8601, `count` a number. */
export type Line = Omit<ReadRow, 'row' | 'count'> & { count: number };

export function linesOf(jsonl: string): Line[] {
  return jsonl
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** The capture that a run says it kept. */
export function keptCapture(stderr: string): string {
  const [, file] = /the reads recorded are kept in (.*)\n/.exec(stderr) ?? [];
  if (file === undefined) throw new Error(`no capture kept: ${stderr}`);
  return file;
}

/** How many reads a capture has. */
export async function readsIn(file: string): Promise<number> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  try {
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll('SELECT count(*) FROM reads');
    connection.closeSync();
    return Number(reader.getRows()[0]?.[0]);
  } finally {
    instance.closeSync();
  }
}

/** Capture files and what else was left in a run's directories. */
export function leftIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name);
}

export function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // it has ended
  }
}

/** A process with its children and theirs. */
export function familyOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(familyOf)];
}

function statusOf(pid: number, field: string): string | undefined {
  try {
    return new RegExp(`^${field}:\\t(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined; // it has ended
  }
}

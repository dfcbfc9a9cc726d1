// Starts workload.c, lets it go when tracing has begun, and reads what it says it did.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { within } from './peer.ts';

const ROOT = join(import.meta.dirname, '../..');
export const WORKLOAD = join(ROOT, '.output/workload');

/** What a descriptor is open on, as the kernel says by other means than tracing. */
export interface Place {
  mode: number;
  device: number;
  inode: bigint;
  /** The link in /proc/self/fd, one character a byte. */
  path: string;
}

export interface Done {
  pid: number;
  tid: number;
  comm: string;
  fd: number;
  count: number;
  ret: number;
  call: string;
  offset: number;
  /** null: the descriptor is open on nothing. */
  place: Place | null;
}

/** Set when tests of the kernel cannot run here, with the reason. */
export function whyNot(): string | null {
  if (process.getuid?.() !== 0) return 'tracing needs root';
  if (!existsSync('/sys/kernel/btf/vmlinux')) return 'this kernel has no BTF';
  return null;
}

const children = new Set<ChildProcess>();
// The process of the tests may end without a word: what is left is ended by the file of tests that left it.
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** A test that failed leaves its programs behind: they end with the tests of its file. */
export function endsWithTests(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}

/** A workload that waits to be let go. */
export class Workload {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown[]>;
  #text = '';

  constructor(args: (string | number)[], wrap: string[] = []) {
    const [program = WORKLOAD, ...rest] = [...wrap, WORKLOAD, ...args.map(String)];
    this.#child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    endsWithTests(this.#child);
    this.#child.stdout?.setEncoding('latin1').on('data', (text) => {
      this.#text += text;
    });
    this.#closed = once(this.#child, 'close');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  go(): void {
    this.#child.stdin?.end();
  }

  /** A line on its standard input, which stays open. */
  say(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Waits until it has stopped itself. */
  async stopped(): Promise<void> {
    for (const end = Date.now() + 30_000; processState(this.pid) !== 'T'; ) {
      if (Date.now() > end) throw new Error('the workload did not stop itself');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Goes on after that. */
  resume(): void {
    this.#child.kill('SIGCONT');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** What it printed. Rejects if it failed. */
  async end(): Promise<string> {
    const [code] = await within('end of the workload', this.#closed);
    if (code !== 0) throw new Error(`the workload ended with ${code}`);
    return this.#text;
  }

  async run(): Promise<Done[]> {
    this.go();
    return parseAll(await this.end());
  }
}

/** The state letter of /proc/PID/stat: what follows the name, which may itself hold any character. */
export function processState(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat[stat.lastIndexOf(')') + 2];
}

/** What a workload printed. */
export function parseAll(text: string): Done[] {
  return text.split('\n').filter(Boolean).map(parse);
}

function parse(line: string): Done {
  const match =
    /^(\d+) (\d+) (.*) (-?\d+) (\d+) (-?\d+) (\w+) (-?\d+) ([0-7]+) (\d+) (\d+) ([0-9a-f]*)([.-])$/s.exec(
      line,
    );
  if (!match) throw new Error(`the workload wrote: ${line}`);
  const [, pid, tid, comm = '', fd, count, ret, call = '', offset, mode = '', device, inode = '', path = ''] =
    match;
  const place = {
    mode: Number.parseInt(mode, 8),
    device: Number(device),
    inode: BigInt(inode),
    path: Buffer.from(path, 'hex').toString('latin1'),
  };
  return {
    pid: Number(pid),
    tid: Number(tid),
    comm,
    fd: Number(fd),
    count: Number(count),
    ret: Number(ret),
    call,
    offset: Number(offset),
    place: match[13] === '.' ? place : null,
  };
}

/** A read in one line, with all that does not depend on time. */
export function line({ pid, tid, comm, fd, count, ret, call, offset, place }: Done): string {
  const { mode, device, inode, path } = place ?? { mode: 0, device: 0, inode: 0n, path: 'nothing' };
  const where = `${call} at ${offset} of ${mode.toString(8)} ${device} ${inode} ${path}`;
  return `${pid} ${tid} ${comm} ${fd} ${count} ${ret} ${where}`;
}

/** Lines in an order that does not depend on time. */
export function comparable(rows: Done[]): string[] {
  return rows.map(line).sort();
}

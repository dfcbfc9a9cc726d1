// What the benchmarks run beside ioscope: built into .output/bench, pinned to a processor of their own.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { within } from '../kernel/peer.ts';
import { Workload } from '../kernel/workload.ts';

const ROOT = join(import.meta.dirname, '../..');
const OUTPUT = join(ROOT, '.output/bench');
const EMPTY = join(OUTPUT, 'empty');
const EMPTY_OBJECT = join(OUTPUT, 'empty.bpf.o');
const PACED = join(OUTPUT, 'paced');
const SAMPLER = join(OUTPUT, 'sampler');
const SAMPLER_OBJECT = join(OUTPUT, 'sampler.bpf.o');

/** With one processor only, all run on that. */
const READER_CPU = '0';
const PROGRAM_CPU = availableParallelism() > 1 ? '1' : '0';

export type Mode = 'btf' | 'tracepoint';

export function buildTools(): void {
  mkdirSync(OUTPUT, { recursive: true });
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: import.meta.dirname });
  const multiarch = String(run('cc', '-print-multiarch')).trim();
  const headers = multiarch === '' ? [] : ['-idirafter', `/usr/include/${multiarch}`];
  const zstd = String(run('cc', '-print-file-name=libzstd.a')).trim();
  const libraries = ['-l:libbpf.a', '-l:libelf.a', '-l:libz.a', ...(zstd.startsWith('/') ? [zstd] : [])];
  const bpf = (source: string, object: string) =>
    run('clang', '-g', '-O2', '-target', 'bpf', '-mcpu=v2', ...headers, '-c', source, '-o', object);
  bpf('empty.bpf.c', EMPTY_OBJECT);
  bpf('sampler.bpf.c', SAMPLER_OBJECT);
  run('cc', '-O2', 'empty.c', ...libraries, '-o', EMPTY);
  run('cc', '-O2', 'sampler.c', ...libraries, '-o', SAMPLER);
  run('cc', '-O2', '-pthread', 'paced.c', '-o', PACED);
}

/** This process, and what it starts from here on, on one processor; traced programs have the other. */
export function pinReader(): void {
  execFileSync('taskset', ['-apc', READER_CPU, String(process.pid)], { stdio: 'ignore' });
}

export function pinned(...args: (string | number)[]): Workload {
  return new Workload(args, ['taskset', '-c', PROGRAM_CPU]);
}

/** Lets a flat-out workload go; nanoseconds per read. */
export async function nanosecondsPerRead(workload: Workload): Promise<number> {
  workload.go();
  const [, , nanoseconds] = (await workload.end()).split(' ');
  return Number(nanoseconds);
}

/** What a read costs more, in nanoseconds, when handlers measure what they cost: the median of so many bursts. */
export function costOfMeasuring(bursts: number): number {
  const reads = 1024;
  const args = ['-c', PROGRAM_CPU, SAMPLER, SAMPLER_OBJECT, String(bursts), String(reads)];
  return Number(execFileSync('taskset', args));
}

/** Runs `work` with empty handlers attached. */
export async function withEmptyPair<T>(mode: Mode, work: () => Promise<T>): Promise<T> {
  const child = spawn(EMPTY, [EMPTY_OBJECT, mode], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const ended = closed.then(([code]) => Promise.reject(new Error(`empty ended with ${code}`)));
  ended.catch(() => {});
  try {
    await within('attached', Promise.race([once(child.stdout, 'data'), ended]));
    return await work();
  } finally {
    child.stdin.end();
    await closed;
  }
}

export interface Pace {
  /** Of each thread. */
  reads: number;
  /** From one batch of a thread to its next; 0 is without a pause. */
  nanoseconds: number;
  batch?: number;
  threads?: number;
}

/** Reads at a pace; waits to be let go by its input. `wrap` runs before it, by default on the programs' processor. */
export function paced(
  { reads, nanoseconds, batch = 1, threads = 1 }: Pace,
  wrap = ['taskset', '-c', PROGRAM_CPU],
): ChildProcess {
  const [program = PACED, ...args] = [...wrap, PACED, ...[reads, nanoseconds, batch, threads].map(String)];
  return spawn(program, args, { stdio: ['pipe', 'ignore', 'inherit'] });
}

/** Resident bytes of a process beside the maps it shares with the kernel. */
export function residentBytes(pid: number): number {
  let bytes = 0;
  let counts = false;
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'latin1').split('\n')) {
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) counts = !line.includes('bpf');
    const [, kilobytes] = /^Rss: +(\d+) kB/.exec(line) ?? [];
    if (counts && kilobytes !== undefined) bytes += Number(kilobytes) * 1024;
  }
  return bytes;
}

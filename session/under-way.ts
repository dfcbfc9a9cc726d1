// Reads that were under way before tracing began: the kernel side tells of a call from its entry on, so that these are
// known from /proc alone. Needs the right to trace these processes by ptrace, which root has.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { nameText } from '../contract/name-text.ts';
import { linkText } from '../contract/proc-link.ts';
import type { Kind, Syscall } from '../contract/read.ts';

/** By number, as in bpf/calls.bpf.h. */
const CALLS: Record<string, ReadonlyMap<number, Syscall>> = {
  x64: new Map([
    [0, 'read'],
    [17, 'pread64'],
    [19, 'readv'],
    [295, 'preadv'],
    [327, 'preadv2'],
  ]),
  arm64: new Map([
    [63, 'read'],
    [67, 'pread64'],
    [65, 'readv'],
    [69, 'preadv'],
    [286, 'preadv2'],
  ]),
};

/** The stack of a 32-bit program, whose calls have other numbers, lies below. */
const LOWEST_STACK = 2n ** 32n;

/** A thread that waits in a read. */
export interface UnderWay {
  pid: number;
  tid: number;
  /** The group leader's name. */
  process: string;
  syscall: Syscall;
  fd: number;
  /** As /proc has it; `unknown` and empty where that cannot be told. */
  kind: Kind;
  path: string;
}

export interface Look {
  /** What stays the same while the thread waits, by its id. */
  waiting: ReadonlyMap<number, { call: UnderWay; mark: string }>;
  /** Whether there are threads that may not be looked at. */
  denied: boolean;
}

/** Looks at the threads of these processes, or of all but `leaveOut`. */
export function lookAtReads(pids: readonly number[], leaveOut: readonly number[]): Look {
  const waiting = new Map<number, { call: UnderWay; mark: string }>();
  let denied = false;
  for (const pid of pids.length > 0 ? pids : allProcesses()) {
    if (leaveOut.includes(pid)) continue;
    for (const tid of threadsOf(pid)) {
      try {
        const found = lookAt(pid, tid);
        if (found !== null) waiting.set(tid, found);
      } catch (caught) {
        // Else it has ended.
        const { code } = caught as NodeJS.ErrnoException;
        denied ||= code === 'EACCES' || code === 'EPERM';
      }
    }
  }
  return { waiting, denied };
}

/** Those that were in a read at the first look and have not run since. */
export function stillWaiting(first: Look, last: Look): UnderWay[] {
  return [...last.waiting]
    .filter(([tid, { mark }]) => first.waiting.get(tid)?.mark === mark)
    .map(([, { call }]) => call);
}

/** null where the thread is not in a read. */
function lookAt(pid: number, tid: number): { call: UnderWay; mark: string } | null {
  const task = `/proc/${pid}/task/${tid}`;
  const text = readFileSync(`${task}/syscall`, 'latin1');
  const found = readIn(text);
  if (found === null) return null;
  const switches = readFileSync(`${task}/status`, 'latin1').match(/^\w*voluntary_ctxt_switches:.*$/gm) ?? [];
  const call = { pid, tid, process: leaderOf(pid), ...found, ...fileOf(task, found.fd) };
  return { call, mark: `${text} ${switches.join(' ')}` };
}

/**
 * From /proc/PID/syscall: the number, six arguments, the stack's and the program's place. null for another call, and
 * for a thread that runs.
 */
export function readIn(text: string, arch: string = process.arch): Pick<UnderWay, 'syscall' | 'fd'> | null {
  const [number = '', fd = '', ...rest] = text.trim().split(' ');
  const stack = rest[5];
  const syscall = CALLS[arch]?.get(Number(number));
  if (syscall === undefined || stack === undefined || BigInt(stack) < LOWEST_STACK) return null;
  return { syscall, fd: Number(BigInt.asIntN(32, BigInt(fd))) };
}

function leaderOf(pid: number): string {
  return nameText(readFileSync(`/proc/${pid}/comm`)).replace(/\n$/, '');
}

function fileOf(task: string, fd: number): Pick<UnderWay, 'kind' | 'path'> {
  try {
    return linkText(readlinkSync(`${task}/fd/${fd}`, 'buffer'));
  } catch {
    return { kind: 'unknown', path: '' };
  }
}

function allProcesses(): number[] {
  return readdirSync('/proc')
    .filter(isNumber)
    .map(Number)
    .sort((a, b) => a - b);
}

function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return []; // it has ended
  }
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}

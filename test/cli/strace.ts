// What strace says of the reads of a command: the judge of what ioscope records of it.

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SYSCALLS } from '../../contract/read.ts';
import type { Line } from './ioscope.ts';

/** One read as `call fd count ret path`, ret as bytes or as errno's name; where it read, if the call says so. */
export type Call = string;

/** Entries of a vector that the kernel takes: UIO_MAXIOV, include/uapi/linux/uio.h. */
const VECTOR_MAX = 1024;

/** The command under strace, a file a process in `directory`. */
export function underStrace(command: string[], directory: string): string[] {
  mkdirSync(directory, { recursive: true });
  // Paths of descriptors, vectors to their last entry, nothing of what was read.
  const options = ['-ff', '-y', '-v', '-s', '0', '-e', `trace=${SYSCALLS}`, '-o', join(directory, 'of')];
  return ['strace', ...options, '--', ...command];
}

/** What strace wrote there: the reads of each process by its PID, in order. Those without reads are left out. */
export function stracedReads(directory: string): Map<number, Call[]> {
  const reads = readdirSync(directory).map((file): [number, Call[]] => [
    Number(file.split('.').at(-1)),
    callsOf(readFileSync(join(directory, file), 'latin1')),
  ]);
  return new Map(reads.filter(([, calls]) => calls.length > 0));
}

function callsOf(trace: string): Call[] {
  return trace
    .split('\n')
    .filter((line) => /^p?read/.test(line))
    .map((line) => {
      const match =
        /^(\w+)\((-?\d+)(?:<(.*)>(?:\(deleted\))?)?, (.+?), (\d+)(?:, (-?\d+))?(?:, 0)?\) += (?:(?:-1|\?) (E\w+)|(\d+))/.exec(
          line,
        );
      if (!match) throw new Error(`strace wrote: ${line}`);
      const [, name = '', fd, path = '', buffer = '', size, offset, error, ret] = match;
      const count = name.includes('v') ? vectorBytes(buffer) : size;
      return call(name, `${fd} ${count} ${error ?? ret}`, offset, path);
    });
}

/** What cannot be a vector asks for nothing. */
function vectorBytes(vector: string): number {
  const lengths = [...vector.matchAll(/iov_len=(\d+)/g)].map(([, length]) => Number(length));
  return lengths.length > VECTOR_MAX ? 0 : lengths.reduce((sum, length) => sum + length, 0);
}

/** What ioscope recorded of these processes, likewise: not of strace itself. */
export function recordedReads(lines: Line[], pids: Iterable<number>): Map<number, Call[]> {
  const calls = new Map<number, Call[]>([...pids].map((pid) => [pid, []]));
  for (const { pid, syscall, fd, count, ret, error, offset, path } of lines)
    calls
      .get(pid)
      ?.push(
        call(syscall, `${fd} ${count} ${error || ret}`, String(offset), path.replace(/ \(deleted\)$/, '')),
      );
  return calls;
}

function call(name: string, what: string, offset: string | undefined, path: string): Call {
  // The other calls read where the file stands, or may do so.
  const at = name === 'pread64' || name === 'preadv' ? ` at ${offset}` : '';
  // strace sees that a signal broke the call off, and not what the program gets for it.
  return `${name} ${what.replace(/ (ERESTART\w*|EINTR)$/, ' broken off')}${at} ${path}`;
}

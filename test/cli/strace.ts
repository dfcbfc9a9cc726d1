// What strace says of the reads of a command: the judge of what ioscope records of it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SYSCALLS } from '../../contract/read.ts';
import type { Line } from './ioscope.ts';

/** One read as `call fd count ret path`, ret as bytes or as errno's name; where it read, if the call says so. */
export type Call = string;

/** Entries of a vector that the kernel takes: UIO_MAXIOV, include/uapi/linux/uio.h. */
const VECTOR_MAX = 1024;

/** The reads of each process of a command, in order, a list a process; processes in no order that matters. */
export function stracedReads(command: string[], directory: string, env: NodeJS.ProcessEnv): Call[][] {
  const traces = join(directory, 'strace');
  mkdirSync(traces, { recursive: true });
  // Paths of descriptors, vectors to their last entry, nothing of what was read.
  const options = ['-ff', '-y', '-v', '-s', '0', '-e', `trace=${SYSCALLS}`, '-o', join(traces, 'of')];
  execFileSync('strace', [...options, '--', ...command], { stdio: 'ignore', env, timeout: 30_000 });
  return sorted(readdirSync(traces).map((file) => callsOf(readFileSync(join(traces, file), 'latin1'))));
}

function callsOf(trace: string): Call[] {
  return trace
    .split('\n')
    .filter((line) => /^p?read/.test(line))
    .map((line) => {
      const match =
        /^(\w+)\((-?\d+)(?:<(.*)>(?:\(deleted\))?)?, (.+?), (\d+)(?:, (-?\d+))?(?:, 0)?\) += (?:-1 (E\w+)|(\d+))/.exec(
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

/** What ioscope recorded, in strace's words. */
export function recordedReads(lines: Line[]): Call[][] {
  const calls = new Map<number, Call[]>(lines.map(({ pid }) => [pid, []]));
  for (const { pid, syscall, fd, count, ret, error, offset, path } of lines)
    calls
      .get(pid)
      ?.push(
        call(syscall, `${fd} ${count} ${error || ret}`, String(offset), path.replace(/ \(deleted\)$/, '')),
      );
  return sorted([...calls.values()]);
}

function call(name: string, what: string, offset: string | undefined, path: string): Call {
  // The other calls read where the file stands, or may do so.
  const at = name === 'pread64' || name === 'preadv' ? ` at ${offset}` : '';
  // Each run has pipes of its own, and a compiler names of its own for what is to be forgotten.
  const place = path.replace(/^(pipe|socket):\[\d+\]$/, '$1').replace(/\/cc\w{6}\./, '/cc.');
  return `${name} ${what}${at} ${place}`;
}

/** Lists that have something in them, in an order of their own. */
function sorted(lists: Call[][]): Call[][] {
  return lists.filter((list) => list.length > 0).sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

// What strace says of the reads of a command: the judge of what ioscope records of it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One read as `fd count ret`, ret as bytes or as errno's name. */
export type Call = string;

/** The reads of each process of a command, in order, a list a process; processes in no order that matters. */
export function stracedReads(command: string[], directory: string, env: NodeJS.ProcessEnv): Call[][] {
  const traces = join(directory, 'strace');
  mkdirSync(traces, { recursive: true });
  const options = ['-ff', '-e', 'trace=read', '-e', 'raw=read', '-o', join(traces, 'of')];
  execFileSync('strace', [...options, '--', ...command], { stdio: 'ignore', env, timeout: 30_000 });
  return sorted(readdirSync(traces).map((file) => callsOf(readFileSync(join(traces, file), 'latin1'))));
}

function callsOf(trace: string): Call[] {
  return trace
    .split('\n')
    .filter((line) => line.startsWith('read('))
    .map((line) => {
      const match = /^read\((\w+), \w+, (\w+)\) += (?:-1 (E\w+)|(\w+))/.exec(line);
      if (!match) throw new Error(`strace wrote: ${line}`);
      const [, fd, count, error, ret] = match;
      return `${Number(fd)} ${Number(count)} ${error ?? Number(ret)}`;
    });
}

/** Lists that have something in them, in an order of their own. */
export function sorted(lists: Call[][]): Call[][] {
  return lists.filter((list) => list.length > 0).sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

// What a capture process would tell of the processes in plain arrays of rows.

import type { ProcessInfo, ProcessNews, ThreadInfo } from '../../contract/processes.ts';
import type { ReadRow } from '../../contract/read.ts';

/** What rows do not say, by pid. */
export type Described = ReadonlyMap<number, Partial<ProcessInfo>>;

/** A process with the given parts; the rest is a plain one that has not read. */
export function makeProcess(part: Partial<ProcessInfo> = {}): ProcessInfo {
  const pid = part.pid ?? 4242;
  const name = part.name ?? 'bash';
  return {
    key: `${pid} 1`,
    pid,
    parent: 1,
    name,
    exe: `/usr/bin/${name}`,
    cmdline: name,
    uid: 1000,
    user: 'me',
    cgroup: '',
    started: '1795356100000000000',
    reads: 0,
    bytes: 0,
    errors: 0,
    recent: [],
    ...part,
  };
}

const add = (totals: Pick<ProcessInfo, 'reads' | 'bytes' | 'errors'>, { ret }: ReadRow) => {
  totals.reads++;
  totals.bytes += Math.max(0, ret);
  if (ret < 0) totals.errors++;
};

export function processNews(rows: readonly ReadRow[], described: Described): ProcessNews {
  const processes = new Map<number, ProcessInfo>();
  let now = 0;
  for (const row of rows) {
    const { pid, process, comm, ret, time } = row;
    const name = process || comm;
    const there = processes.get(pid) ?? makeProcess({ pid, name, ...described.get(pid) });
    processes.set(pid, there);
    add(there, row);
    const at = Number(BigInt(time) / 1_000_000_000n);
    now = Math.max(now, at);
    const second = there.recent.find((one) => one.at === at);
    if (second) {
      second.reads++;
      second.bytes += Math.max(0, ret);
    } else {
      there.recent.push({ at, reads: 1, bytes: Math.max(0, ret) });
    }
  }
  const others = { processes: 0, reads: 0, bytes: 0, errors: 0 };
  return { version: rows.length, whole: true, now, processes: [...processes.values()], dropped: [], others };
}

export function threadsOf(rows: readonly ReadRow[], key: string): ThreadInfo[] {
  const threads = new Map<number, ThreadInfo>();
  for (const row of rows.filter(({ pid }) => key.startsWith(`${pid} `))) {
    const { tid, comm } = row;
    const there = threads.get(tid) ?? { tid, comm, reads: 0, bytes: 0, errors: 0 };
    threads.set(tid, there);
    add(there, row);
  }
  return [...threads.values()].sort((a, b) => b.reads - a.reads);
}

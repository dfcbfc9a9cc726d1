// Processes by name: many short ones of one name are one entry of the list. Pure.

import type { Seen } from '../../contract/capture.ts';

export type Process = Seen['pids'][number];

export interface ProcessGroup {
  /** Unlike that of every other group. */
  key: string;
  name: string;
  /** Reads that were made under this name. */
  reads: number;
  /** The busiest first, one at least. */
  processes: Process[];
}

/** The busiest group first. A process that goes by its thread's name, which no filter finds, stays alone. */
export function groupProcesses({ processes, pids }: Seen): ProcessGroup[] {
  const readsOf = new Map(processes.map(({ process, reads }) => [process, reads]));
  const groups = new Map<string, ProcessGroup>();
  for (const process of [...pids].sort((a, b) => b.reads - a.reads)) {
    const { pid, comm: name } = process;
    const key = readsOf.has(name) ? `name ${name}` : `pid ${pid}`;
    const group = groups.get(key);
    if (group) group.processes.push(process);
    else groups.set(key, { key, name, reads: process.reads, processes: [process] });
  }
  for (const group of groups.values()) {
    // A process may have read under another name before an exec: what counts is what the filter will show.
    if (group.processes.length > 1) group.reads = readsOf.get(group.name) ?? group.reads;
  }
  return [...groups.values()].sort((a, b) => b.reads - a.reads);
}

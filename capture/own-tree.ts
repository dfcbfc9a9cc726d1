// What ioscope's own processes use beside this one and the loader: the shell and, where it started one, the window.
// From /proc, down from the shell's process.

import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, the unit of times in /proc/PID/stat, on every architecture ioscope runs on: include/asm-generic/param.h. */
const TICK_NS = 1e9 / 100;
const PAGE_BYTES = 4096;

/** User and system time so far, and bytes resident that are no other process's too. */
export interface Usage {
  cpuNs: number;
  bytes: number;
}

/** Of `roots` and all that descend from them, but for `known`. What ends meanwhile counts no more. */
export function treeUsage(roots: readonly number[], known: readonly number[]): Usage {
  const sum: Usage = { cpuNs: 0, bytes: 0 };
  const left = [...roots];
  const seen = new Set<number>();
  for (let pid = left.pop(); pid !== undefined; pid = left.pop()) {
    if (seen.has(pid)) continue;
    seen.add(pid);
    try {
      left.push(...childrenOf(pid));
      if (known.includes(pid)) continue;
      const { cpuNs, bytes } = usageOf(pid);
      sum.cpuNs += cpuNs;
      sum.bytes += bytes;
    } catch {
      // It has ended.
    }
  }
  return sum;
}

/** Each thread has a list of its own: CONFIG_PROC_CHILDREN. */
function childrenOf(pid: number): number[] {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).flatMap((tid) =>
    readFileSync(`${tasks}/${tid}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
  );
}

function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // A name may hold anything: fields are counted from its last parenthesis. utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ').map(Number);
  return {
    cpuNs: (Number(fields[11]) + Number(fields[12])) * TICK_NS,
    bytes: (resident - shared) * PAGE_BYTES,
  };
}

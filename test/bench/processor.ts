// What processes take of the processors, from /proc.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { treeOf } from '../e2e/processes.ts';

const TICKS = Number(execFileSync('getconf', ['CLK_TCK']));

/** Seconds that a process has run so far, in all its threads; 0 for one that has ended. */
function seconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return 0;
  }
}

/** Per cent of one processor that each of these takes while `work` lasts. */
export async function shares<T>(
  of: Record<string, number[]>,
  work: () => Promise<T>,
): Promise<{ percent: Record<string, number>; result: T }> {
  const count = () =>
    Object.fromEntries(
      Object.entries(of).map(([name, pids]) => [name, pids.reduce((sum, pid) => sum + seconds(pid), 0)]),
    );
  const begin = performance.now();
  const before = count();
  const result = await work();
  const after = count();
  const wall = (performance.now() - begin) / 1000;
  const percent = Object.keys(of).map((name) => [
    name,
    (((after[name] ?? 0) - (before[name] ?? 0)) / wall) * 100,
  ]);
  return { percent: Object.fromEntries(percent), result };
}

/** A browser's processes by what they do: `renderer`, `gpu-process`, `utility`, and `browser` for the first. */
export function byRole(browser: number): Record<string, number[]> {
  const roles: Record<string, number[]> = {};
  for (const pid of treeOf(browser)) {
    let cmdline = '';
    try {
      cmdline = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
    } catch {
      continue; // it ended meanwhile
    }
    const role = /--type=([a-z-]+)/.exec(cmdline)?.[1] ?? 'browser';
    roles[role] = [...(roles[role] ?? []), pid];
  }
  return roles;
}

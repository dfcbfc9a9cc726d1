// The process trees of what a test started, from /proc: nothing is looked up by name across the machine.

import { readdirSync, readFileSync } from 'node:fs';

function statOf(pid: number): { state: string; parent: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', parent: Number(fields[1]) };
  } catch {
    return null; // it ended meanwhile
  }
}

/** Whether a process runs; one that ended and was not waited for does not. */
export function isAlive(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== null && stat.state !== 'Z';
}

export function childrenOf(pid: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((each) => statOf(each)?.parent === pid);
}

/** The process and all that descend from it. */
export function treeOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(treeOf)];
}

/** The child of `pid` whose command line holds `part`, or null. */
export function childRunning(pid: number, part: string): number | null {
  const runs = (child: number) => {
    try {
      return readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(part);
    } catch {
      return false; // it ended meanwhile
    }
  };
  return childrenOf(pid).find((child) => isAlive(child) && runs(child)) ?? null;
}

export function commOf(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
}

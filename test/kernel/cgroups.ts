// Control groups of version 2 for a test, and what undoes them.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Cgroups {
  outside: string;
  parent: string;
  /** Below the parent. */
  child: string;
  remove: () => void;
}

function mounted(): string | null {
  return / (\S+) \S+ - cgroup2 /.exec(` ${readFileSync('/proc/self/mountinfo', 'utf8')}`)?.[1] ?? null;
}

export function makeCgroups(): Cgroups {
  const present = mounted();
  const root = present ?? mkdtempSync(join(tmpdir(), 'ioscope-cgroup-'));
  if (present === null) execFileSync('mount', ['-t', 'cgroup2', 'none', root]);
  const outside = mkdtempSync(join(root, 'ioscope-test-'));
  const parent = mkdtempSync(join(root, 'ioscope-test-'));
  const child = join(parent, 'child');
  mkdirSync(child);
  const remove = () => {
    for (const directory of [child, parent, outside]) rmdirSync(directory);
    if (present !== null) return;
    execFileSync('umount', [root]);
    rmdirSync(root);
  };
  return { outside, parent, child, remove };
}

export function moveInto(cgroup: string, pid: number): void {
  writeFileSync(join(cgroup, 'cgroup.procs'), String(pid));
}

export function idOf(cgroup: string): bigint {
  return statSync(cgroup, { bigint: true }).ino;
}

// Control groups by path: the kernel knows them by the inode of their directory.

import { readFileSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { ProblemError } from '../contract/problem.ts';

/** Where control groups of version 2 can be seen: a path, and which group it is. */
interface Mount {
  root: string;
  point: string;
}

/**
 * The id of a group of version 2, given as in /proc/PID/cgroup. Throws ProblemError `no-cgroups` where there are none
 * to be seen, `no-cgroup` where there is not this one.
 */
export function cgroupId(path: string, mountinfo = '/proc/self/mountinfo'): bigint {
  const wanted = normalize(path);
  const mounts = cgroupMounts(readFileSync(mountinfo, 'latin1'));
  if (mounts.length === 0) {
    throw new ProblemError(
      'no-cgroups',
      'Control groups of version 2 are not mounted here, so none can be chosen.',
      'Choose by process or by name, or mount them: sudo mount -t cgroup2 none /sys/fs/cgroup',
    );
  }
  for (const { root, point } of mounts) {
    const below = isBelow(wanted, root) ? wanted.slice(root === '/' ? 0 : root.length) : null;
    const found =
      below === null ? undefined : statSync(join(point, below), { bigint: true, throwIfNoEntry: false });
    if (found?.isDirectory()) return found.ino;
  }
  throw new ProblemError(
    'no-cgroup',
    `There is no control group ${path}.`,
    'Name it as /proc/PID/cgroup does, with the slash at its beginning; "systemd-cgls" shows all there are.',
  );
}

function isBelow(path: string, root: string): boolean {
  return root === '/' || path === root || path.startsWith(`${root}/`);
}

/** The fields before the dash are counted from 0: root 3, mount point 4; the first behind it is the type. See proc(5). */
function cgroupMounts(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', behind = ''] = line.split(' - ');
    const [, , , root = '', point = ''] = before.split(' ').map(unescaped);
    return behind.startsWith('cgroup2 ') ? [{ root, point }] : [];
  });
}

/** Blanks and backslashes stand as three octal digits. */
function unescaped(field: string): string {
  const bytes = field.replaceAll(/\\([0-7]{3})/g, (_, octal) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}

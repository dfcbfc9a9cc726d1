// What the kernel does not send about a process and the machine can still tell: the user's name, the path of the
// control group, the time of its start on the calendar.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { nameText } from '../contract/name-text.ts';
import { CMDLINE_MAX } from './layout.ts';
import { parts } from './records.ts';

/** A walk through all groups takes milliseconds: not for every group that is gone. */
const WALK_MS = 1000;
/** USER_HZ is 100 everywhere: include/asm-generic/param.h. */
const TICK_NS = 10_000_000n;

export class Surroundings {
  #users: ReadonlyMap<number, string> | null = null;
  #cgroups = new Map<bigint, string>();
  #walkedMs = Number.NEGATIVE_INFINITY;

  /** Empty where /etc/passwd has none of that number. */
  user(uid: number): string {
    this.#users ??= usersIn(read('/etc/passwd'));
    return this.#users.get(uid) ?? '';
  }

  /**
   * The path of the group with this id, as in /proc/PID/cgroup; empty where it cannot be told any more. `pid` is a
   * process that was in it.
   */
  cgroup(id: bigint, pid: number): string {
    const known = this.#cgroups.get(id);
    if (known !== undefined) return known;
    const mounts = cgroupMounts(read('/proc/self/mountinfo'));
    const found = pathByProcess(id, pid, mounts) ?? this.#pathByWalk(id, mounts);
    if (found !== null) this.#cgroups.set(id, found);
    return found ?? '';
  }

  /** `bootNs` is CLOCK_BOOTTIME; nanoseconds since 1970 UTC. */
  time(bootNs: bigint): bigint {
    return bootNs + BigInt(Math.round((Date.now() - uptime() * 1000) * 1e6));
  }

  /**
   * The command line of a process as it is now, which one that was forked may write anew without running another
   * program; null where the process is gone. `startNs` is the CLOCK_BOOTTIME of its start.
   */
  cmdline(pid: number, startNs: bigint): string | null {
    const stat = read(`/proc/${pid}/stat`);
    // Field 22, in ticks of 10 ms; what comes before the last parenthesis is a name of any characters. See proc(5).
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    if (ticks !== String(startNs / TICK_NS)) return null;
    const raw = readBytes(`/proc/${pid}/cmdline`);
    return raw.length === 0 ? null : parts(raw.subarray(0, CMDLINE_MAX)).map(nameText).join(' ').trimEnd();
  }

  #pathByWalk(id: bigint, mounts: Mount[]): string | null {
    const now = performance.now();
    if (now - this.#walkedMs < WALK_MS) return null;
    this.#walkedMs = now;
    for (const mount of mounts) this.#walk(mount, '');
    return this.#cgroups.get(id) ?? null;
  }

  #walk(mount: Mount, below: string): void {
    const directory = join(mount.point, below);
    const inode = inodeOf(directory);
    if (inode === null) return;
    this.#cgroups.set(inode, join(mount.root, below));
    for (const name of foldersIn(directory)) this.#walk(mount, `${below}/${name}`);
  }
}

/** Where control groups of version 2 can be seen: which group, and at which path. */
interface Mount {
  root: string;
  point: string;
}

/** Behind the dash comes the type; the fields before it are counted from 0: root 3, mount point 4. See proc(5). */
export function cgroupMounts(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', behind = ''] = line.split(' - ');
    const [, , , root = '', point = ''] = before.split(' ').map(unescaped);
    return behind.startsWith('cgroup2 ') ? [{ root, point }] : [];
  });
}

/** Names by uid; of several for one, the first, as the system has it. */
export function usersIn(passwd: string): Map<number, string> {
  const users = new Map<number, string>();
  for (const line of passwd.split('\n')) {
    const [name = '', , uid = ''] = line.split(':');
    if (/^\d+$/.test(uid) && !users.has(Number(uid))) users.set(Number(uid), name);
  }
  return users;
}

/** Only if the group named there is the one meant: the process may have moved, or be another by now. */
function pathByProcess(id: bigint, pid: number, mounts: Mount[]): string | null {
  const path = /^0::(\/.*)$/m.exec(read(`/proc/${pid}/cgroup`))?.[1];
  if (path === undefined) return null;
  const isIt = mounts.some(({ root, point }) => {
    const below = root === '/' ? path : path.startsWith(root) ? path.slice(root.length) : null;
    return below !== null && inodeOf(join(point, below)) === id;
  });
  return isIt ? path : null;
}

function inodeOf(directory: string): bigint | null {
  return statSync(directory, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}

/** Empty for a directory that is gone. */
function foldersIn(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

const read = (path: string) => readBytes(path).toString();

/** Empty for a file that cannot be read. */
function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Blanks and backslashes stand as three octal digits. */
function unescaped(field: string): string {
  const bytes = field.replaceAll(/\\([0-7]{3})/g, (_, octal) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}

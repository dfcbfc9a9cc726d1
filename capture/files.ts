// What an open file is, from the kernel's description of it: its kind, its path's bytes, and the path as text.
// Pure; knows no store.

import { nameText } from '../contract/name-text.ts';
import type { Kind } from '../contract/read.ts';
import { FILE } from './layout.ts';
import type { FileRecord } from './records.ts';
import { parts } from './records.ts';

/** Type bits of a mode: <linux/stat.h>. */
const TYPE_BITS = 0o170000;
const TYPE = {
  pipe: 0o010000,
  char: 0o020000,
  dir: 0o040000,
  block: 0o060000,
  file: 0o100000,
  socket: 0o140000,
};

/** s_magic of file systems: <linux/magic.h>; of configfs, its own source. */
const MAGIC = {
  proc: 0x9fa0,
  pipe: 0x50495045,
  socket: 0x534f434b,
  tmpfs: 0x01021994,
  anonymous: 0x09041934,
  pidfd: 0x50494446,
  namespace: 0x6e736673,
};
const SYS_MAGICS = new Set([
  0x62656572, // sysfs
  0x27e0eb, // cgroup
  0x63677270, // cgroup2
  0x64626720, // debugfs
  0x74726163, // tracefs
  0xcafe4a11, // bpf
  0x73636673, // securityfs
  0x62656570, // configfs
  0xf97cff8c, // selinux
  0xde5e81e4, // efivarfs
  0x6165676c, // pstore
]);

/** Majors of terminals: the kernel's Documentation/admin-guide/devices.txt (4 and 5 tty, 136 to 143 pts). */
const isTerminal = (major: number) => major === 4 || major === 5 || (major >= 136 && major <= 143);

/** Names the kernel gives to anonymous inodes of a kind of their own. */
const ANONYMOUS: Readonly<Record<string, Kind>> = {
  '[eventfd]': 'eventfd',
  '[timerfd]': 'timerfd',
  '[signalfd]': 'signalfd',
  '[inotify]': 'inotify',
  inotify: 'inotify',
  '[eventpoll]': 'epoll',
};

const encoder = new TextEncoder();
const SLASH = encoder.encode('/');
const MEMFD = encoder.encode('memfd:');

/** An open file in the words of a ReadRow. */
export interface File {
  kind: Kind;
  /** The path's bytes, without the marks that its text has. */
  raw: Uint8Array;
  path: string;
}

export function describeFile(record: FileRecord): File {
  const kind = kindOf(record);
  if (isAnonymous(record)) return named(kind, 'anon_inode:', lastName(record));
  if (record.magic === MAGIC.pidfd) return named(kind, 'anon_inode:', encoder.encode('[pidfd]'));
  if (record.magic === MAGIC.pipe) return named(kind, 'pipe:', encoder.encode(`[${record.inode}]`));
  // Which sort of namespace it is, the description does not tell.
  if (record.magic === MAGIC.namespace) return named(kind, 'ns:', encoder.encode(`[${record.inode}]`));
  if (record.magic === MAGIC.socket) return named(kind, 'socket:', encoder.encode(`[${record.inode}]`));
  const raw = absolutePath(record.names);
  return { kind, raw, path: marked(nameText(raw), record.flags) };
}

function named(kind: Kind, sort: string, name: Uint8Array): File {
  return { kind, raw: Uint8Array.of(...encoder.encode(sort), ...name), path: sort + nameText(name) };
}

/** No type bits, but for kernels from 6.16 up to the one that took them back: there the file system tells. */
function isAnonymous({ mode, magic }: FileRecord): boolean {
  return (mode & TYPE_BITS) === 0 || magic === MAGIC.anonymous;
}

function kindOf(record: FileRecord): Kind {
  if (isAnonymous(record)) return ANONYMOUS[nameText(lastName(record))] ?? 'anon';
  if (record.magic === MAGIC.pidfd || record.magic === MAGIC.namespace) return 'anon';
  switch (record.mode & TYPE_BITS) {
    case TYPE.dir:
      return 'dir';
    case TYPE.pipe:
      return 'pipe';
    case TYPE.socket:
      return 'socket';
    case TYPE.char:
      return isTerminal(record.special >>> 20) ? 'tty' : 'device';
    case TYPE.block:
      return 'device';
    case TYPE.file:
      return regularKind(record);
    default:
      return 'unknown';
  }
}

function regularKind(record: FileRecord): Kind {
  if (record.magic === MAGIC.proc) return 'proc';
  if (SYS_MAGICS.has(record.magic)) return 'sys';
  // It has no place in a tree: an ordinary file of this name has a directory above it.
  const name = lastName(record);
  const isMemfd = record.magic === MAGIC.tmpfs && MEMFD.every((byte, at) => name[at] === byte);
  return isMemfd && name.length + 1 >= record.names.length ? 'memfd' : 'file';
}

function lastName({ names }: FileRecord): Uint8Array {
  return parts(names)[0] ?? new Uint8Array();
}

/** The names of a path, the last one first, as one path: `/` for none. */
export function absolutePath(names: Uint8Array): Uint8Array {
  if (names.length === 0) return SLASH;
  const found = parts(names);
  let at = found.reduce((sum, name) => sum + 1 + name.length, 0);
  const path = new Uint8Array(at);
  for (const name of found) {
    at -= name.length;
    path.set(name, at--);
    path.set(SLASH, at);
  }
  return path;
}

function marked(path: string, flags: number): string {
  // The path begins with a slash: the marks take the place before it.
  const before = flags & FILE.CUT ? '…' : flags & FILE.UNREACHABLE ? '(unreachable)' : '';
  return `${before}${path}${flags & FILE.DELETED ? ' (deleted)' : ''}`;
}

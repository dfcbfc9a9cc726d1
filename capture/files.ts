// Where an open file is, from the kernel's description of it: its path's bytes, and the path as text. Pure; knows
// no store.

import { nameText } from '../contract/name-text.ts';
import { FILE } from './layout.ts';
import type { FileRecord } from './records.ts';
import { parts } from './records.ts';

/** Type bits of a mode: <linux/stat.h>. */
const TYPE_BITS = 0o170000;

/** s_magic of file systems: <linux/magic.h>. */
const MAGIC = {
  pipe: 0x50495045,
  socket: 0x534f434b,
  anonymous: 0x09041934,
  pidfd: 0x50494446,
  namespace: 0x6e736673,
};

const encoder = new TextEncoder();
const SLASH = encoder.encode('/');

/** Where an open file is, in the words of a ReadRow. */
export interface Place {
  /** The path's bytes, without the marks that its text has. */
  raw: Uint8Array;
  path: string;
}

export function placeOf(record: FileRecord): Place {
  if (isAnonymous(record)) return named('anon_inode:', lastName(record));
  if (record.magic === MAGIC.pidfd) return named('anon_inode:', encoder.encode('[pidfd]'));
  if (record.magic === MAGIC.pipe) return named('pipe:', encoder.encode(`[${record.inode}]`));
  // Which sort of namespace it is, the description does not tell.
  if (record.magic === MAGIC.namespace) return named('ns:', encoder.encode(`[${record.inode}]`));
  if (record.magic === MAGIC.socket) return named('socket:', encoder.encode(`[${record.inode}]`));
  const raw = absolutePath(record.names);
  return { raw, path: marked(nameText(raw), record.flags) };
}

function named(sort: string, name: Uint8Array): Place {
  return { raw: Uint8Array.of(...encoder.encode(sort), ...name), path: sort + nameText(name) };
}

/** No type bits, but for kernels from 6.16 up to the one that took them back: there the file system tells. */
function isAnonymous({ mode, magic }: FileRecord): boolean {
  return (mode & TYPE_BITS) === 0 || magic === MAGIC.anonymous;
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

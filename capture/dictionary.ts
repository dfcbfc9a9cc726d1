// The distinct files and the processes of a capture, an id each from 1: rows hold ids, and 0 where nothing is
// known. The texts stay in memory for pages and filters, the rest until the store has taken it.

import { nameText } from '../contract/name-text.ts';
import { linkText } from '../contract/proc-link.ts';
import type { Kind } from '../contract/read.ts';
import { absolutePath, placeOf } from './files.ts';
import type { FileRecord, ProcessRecord } from './records.ts';
import { parts } from './records.ts';
import { Surroundings } from './surroundings.ts';

/** Beside the flags of bpf/event.h: not from the kernel's structures at the time of the call, but from /proc later. */
const BY_PROC = 0x8000;

/** A row of the table `files`. */
export interface StoredFile {
  id: number;
  kind: Kind;
  device: number;
  inode: bigint;
  size: bigint;
  raw: Uint8Array;
  text: string;
  flags: number;
}

/** What tells a file from others, in SQL and here; a kind and numbers have no space in them. */
export const FILE_KEY = "kind || ' ' || device || ' ' || inode || ' ' || text";
const keyOf = ({ kind, device, inode, text }: Omit<StoredFile, 'id'>) => `${kind} ${device} ${inode} ${text}`;

/** Descriptions of the same file, and of one opened again and again, share an id: that of the first. */
export class Files {
  #ids = new Map<string, number>();
  /** By id. */
  readonly texts: string[] = [''];
  /** By id. */
  readonly kinds: Kind[] = ['unknown'];
  /** Bytes when it was first seen, by id. */
  readonly sizes: number[] = [0];
  #fresh: StoredFile[] = [];

  id(record: FileRecord): number {
    const { kind, device, inode, size, flags } = record;
    const { raw, path } = placeOf(record);
    return this.#idOf({ kind, device, inode, size, flags, raw, text: path });
  }

  /** The id of a file that the kernel side did not describe: `link` is what /proc/PID/fd says of it. */
  idByProc(link: Uint8Array): number {
    const { kind, path } = linkText(link);
    return this.#idOf({ kind, device: 0, inode: 0n, size: 0n, flags: BY_PROC, raw: link, text: path });
  }

  /** Takes back a file read from a capture, by its FILE_KEY; ids must come in order. */
  restore(key: string, size: number): void {
    const kind = key.slice(0, key.indexOf(' ')) as Kind;
    const device = key.indexOf(' ', kind.length + 1);
    this.#add(key, { kind, size, begin: key.indexOf(' ', device + 1) + 1 });
  }

  /** Those not handed out before. */
  takeFresh(): StoredFile[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  clear(): void {
    this.#ids.clear();
    this.texts.length = 1;
    this.kinds.length = 1;
    this.sizes.length = 1;
    this.#fresh = [];
  }

  #idOf(file: Omit<StoredFile, 'id'>): number {
    const key = keyOf(file);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const { kind, size, text } = file;
    const id = this.#add(key, { kind, size: Number(size), begin: key.length - text.length });
    this.#fresh.push({ ...file, id, raw: file.raw.slice() });
    return id;
  }

  /** `begin`: of its text in the key. */
  #add(key: string, { kind, size, begin }: { kind: Kind; size: number; begin: number }): number {
    const id = this.texts.length;
    this.#ids.set(key, id);
    // A piece of the key, which V8 does not copy: the text of a path is kept once.
    this.texts.push(key.slice(begin));
    this.kinds.push(kind);
    this.sizes.push(size);
    return id;
  }
}

/** A row of the table `processes`. */
export interface StoredProcess extends Omit<ProcessRecord, 'startNs' | 'comm' | 'exe' | 'cmdline'> {
  startNs: bigint;
  raw: Uint8Array;
  text: string;
  exe: string;
  cmdline: string;
  user: string;
  cgroupPath: string;
  /** Nanoseconds since 1970 UTC. */
  started: bigint;
}

/** A process has an id for each program it ran. */
export class Processes {
  /** Names by id. */
  readonly texts: string[] = [''];
  /** By id. */
  readonly pids: number[] = [0];
  /** The newest id of each pid. */
  readonly newest = new Map<number, number>();
  #fresh: StoredProcess[] = [];
  #surroundings = new Surroundings();

  id(record: ProcessRecord): number {
    const text = nameText(record.comm);
    const id = this.restore(text, record.pid);
    this.#fresh.push({
      ...record,
      id,
      raw: record.comm.slice(),
      text,
      exe: record.exe.length === 0 ? '' : nameText(absolutePath(record.exe)),
      cmdline: parts(record.cmdline).map(nameText).join(' '),
      user: this.#surroundings.user(record.uid),
      cgroupPath: this.#surroundings.cgroup(record.cgroup, record.pid),
      started: this.#surroundings.time(record.startNs),
    });
    return id;
  }

  /** Takes back a process read from a capture; ids must come in order. Returns its id. */
  restore(text: string, pid: number): number {
    const id = this.texts.push(text) - 1;
    this.pids.push(pid);
    this.newest.set(pid, id);
    return id;
  }

  /** Those not handed out before. */
  takeFresh(): StoredProcess[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  clear(): void {
    this.texts.length = 1;
    this.pids.length = 1;
    this.newest.clear();
    this.#fresh = [];
  }
}

// The records of open files and processes, as the kernel describes them. Pure: bytes in, records out. The bytes
// in a record are views of the frame's: who keeps one keeps the whole frame.

import type { Kind } from '../contract/read.ts';
import { KINDS } from '../contract/read.ts';
import { CMDLINE_MAX, LAYOUT, PATH_MAX } from './layout.ts';
import { fault, viewOf } from './wire.ts';

/** See struct file_record in bpf/event.h. */
export interface FileRecord {
  id: number;
  /** major << 20 | minor */
  device: number;
  inode: bigint;
  size: bigint;
  /** s_magic of the file system, its lower 32 bits: statfs(2) has no longer ones. */
  magic: number;
  mode: number;
  /** Of a device: major << 20 | minor. */
  special: number;
  flags: number;
  kind: Kind;
  /** Names, the last one of the path first, each with a NUL behind it. */
  names: Uint8Array;
}

/** See struct process_record in bpf/event.h. */
export interface ProcessRecord {
  id: number;
  pid: number;
  parent: number;
  uid: number;
  startNs: bigint;
  cgroup: bigint;
  /** The group leader's name, without its padding. */
  comm: Uint8Array;
  /** As the names of a FileRecord; empty for a thread of the kernel. */
  exe: Uint8Array;
  /** Arguments, each with a NUL behind it. */
  cmdline: Uint8Array;
}

/** Throws a ProblemError where the bytes are not whole records, and for a kind there is not. */
export function decodeFiles(bytes: Uint8Array): FileRecord[] {
  const { size, fields } = LAYOUT.file_record;
  const view = viewOf(bytes);
  const records: FileRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + size > bytes.length) throw fault(`${bytes.length - at} bytes of a file`);
    const pathBytes = view.getUint16(at + fields.path_bytes[0], true);
    const end = at + size + pathBytes;
    if (pathBytes > PATH_MAX || end > bytes.length) throw fault(`a path of ${pathBytes} bytes`);
    records.push({
      id: view.getUint32(at + fields.id[0], true),
      device: view.getUint32(at + fields.device[0], true),
      inode: view.getBigUint64(at + fields.inode[0], true),
      size: view.getBigUint64(at + fields.size[0], true),
      magic: view.getUint32(at + fields.magic[0], true),
      mode: view.getUint32(at + fields.mode[0], true),
      special: view.getUint32(at + fields.special[0], true),
      flags: view.getUint16(at + fields.flags[0], true),
      kind: kindOf(view.getUint8(at + fields.kind[0])),
      names: bytes.subarray(at + size, end),
    });
    at = padded(end, bytes);
  }
  return records;
}

/** Throws a ProblemError where the bytes are not whole records. */
export function decodeProcesses(bytes: Uint8Array): ProcessRecord[] {
  const { size, fields } = LAYOUT.process_record;
  const view = viewOf(bytes);
  const records: ProcessRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + size > bytes.length) throw fault(`${bytes.length - at} bytes of a process`);
    const exeBytes = view.getUint16(at + fields.exe_bytes[0], true);
    const cmdlineBytes = view.getUint16(at + fields.cmdline_bytes[0], true);
    const words = at + size + exeBytes;
    const end = words + cmdlineBytes;
    if (exeBytes > PATH_MAX || cmdlineBytes > CMDLINE_MAX || end > bytes.length) {
      throw fault(`a process with words of ${exeBytes} and ${cmdlineBytes} bytes`);
    }
    records.push({
      id: view.getUint32(at + fields.id[0], true),
      pid: view.getUint32(at + fields.pid[0], true),
      parent: view.getUint32(at + fields.parent[0], true),
      uid: view.getUint32(at + fields.uid[0], true),
      startNs: view.getBigUint64(at + fields.start_ns[0], true),
      cgroup: view.getBigUint64(at + fields.cgroup[0], true),
      comm: untilNul(bytes.subarray(at + fields.comm[0], at + fields.comm[0] + fields.comm[1])),
      exe: bytes.subarray(at + size, words),
      cmdline: bytes.subarray(words, end),
    });
    at = padded(end, bytes);
  }
  return records;
}

function kindOf(number: number): Kind {
  const kind = KINDS[number];
  if (kind === undefined) throw fault(`a file of kind ${number}`);
  return kind;
}

/** Where the next record begins. */
function padded(end: number, bytes: Uint8Array): number {
  const next = Math.ceil(end / 8) * 8;
  if (next > bytes.length) throw fault('a record without its padding');
  return next;
}

function untilNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** The parts of `bytes`, each of which has a NUL behind it; bytes after the last NUL are a part, too. */
export function parts(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const nul = bytes.indexOf(0, from);
    const end = nul < 0 ? bytes.length : nul;
    found.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return found;
}

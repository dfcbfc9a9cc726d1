// What the loader sends, taken apart by other means than the capture process has: rows, calls that have not
// returned, processes, costs.

import { CALL, FILE, KIND, LAYOUT } from '../../capture/layout.ts';
import { type FileRecord, type ProcessRecord, parts } from '../../capture/records.ts';
import type { Done, Place } from './workload.ts';

export interface Row extends Done {
  startNs: bigint;
  latencyNs: number;
  /** Ids; 0: not known. */
  file: number;
  process: number;
}

const CALLS = Object.entries(CALL).map(([name, number]) => [number, name.toLowerCase()] as const);
const callName = new Map<number, string>(CALLS);

export function decodeRows(records: Uint8Array, placeOf: (id: number) => Place | null): Row[] {
  const bytes = Buffer.from(records.buffer, records.byteOffset, records.byteLength);
  const { size, fields } = LAYOUT.event;
  return Array.from({ length: bytes.length / size }, (_, index) => {
    const at = index * size;
    const comm = bytes.subarray(at + fields.comm[0], at + fields.comm[0] + fields.comm[1]);
    const file = bytes.readUInt32LE(at + fields.file[0]);
    return {
      startNs: bytes.readBigUInt64LE(at + fields.start_ns[0]),
      latencyNs: Number(bytes.readBigUInt64LE(at + fields.latency_ns[0])),
      count: Number(bytes.readBigUInt64LE(at + fields.count[0])),
      ret: Number(bytes.readBigInt64LE(at + fields.ret[0])),
      offset: Number(bytes.readBigInt64LE(at + fields.offset[0])),
      pid: bytes.readUInt32LE(at + fields.pid[0]),
      tid: bytes.readUInt32LE(at + fields.tid[0]),
      fd: bytes.readInt32LE(at + fields.fd[0]),
      file,
      process: bytes.readUInt32LE(at + fields.process[0]),
      call: callName.get(bytes[at + fields.call[0]] ?? 0) ?? 'unknown',
      comm: comm.toString('latin1').replace(/\0.*$/s, ''),
      place: placeOf(file),
    };
  });
}

/** The names of a record, joined as a path below the root. */
function joined(names: Uint8Array): string {
  return parts(names)
    .reverse()
    .map((name) => Buffer.from(name).toString('latin1'))
    .join('/');
}

const kind = (mode: number) => mode & 0o170000;

/** Where /proc/self/fd would say that a file is. */
export function procPath({ mode, magic, inode, flags, names }: FileRecord): string {
  const name = joined(names);
  if (kind(mode) === 0o140000) return `socket:[${inode}]`;
  if (kind(mode) === 0o010000 && name === '') return `pipe:[${inode}]`;
  if (kind(mode) === 0) return `anon_inode:${name}`;
  if (magic === 0x6e736673) return `mnt:[${inode}]`;
  if (name.startsWith('memfd:')) return `/${name} (deleted)`;
  return `/${name}${flags & FILE.DELETED ? ' (deleted)' : ''}`;
}

const kindNames = new Map<number, string>(
  Object.entries(KIND).map(([name, number]) => [number, name.toLowerCase()]),
);

/** The kind of each file in a FILES frame, by its id. */
export function* decodeKinds(bytes: Buffer): Generator<[id: number, kind: string]> {
  const { size, fields } = LAYOUT.file_record;
  for (let at = 0; at < bytes.length; ) {
    const kind = kindNames.get(bytes[at + fields.kind[0]] ?? -1) ?? 'no kind';
    yield [bytes.readUInt32LE(at + fields.id[0]), kind];
    at += size + Math.ceil(bytes.readUInt16LE(at + fields.path_bytes[0]) / 8) * 8;
  }
}

/** Reads lost for want of a slot in a LOST frame, by pid. */
export function* decodeSlotless(bytes: Buffer): Generator<[pid: number, reads: number]> {
  const { size, fields } = LAYOUT.lost;
  for (let at = 0; at < bytes.length; at += size)
    yield [bytes.readUInt32LE(at + fields.pid[0]), Number(bytes.readBigUInt64LE(at + fields.slotless[0]))];
}

/** What a process record says, as text. */
export interface Process {
  id: number;
  pid: number;
  parent: number;
  uid: number;
  startNs: bigint;
  cgroup: bigint;
  comm: string;
  exe: string;
  cmdline: string[];
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

export function processOf({ comm, exe, cmdline, ...rest }: ProcessRecord): Process {
  return { ...rest, comm: text(comm), exe: `/${joined(exe)}`, cmdline: parts(cmdline).map(text) };
}

/** A call that has not returned: struct blocked. */
export interface Blocked {
  startNs: bigint;
  tid: number;
  process: number;
  place: Place | null;
  fd: number;
  count: number;
  call: string;
}

export function decodeBlocked(bytes: Buffer, placeOf: (id: number) => Place | null): Blocked[] {
  const { size, fields } = LAYOUT.blocked;
  return Array.from({ length: bytes.length / size }, (_, index) => {
    const at = index * size;
    return {
      startNs: bytes.readBigUInt64LE(at + fields.start_ns[0]),
      tid: bytes.readUInt32LE(at + fields.tid[0]),
      process: bytes.readUInt32LE(at + fields.process[0]),
      place: placeOf(bytes.readUInt32LE(at + fields.file[0])),
      fd: bytes.readInt32LE(at + fields.fd[0]),
      count: Number(bytes.readBigUInt64LE(at + fields.count[0])),
      call: callName.get(bytes[at + fields.call[0]] ?? 0) ?? 'unknown',
    };
  });
}

/** What tracing costs: the end of struct stats. */
export interface Cost {
  sampledNs: number;
  samples: number;
  loaderCpuNs: number;
  loaderRss: number;
}

export function decodeCost(bytes: Buffer): Cost {
  const { fields } = LAYOUT.stats;
  return {
    sampledNs: Number(bytes.readBigUInt64LE(fields.sampled_ns[0])),
    samples: Number(bytes.readBigUInt64LE(fields.samples[0])),
    loaderCpuNs: Number(bytes.readBigUInt64LE(fields.loader_cpu_ns[0])),
    loaderRss: Number(bytes.readBigUInt64LE(fields.loader_rss[0])),
  };
}

/** Cuts a stream into frames, each with its header. */
export class Cutter {
  #held = Buffer.alloc(0);

  *push(bytes: Uint8Array): Generator<Buffer> {
    this.#held = Buffer.concat([this.#held, bytes]);
    const { size } = LAYOUT.frame_header;
    while (this.#held.length >= size) {
      const end = size + this.#held.readUInt32LE(4);
      if (this.#held.length < end) return;
      yield this.#held.subarray(0, end);
      this.#held = this.#held.subarray(end);
    }
  }
}

// Builds records and frames as the loader sends them, with defaults for what a test does not care about.

import type { Columns } from '../../capture/columns.ts';
import type { Met } from '../../capture/intake.ts';
import { Intake } from '../../capture/intake.ts';
import { ABI_VERSION, CALL, FRAME, KIND, LAYOUT } from '../../capture/layout.ts';

export interface EventFields {
  start_ns: bigint;
  latency_ns: bigint;
  count: bigint;
  ret: bigint;
  offset: bigint;
  pid: number;
  tid: number;
  fd: number;
  file: number;
  process: number;
  call: number;
  comm: string | Uint8Array;
}

const DEFAULTS: EventFields = {
  start_ns: 1_000_000_000n,
  latency_ns: 1500n,
  count: 4096n,
  ret: 4096n,
  offset: -1n,
  pid: 100,
  tid: 101,
  fd: 3,
  file: 0,
  process: 0,
  call: CALL.READ,
  comm: 'cat',
};

/** Whole event records, one after the other. */
export function records(events: Partial<EventFields>[]): Uint8Array {
  const { size, fields } = LAYOUT.event;
  const bytes = new Uint8Array(size * events.length);
  const view = new DataView(bytes.buffer);
  events.forEach((given, index) => {
    const event = { ...DEFAULTS, ...given };
    const at = index * size;
    view.setBigUint64(at + fields.start_ns[0], event.start_ns, true);
    view.setBigUint64(at + fields.latency_ns[0], event.latency_ns, true);
    view.setBigUint64(at + fields.count[0], event.count, true);
    view.setBigInt64(at + fields.ret[0], event.ret, true);
    view.setBigInt64(at + fields.offset[0], event.offset, true);
    view.setUint32(at + fields.pid[0], event.pid, true);
    view.setUint32(at + fields.tid[0], event.tid, true);
    view.setInt32(at + fields.fd[0], event.fd, true);
    view.setUint32(at + fields.file[0], event.file, true);
    view.setUint32(at + fields.process[0], event.process, true);
    view.setUint8(at + fields.call[0], event.call);
    bytes.set(encoded(event.comm).subarray(0, fields.comm[1]), at + fields.comm[0]);
  });
  return bytes;
}

/** Events as rows for a capture, by a recording that announced neither files nor processes. */
export function columns(met: Met, events: Partial<EventFields>[], clockOffsetNs = 0n): Columns {
  return new Intake(met).columns(records(events), clockOffsetNs);
}

export interface FileFields {
  id: number;
  device: number;
  inode: bigint;
  size: bigint;
  magic: number;
  mode: number;
  special: number;
  flags: number;
  kind: number;
  /** Last name first. */
  names: (string | Uint8Array)[];
}

/** An ordinary file on ext4. */
const FILE_DEFAULTS: FileFields = {
  id: 1,
  device: (8 << 20) | 1,
  inode: 12n,
  size: 4096n,
  magic: 0xef53,
  mode: 0o100644,
  special: 0,
  flags: 0,
  kind: KIND.FILE,
  names: ['passwd', 'etc'],
};

/** File records with their names, one after the other. */
export function fileRecords(files: Partial<FileFields>[]): Uint8Array {
  const { size, fields } = LAYOUT.file_record;
  return join(
    ...files.map((given) => {
      const file = { ...FILE_DEFAULTS, ...given };
      const words = withNuls(file.names);
      const { bytes, view } = padded(size, words);
      view.setUint32(fields.id[0], file.id, true);
      view.setUint32(fields.device[0], file.device, true);
      view.setBigUint64(fields.inode[0], file.inode, true);
      view.setBigUint64(fields.size[0], file.size, true);
      view.setBigUint64(fields.magic[0], BigInt(file.magic), true);
      view.setUint32(fields.mode[0], file.mode, true);
      view.setUint32(fields.special[0], file.special, true);
      view.setUint16(fields.flags[0], file.flags, true);
      view.setUint16(fields.path_bytes[0], words.length, true);
      view.setUint8(fields.kind[0], file.kind);
      return bytes;
    }),
  );
}

export interface ProcessFields {
  id: number;
  pid: number;
  parent: number;
  uid: number;
  start_ns: bigint;
  cgroup: bigint;
  comm: string | Uint8Array;
  /** Last name first. */
  exe: (string | Uint8Array)[];
  cmdline: (string | Uint8Array)[];
}

const PROCESS_DEFAULTS: ProcessFields = {
  id: 1,
  pid: 100,
  parent: 1,
  uid: 1000,
  start_ns: 5_000_000_000n,
  cgroup: 77n,
  comm: 'cat',
  exe: ['cat', 'bin', 'usr'],
  cmdline: ['cat', '/etc/passwd'],
};

/** Process records with their words, one after the other. */
export function processRecords(processes: Partial<ProcessFields>[]): Uint8Array {
  const { size, fields } = LAYOUT.process_record;
  return join(
    ...processes.map((given) => {
      const process = { ...PROCESS_DEFAULTS, ...given };
      const exe = withNuls(process.exe);
      const cmdline = withNuls(process.cmdline);
      const { bytes, view } = padded(size, join(exe, cmdline));
      view.setUint32(fields.id[0], process.id, true);
      view.setUint32(fields.pid[0], process.pid, true);
      view.setUint32(fields.parent[0], process.parent, true);
      view.setUint32(fields.uid[0], process.uid, true);
      view.setBigUint64(fields.start_ns[0], process.start_ns, true);
      view.setBigUint64(fields.cgroup[0], process.cgroup, true);
      bytes.set(encoded(process.comm).subarray(0, fields.comm[1]), fields.comm[0]);
      view.setUint16(fields.exe_bytes[0], exe.length, true);
      view.setUint16(fields.cmdline_bytes[0], cmdline.length, true);
      return bytes;
    }),
  );
}

function encoded(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

function withNuls(words: (string | Uint8Array)[]): Uint8Array {
  return join(...words.flatMap((word) => [encoded(word), Uint8Array.of(0)]));
}

/** Room for a record of `size` with its words behind, up to a multiple of 8. */
function padded(size: number, words: Uint8Array): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(Math.ceil((size + words.length) / 8) * 8);
  bytes.set(words, size);
  return { bytes, view: new DataView(bytes.buffer) };
}

export function frame(type: number, payload: Uint8Array = new Uint8Array()): Uint8Array {
  const { size, fields } = LAYOUT.frame_header;
  const bytes = new Uint8Array(size + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(fields.type[0], type, true);
  view.setUint32(fields.length[0], payload.length, true);
  bytes.set(payload, size);
  return bytes;
}

export function helloFrame(
  token: Uint8Array,
  { magic = 0x50435349, version = ABI_VERSION as number, eventSize = LAYOUT.event.size as number } = {},
): Uint8Array {
  const { size, fields } = LAYOUT.hello;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(fields.magic[0], magic, true);
  view.setUint16(fields.abi_version[0], version, true);
  view.setUint16(fields.event_size[0], eventSize, true);
  bytes.set(token, fields.token[0]);
  return frame(FRAME.HELLO, bytes);
}

export function readyFrame({ clockOffsetNs = 0n, attach = 1 } = {}): Uint8Array {
  const { size, fields } = LAYOUT.ready;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(fields.clock_offset_ns[0], clockOffsetNs, true);
  view.setUint32(fields.attach[0], attach, true);
  view.setUint32(fields.loader_pid[0], 4711, true);
  view.setUint32(fields.ring_bytes[0], 64 << 20, true);
  return frame(FRAME.READY, bytes);
}

export function statsFrame(
  counters: Partial<Record<keyof typeof LAYOUT.counters.fields, number>>,
  inFlight = 0,
  cost: { nowNs?: bigint; sampledNs?: bigint; samples?: bigint; cpuNs?: bigint; rss?: bigint } = {},
): Uint8Array {
  const { size, fields } = LAYOUT.stats;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  for (const [name, [offset]] of Object.entries(LAYOUT.counters.fields)) {
    view.setBigUint64(offset, BigInt(counters[name as keyof typeof LAYOUT.counters.fields] ?? 0), true);
  }
  view.setBigUint64(fields.in_flight[0], BigInt(inFlight), true);
  view.setBigUint64(fields.now_ns[0], cost.nowNs ?? 0n, true);
  view.setBigUint64(fields.sampled_ns[0], cost.sampledNs ?? 0n, true);
  view.setBigUint64(fields.samples[0], cost.samples ?? 0n, true);
  view.setBigUint64(fields.loader_cpu_ns[0], cost.cpuNs ?? 0n, true);
  view.setBigUint64(fields.loader_rss[0], cost.rss ?? 0n, true);
  return frame(FRAME.STATS, bytes);
}

/** None: the end of an answer. */
export function blockedFrame(
  ...calls: { startNs: bigint; tid: number; file?: number; process?: number }[]
): Uint8Array {
  const { size, fields } = LAYOUT.blocked;
  const bytes = new Uint8Array(size * calls.length);
  const view = new DataView(bytes.buffer);
  calls.forEach(({ startNs, tid, file = 0, process = 0 }, index) => {
    const at = index * size;
    view.setBigUint64(at + fields.start_ns[0], startNs, true);
    view.setBigUint64(at + fields.count[0], 99n, true);
    view.setUint32(at + fields.tid[0], tid, true);
    view.setUint32(at + fields.process[0], process, true);
    view.setUint32(at + fields.file[0], file, true);
    view.setInt32(at + fields.fd[0], 5, true);
    view.setUint8(at + fields.call[0], 3);
  });
  return frame(FRAME.BLOCKED, bytes);
}

export type LostFields = Partial<
  Record<Exclude<keyof typeof LAYOUT.lost.fields, 'pid' | 'reserved'>, number | bigint>
> & {
  pid: number;
};

/** Totals of processes. */
export function lostFrame(...totals: LostFields[]): Uint8Array {
  const { size, fields } = LAYOUT.lost;
  const bytes = new Uint8Array(size * totals.length);
  const view = new DataView(bytes.buffer);
  totals.forEach(({ pid, ...counts }, index) => {
    view.setUint32(index * size + fields.pid[0], pid, true);
    for (const [name, value] of Object.entries(counts)) {
      const [at] = fields[name as keyof typeof fields];
      view.setBigUint64(index * size + at, BigInt(value), true);
    }
  });
  return frame(FRAME.LOST, bytes);
}

export function filteredFrame(nowNs = 0n): Uint8Array {
  const bytes = new Uint8Array(LAYOUT.filtered.size);
  new DataView(bytes.buffer).setBigUint64(LAYOUT.filtered.fields.now_ns[0], nowNs, true);
  return frame(FRAME.FILTERED, bytes);
}

export function errorFrame(code: string, message: string, remedy: string): Uint8Array {
  const { size, fields } = LAYOUT.failure;
  const bytes = new Uint8Array(size);
  const encode = (text: string) => new TextEncoder().encode(text);
  bytes.set(encode(code), fields.code[0]);
  bytes.set(encode(message), fields.message[0]);
  bytes.set(encode(remedy), fields.remedy[0]);
  return frame(FRAME.ERROR, bytes);
}

export function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

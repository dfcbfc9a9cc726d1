// Builds event records and frames as the loader sends them, with defaults for what a test does not care about.

import { FRAME, LAYOUT } from '../../capture/layout.ts';

export interface EventFields {
  start_ns: bigint;
  latency_ns: bigint;
  count: bigint;
  ret: bigint;
  pid: number;
  tid: number;
  fd: number;
  comm: string | Uint8Array;
}

const DEFAULTS: EventFields = {
  start_ns: 1_000_000_000n,
  latency_ns: 1500n,
  count: 4096n,
  ret: 4096n,
  pid: 100,
  tid: 101,
  fd: 3,
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
    view.setUint32(at + fields.pid[0], event.pid, true);
    view.setUint32(at + fields.tid[0], event.tid, true);
    view.setInt32(at + fields.fd[0], event.fd, true);
    const comm = typeof event.comm === 'string' ? new TextEncoder().encode(event.comm) : event.comm;
    bytes.set(comm.subarray(0, fields.comm[1]), at + fields.comm[0]);
  });
  return bytes;
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
  { magic = 0x50435349, version = 1, eventSize = 64 } = {},
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
): Uint8Array {
  const { size, fields } = LAYOUT.stats;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  for (const [name, [offset]] of Object.entries(LAYOUT.counters.fields)) {
    view.setBigUint64(offset, BigInt(counters[name as keyof typeof LAYOUT.counters.fields] ?? 0), true);
  }
  view.setBigUint64(fields.in_flight[0], BigInt(inFlight), true);
  return frame(FRAME.STATS, bytes);
}

export function lostFrame(pid: number, reads: number): Uint8Array {
  const { size, fields } = LAYOUT.lost;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(fields.pid[0], pid, true);
  view.setBigUint64(fields.reads[0], BigInt(reads), true);
  return frame(FRAME.LOST, bytes);
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

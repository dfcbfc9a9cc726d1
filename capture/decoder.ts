// Bytes in, frames out. Pure: knows neither socket nor store. What a peer sends is not trusted.

import { ATTACH, FRAME, FRAME_MAX, LAYOUT } from './layout.ts';
import type { FileRecord, ProcessRecord } from './records.ts';
import { decodeFiles, decodeProcesses } from './records.ts';
import { fault, viewOf } from './wire.ts';

export interface Hello {
  magic: number;
  abiVersion: number;
  eventSize: number;
  token: Uint8Array;
}

export interface Ready {
  /** CLOCK_REALTIME minus CLOCK_MONOTONIC, nanoseconds. */
  clockOffsetNs: bigint;
  attach: 'btf' | 'tracepoint';
  loaderPid: number;
  ringBytes: number;
}

/** The fields of struct counters, by their names. */
export type Counters = Record<keyof typeof LAYOUT.counters.fields, number>;

export interface Stats {
  counters: Counters;
  nowNs: bigint;
  sent: number;
  inFlight: number;
  ringUsed: number;
  /** Time in the handlers of sampled calls, and how many these were. */
  sampledNs: number;
  samples: number;
  loaderCpuNs: number;
  loaderRss: number;
}

export interface Blocked {
  startNs: bigint;
  count: bigint;
  tid: number;
  process: number;
  file: number;
  fd: number;
  call: number;
}

export interface Lost {
  pid: number;
  reads: number;
  /** Of these, for want of room in the join map. */
  slotless: number;
  bytes: number;
  errors: number;
  latencyNs: number;
  firstNs: bigint;
  lastNs: bigint;
}

export type Frame =
  | { type: 'hello'; hello: Hello }
  | { type: 'ready'; ready: Ready }
  /** Whole event records, in a buffer of their own. */
  | { type: 'events'; records: Uint8Array }
  | { type: 'files'; files: FileRecord[] }
  | { type: 'processes'; processes: ProcessRecord[] }
  | { type: 'stats'; stats: Stats }
  /** Part of an answer; an empty one ends it. */
  | { type: 'blocked'; blocked: Blocked[] }
  | { type: 'lost'; lost: Lost[] }
  /** The filter sent last is in force. */
  | { type: 'filtered' }
  | { type: 'error'; code: string; message: string; remedy: string }
  | { type: 'bye' };

/** Takes bytes as they come and hands out frames. Throws a ProblemError at the first byte that cannot be right. */
export class FrameDecoder {
  #parts: Uint8Array[] = [];
  #held = 0;
  #wanted: number = LAYOUT.frame_header.size;
  #type = -1;

  /**
   * The frames that `bytes` completes, in order, one at a time: those before a fault are handed out before it
   * throws. The decoder keeps what is left over.
   */
  *push(bytes: Uint8Array): Generator<Frame, void, undefined> {
    this.#parts.push(bytes);
    this.#held += bytes.length;
    while (this.#held >= this.#wanted) {
      const whole = this.#take(this.#wanted);
      if (this.#type < 0) {
        this.#header(whole);
      } else {
        const type = this.#type;
        this.#type = -1;
        this.#wanted = LAYOUT.frame_header.size;
        yield decodePayload(type, whole);
      }
    }
  }

  #header(bytes: Uint8Array): void {
    const view = viewOf(bytes);
    const { type, length } = LAYOUT.frame_header.fields;
    this.#type = view.getUint32(type[0], true);
    this.#wanted = view.getUint32(length[0], true);
    if (this.#wanted > FRAME_MAX) throw fault(`a frame of ${this.#wanted} bytes`);
  }

  /** Joins parts only here, once a frame is whole: a frame in many pieces is not copied for each piece. */
  #take(size: number): Uint8Array {
    const whole = new Uint8Array(size);
    let at = 0;
    while (at < size) {
      const part = this.#parts[0];
      if (part === undefined) throw new Error('decoder lost count of its bytes');
      const used = Math.min(part.length, size - at);
      whole.set(part.subarray(0, used), at);
      at += used;
      if (used === part.length) this.#parts.shift();
      else this.#parts[0] = part.subarray(used);
    }
    this.#held -= size;
    return whole;
  }
}

function decodePayload(type: number, bytes: Uint8Array): Frame {
  switch (type) {
    case FRAME.HELLO:
      return { type: 'hello', hello: decodeHello(sized('hello', bytes)) };
    case FRAME.READY:
      return { type: 'ready', ready: decodeReady(sized('ready', bytes)) };
    case FRAME.EVENTS:
      if (bytes.length % LAYOUT.event.size !== 0) throw fault(`${bytes.length} bytes of events`);
      return { type: 'events', records: bytes };
    case FRAME.FILES:
      return { type: 'files', files: decodeFiles(bytes) };
    case FRAME.PROCESSES:
      return { type: 'processes', processes: decodeProcesses(bytes) };
    case FRAME.STATS:
      return { type: 'stats', stats: decodeStats(sized('stats', bytes)) };
    case FRAME.BLOCKED:
      return { type: 'blocked', blocked: decodeBlocked(bytes) };
    case FRAME.LOST:
      return { type: 'lost', lost: decodeLost(bytes) };
    case FRAME.FILTERED:
      sized('filtered', bytes);
      return { type: 'filtered' };
    case FRAME.ERROR: {
      const { fields } = LAYOUT.failure;
      sized('failure', bytes);
      return {
        type: 'error',
        code: text(bytes, fields.code),
        message: text(bytes, fields.message),
        remedy: text(bytes, fields.remedy),
      };
    }
    case FRAME.BYE:
      if (bytes.length > 0) throw fault('an end with a payload');
      return { type: 'bye' };
    default:
      throw fault(`a frame of type ${type}`);
  }
}

function sized(name: keyof typeof LAYOUT, bytes: Uint8Array): Uint8Array {
  if (bytes.length !== LAYOUT[name].size) throw fault(`a ${name} of ${bytes.length} bytes`);
  return bytes;
}

function text(bytes: Uint8Array, [offset, size]: readonly [number, number]): string {
  const field = bytes.subarray(offset, offset + size);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

function decodeHello(bytes: Uint8Array): Hello {
  const view = viewOf(bytes);
  const { magic, abi_version, event_size, token } = LAYOUT.hello.fields;
  return {
    magic: view.getUint32(magic[0], true),
    abiVersion: view.getUint16(abi_version[0], true),
    eventSize: view.getUint16(event_size[0], true),
    token: bytes.subarray(token[0], token[0] + token[1]),
  };
}

function decodeReady(bytes: Uint8Array): Ready {
  const view = viewOf(bytes);
  const { clock_offset_ns, attach, loader_pid, ring_bytes } = LAYOUT.ready.fields;
  const mode = view.getUint32(attach[0], true);
  if (mode !== ATTACH.BTF && mode !== ATTACH.TRACEPOINT) throw fault(`attach mode ${mode}`);
  return {
    clockOffsetNs: view.getBigInt64(clock_offset_ns[0], true),
    attach: mode === ATTACH.BTF ? 'btf' : 'tracepoint',
    loaderPid: view.getUint32(loader_pid[0], true),
    ringBytes: view.getUint32(ring_bytes[0], true),
  };
}

/** A counter as a number: exact up to 2^53, which is 285 years at a million a second. */
function counter(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true));
}

function decodeStats(bytes: Uint8Array): Stats {
  const view = viewOf(bytes);
  const { now_ns, sent, in_flight, ring_used, sampled_ns, samples, loader_cpu_ns, loader_rss } =
    LAYOUT.stats.fields;
  const counters = Object.entries(LAYOUT.counters.fields).map(([name, [at]]) => [name, counter(view, at)]);
  return {
    counters: Object.fromEntries(counters) as Counters,
    nowNs: view.getBigUint64(now_ns[0], true),
    sent: counter(view, sent[0]),
    inFlight: counter(view, in_flight[0]),
    ringUsed: counter(view, ring_used[0]),
    sampledNs: counter(view, sampled_ns[0]),
    samples: counter(view, samples[0]),
    loaderCpuNs: counter(view, loader_cpu_ns[0]),
    loaderRss: counter(view, loader_rss[0]),
  };
}

function decodeBlocked(bytes: Uint8Array): Blocked[] {
  const { size, fields } = LAYOUT.blocked;
  if (bytes.length % size !== 0) throw fault(`${bytes.length} bytes of calls that wait`);
  const view = viewOf(bytes);
  return Array.from({ length: bytes.length / size }, (_, index) => {
    const base = index * size;
    return {
      startNs: view.getBigUint64(base + fields.start_ns[0], true),
      count: view.getBigUint64(base + fields.count[0], true),
      tid: view.getUint32(base + fields.tid[0], true),
      process: view.getUint32(base + fields.process[0], true),
      file: view.getUint32(base + fields.file[0], true),
      fd: view.getInt32(base + fields.fd[0], true),
      call: view.getUint8(base + fields.call[0]),
    };
  });
}

function decodeLost(bytes: Uint8Array): Lost[] {
  const { size, fields } = LAYOUT.lost;
  if (bytes.length % size !== 0) throw fault(`${bytes.length} bytes of losses`);
  const view = viewOf(bytes);
  return Array.from({ length: bytes.length / size }, (_, index) => {
    const base = index * size;
    return {
      pid: view.getUint32(base + fields.pid[0], true),
      reads: counter(view, base + fields.reads[0]),
      slotless: counter(view, base + fields.slotless[0]),
      bytes: counter(view, base + fields.bytes[0]),
      errors: counter(view, base + fields.errors[0]),
      latencyNs: counter(view, base + fields.latency_ns[0]),
      firstNs: view.getBigUint64(base + fields.first_ns[0], true),
      lastNs: view.getBigUint64(base + fields.last_ns[0], true),
    };
  });
}

// A peer for the loader, as small as can be: the private directory, the handshake, and what came.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Frame, FrameDecoder, type Lost, type Ready, type Stats } from '../../capture/decoder.ts';
import { CALL, FILE, FRAME, LAYOUT, SCOPE } from '../../capture/layout.ts';
import { type FileRecord, type ProcessRecord, parts } from '../../capture/records.ts';
import type { Done, Place } from './workload.ts';

export const LOADER = join(import.meta.dirname, '../../.output/ioscope-loader');
export type Mark = keyof typeof SCOPE;

export interface Row extends Done {
  startNs: bigint;
  latencyNs: number;
  /** Ids; 0: not known. */
  file: number;
  process: number;
}

export interface PeerOptions {
  everything?: boolean;
  scope?: { pid: number; mark: Mark }[];
  args?: string[];
  /** Runs before the loader's path: `['setpriv', …]`. */
  wrap?: string[];
  env?: NodeJS.ProcessEnv;
  /** Done to the directory before the loader sees it. */
  spoil?: (directory: string) => void;
  /** Sent in place of START. */
  answer?: Buffer;
  /** Owner of directory, token and socket. */
  owner?: number;
  /** User who listens, if not the owner. */
  listenAs?: number;
}

const DEADLINE_MS = 15_000;
export const NOBODY = 65534;

/** Rejects rather than wait for ever. */
export async function within<T>(what: string, promise: Promise<T>, ms = DEADLINE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function frame(type: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const header = Buffer.alloc(LAYOUT.frame_header.size);
  header.writeUInt32LE(type, 0);
  header.writeUInt32LE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

export function startFrame(everything: boolean, scope: { pid: number; mark: Mark }[]): Buffer {
  const payload = Buffer.alloc(8 + 8 * scope.length);
  payload.writeUInt32LE(everything ? 1 : 0, 0);
  payload.writeUInt32LE(scope.length, 4);
  scope.forEach(({ pid, mark }, index) => {
    payload.writeUInt32LE(pid, 8 + 8 * index);
    payload.writeUInt32LE(SCOPE[mark], 12 + 8 * index);
  });
  return frame(FRAME.START, payload);
}

const CALLS = Object.entries(CALL).map(([name, number]) => [number, name.toLowerCase()] as const);
const callName = new Map<number, string>(CALLS);

function decodeRows(records: Uint8Array, placeOf: (id: number) => Place | null): Row[] {
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
function procPath({ mode, magic, inode, flags, names }: FileRecord): string {
  const name = joined(names);
  if (kind(mode) === 0o140000) return `socket:[${inode}]`;
  if (kind(mode) === 0o010000 && name === '') return `pipe:[${inode}]`;
  if (kind(mode) === 0) return `anon_inode:${name}`;
  if (magic === 0x6e736673) return `mnt:[${inode}]`;
  if (name.startsWith('memfd:')) return `/${name} (deleted)`;
  return `/${name}${flags & FILE.DELETED ? ' (deleted)' : ''}`;
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

function processOf({ comm, exe, cmdline, ...rest }: ProcessRecord): Process {
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

function decodeBlocked(bytes: Buffer, placeOf: (id: number) => Place | null): Blocked[] {
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

function decodeCost(bytes: Buffer): Cost {
  const { fields } = LAYOUT.stats;
  return {
    sampledNs: Number(bytes.readBigUInt64LE(fields.sampled_ns[0])),
    samples: Number(bytes.readBigUInt64LE(fields.samples[0])),
    loaderCpuNs: Number(bytes.readBigUInt64LE(fields.loader_cpu_ns[0])),
    loaderRss: Number(bytes.readBigUInt64LE(fields.loader_rss[0])),
  };
}

/** Cuts a stream into frames, each with its header. */
class Cutter {
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

const FRAME_BLOCKED = 10;
const FRAME_ASK_BLOCKED = 18;

/** One run of the loader. Frames are collected as they come. */
export class Peer {
  readonly directory: string;
  readonly lost = new Map<number, Lost>();
  ready: Ready | null = null;
  stats: Stats | null = null;
  cost: Cost | null = null;
  error: Extract<Frame, { type: 'error' }> | null = null;
  /** Whether the loader said anything at all. */
  greeted = false;
  saidBye = false;
  stderr = '';
  /** Largest EVENTS payload seen. */
  largestBatch = 0;
  /** What came since the last complete answer to askBlocked(), and how many were complete. */
  blocked: Blocked[] = [];
  answers = 0;
  readonly files = new Map<number, FileRecord>();
  readonly processes = new Map<number, Process>();
  #records: Uint8Array[] = [];
  #socket: Socket | null = null;
  #server: Server;
  #child: ChildProcess;
  readonly #token: Buffer;
  #changed: (() => void)[] = [];
  readonly exited: Promise<number | null>;

  constructor(options: PeerOptions) {
    this.directory = mkdtempSync(join(tmpdir(), 'ioscope-'));
    chmodSync(this.directory, 0o700);
    this.#token = Buffer.alloc(32, 0xa5);
    writeFileSync(join(this.directory, 'token'), this.#token, { mode: 0o600 });
    this.#server = createServer((socket) => this.#greet(socket, options));
    this.#listen(options.owner ?? null, options.listenAs ?? options.owner ?? null);
    options.spoil?.(this.directory);
    const [program = LOADER, ...args] = [
      ...(options.wrap ?? []),
      LOADER,
      ...(options.args ?? []),
      this.directory,
    ];
    this.#child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: options.env ?? process.env,
    });
    this.#child.stderr?.on('data', (text) => {
      this.stderr += text;
    });
    this.exited = once(this.#child, 'close').then(([code]) => {
      this.#server.close();
      rmSync(this.directory, { recursive: true, force: true });
      return code as number | null;
    });
  }

  /** A loader that is attached. Rejects with its error if it does not come so far. */
  static async recording(options: PeerOptions): Promise<Peer> {
    const peer = new Peer(options);
    await within(
      'READY',
      peer.until(() => peer.ready !== null || peer.error !== null || peer.ended),
    );
    if (!peer.ready) throw new Error(`the loader failed: ${peer.stderr}`);
    return peer;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get rows(): Row[] {
    return this.#records.flatMap((records) => decodeRows(records, (id) => this.placeOf(id)));
  }

  placeOf(id: number): Place | null {
    const file = this.files.get(id);
    if (id === 0) return null;
    if (file === undefined) throw new Error(`an event of file ${id}, which was never sent`);
    return { mode: file.mode, device: file.device, inode: file.inode, path: procPath(file) };
  }

  processOf(row: Row): Process {
    const process = this.processes.get(row.process);
    if (process === undefined) throw new Error(`an event of process ${row.process}, which was never sent`);
    return process;
  }

  get rowCount(): number {
    return this.#records.reduce((sum, bytes) => sum + bytes.length / LAYOUT.event.size, 0);
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (holds()) resolve();
        else this.#changed.push(look);
      };
      look();
      this.exited.then(look);
    });
  }

  /** Stops reading from the socket, so that the loader has to wait. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  hangUp(): void {
    this.#socket?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  send(bytes: Uint8Array): void {
    this.#socket?.write(bytes);
  }

  /** Asks which calls have not returned. */
  async askBlocked(): Promise<Blocked[]> {
    const answers = this.answers;
    this.blocked = [];
    this.send(frame(FRAME_ASK_BLOCKED));
    await within(
      'answer',
      this.until(() => this.answers > answers),
    );
    return this.blocked;
  }

  /** Ends in order; the exit code. */
  async stop(): Promise<number | null> {
    this.send(frame(FRAME.STOP));
    return within('end', this.exited, 30_000);
  }

  /** The kernel tells the loader the user who listened: as whom we do is set for just that. */
  #listen(owner: number | null, user: number | null): void {
    if (owner !== null) {
      chownSync(join(this.directory, 'token'), owner, owner);
      chownSync(this.directory, owner, owner);
    }
    if (user !== null) {
      process.setegid?.(user);
      process.seteuid?.(user);
    }
    this.#server.listen(join(this.directory, 'loader.sock'));
    if (user !== null) {
      process.seteuid?.(0);
      process.setegid?.(0);
    }
  }

  #greet(socket: Socket, options: PeerOptions): void {
    const decoder = new FrameDecoder();
    const cutter = new Cutter();
    this.#socket = socket;
    socket.on('error', () => {}); // a loader that was killed resets the connection; its end is seen in `exited`
    socket.on('data', (bytes) => {
      this.greeted = true;
      for (const whole of cutter.push(bytes)) {
        if (whole.readUInt32LE(0) === FRAME.STATS)
          this.cost = decodeCost(whole.subarray(LAYOUT.frame_header.size));
        if (whole.readUInt32LE(0) === FRAME_BLOCKED)
          this.#takeBlocked(whole.subarray(LAYOUT.frame_header.size));
        else for (const frame of decoder.push(whole)) this.#take(frame, socket, options);
      }
      for (const look of this.#changed.splice(0)) look();
    });
  }

  #takeBlocked(bytes: Buffer): void {
    if (bytes.length === 0) this.answers++;
    this.blocked.push(...decodeBlocked(bytes, (id) => this.placeOf(id)));
  }

  #take(frame: Frame, socket: Socket, options: PeerOptions): void {
    if (frame.type === 'hello') {
      if (!this.#token.equals(frame.hello.token)) throw new Error('HELLO with another token');
      socket.write(options.answer ?? startFrame(options.everything ?? false, options.scope ?? []));
    } else if (frame.type === 'ready') this.ready = frame.ready;
    else if (frame.type === 'events') {
      this.largestBatch = Math.max(this.largestBatch, frame.records.length);
      this.#records.push(frame.records);
    } else if (frame.type === 'files') for (const file of frame.files) this.files.set(file.id, file);
    else if (frame.type === 'processes')
      for (const record of frame.processes) this.processes.set(record.id, processOf(record));
    else if (frame.type === 'stats') this.stats = frame.stats;
    else if (frame.type === 'lost') for (const lost of frame.lost) this.lost.set(lost.pid, lost);
    else if (frame.type === 'error') this.error = frame;
    else this.saidBye = true;
  }
}

/** A loader that is expected to fail. */
export async function failing(options: PeerOptions): Promise<Peer> {
  const peer = new Peer(options);
  const code = await within('end of the loader', peer.exited);
  if (code !== 1 || peer.ready) throw new Error(`the loader was to fail and ended with ${code}`);
  return peer;
}

// A peer for the loader, as small as can be: the private directory, the handshake, and what came.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Frame, FrameDecoder, type Lost, type Ready, type Stats } from '../../capture/decoder.ts';
import { FRAME, LAYOUT } from '../../capture/layout.ts';
import type { FileRecord } from '../../capture/records.ts';
import { goneFromKernel, heldBpfIds, NOTHING_HELD } from './bpftool.ts';
import { filterFrame, frame, startFrame, type Wanted } from './orders.ts';
import {
  type Blocked,
  type Cost,
  Cutter,
  decodeBlocked,
  decodeCost,
  decodeKinds,
  decodeRows,
  decodeSlotless,
  type Process,
  processOf,
  procPath,
  type Row,
} from './records.ts';
import type { Place } from './workload.ts';

export const LOADER = join(import.meta.dirname, '../../.output/ioscope-loader');
export interface PeerOptions extends Wanted {
  /** 0, or not said: as the loader's option says. */
  ringMib?: number;
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

export const NOBODY = 65534;
const DEADLINE_MS = 100_000;

/** Rejects rather than wait for ever. */
export async function within<T>(what: string, promise: Promise<T>, ms = DEADLINE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

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
  /** When each other filter came in force. */
  readonly filtered: bigint[] = [];
  readonly files = new Map<number, FileRecord>();
  readonly kinds = new Map<number, string>();
  /** Of the lost reads of a process, those that had no slot. */
  readonly slotless = new Map<number, number>();
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
      // The loader has us go before those it traces.
      setPriority(0);
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

  /** When the call of the row that came last began, CLOCK_MONOTONIC; 0 before the first. */
  get lastStartNs(): bigint {
    const records = this.#records.at(-1);
    if (records === undefined) return 0n;
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    return view.getBigUint64(records.length - LAYOUT.event.size + LAYOUT.event.fields.start_ns[0], true);
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
    this.send(frame(FRAME.ASK_BLOCKED));
    await within(
      'answer',
      this.until(() => this.answers > answers),
    );
    return this.blocked;
  }

  /** Waits until all that has happened so far is here, and counted in `stats`. */
  async settled(): Promise<void> {
    const now = process.hrtime.bigint();
    await within(
      'STATS',
      this.until(
        () => (this.stats !== null && this.stats.nowNs > now && this.stats.ringUsed === 0) || this.ended,
      ),
    );
  }

  /** Puts another filter in force; since when it is. */
  async filter(wanted: Wanted): Promise<bigint> {
    const before = this.filtered.length;
    this.send(filterFrame(wanted));
    await within(
      'FILTERED',
      this.until(() => this.filtered.length > before || this.ended),
    );
    const since = this.filtered[before];
    if (since === undefined) throw new Error(`the loader ended instead: ${this.stderr}`);
    return since;
  }

  /** Ends in order; the exit code. Rejects if something of it stays in the kernel. */
  async stop(): Promise<number | null> {
    const held = this.ended ? NOTHING_HELD : heldBpfIds(this.pid);
    this.send(frame(FRAME.STOP));
    const code = await within('end', this.exited);
    const left = await goneFromKernel(held, 10_000);
    if (left.length > 0) throw new Error(`the kernel still has programs, links or maps: ${left}`);
    return code;
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
        const type = whole.readUInt32LE(0);
        const payload = whole.subarray(LAYOUT.frame_header.size);
        if (type === FRAME.STATS) this.cost = decodeCost(payload);
        if (type === FRAME.FILES) for (const [id, kind] of decodeKinds(payload)) this.kinds.set(id, kind);
        if (type === FRAME.LOST)
          for (const [pid, reads] of decodeSlotless(payload)) this.slotless.set(pid, reads);
        if (type === FRAME.BLOCKED) this.#takeBlocked(payload);
        else if (type === FRAME.FILTERED) this.filtered.push(payload.readBigUInt64LE(0));
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
      socket.write(options.answer ?? startFrame(options, options.ringMib));
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

// A real server on loopback before a session that only notes what it is asked.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { NO_LOSSES, NONE_UNSEEN } from '../../capture/losses.ts';
import type { Status } from '../../contract/capture.ts';
import { RECORD_ALL } from '../../contract/capture-filter.ts';
import type { Args, Bridge, Message, Push, Reply, RequestName } from '../../contract/requests.ts';
import { readRendererFiles } from '../../session/renderer-files.ts';
import { Downloads } from '../../web/downloads.ts';
import { Memory } from '../../web/memory.ts';
import { startServer, type WebServer } from '../../web/server.ts';

export const PAGE = '<!doctype html><title>ioscope</title>';
export const SCRIPT = 'export const one = 1;';

export const STATUS: Status = {
  state: 'idle',
  problem: null,
  rows: 23,
  rows_per_second: 0,
  losses: NO_LOSSES,
  not_shown: NONE_UNSEEN,
  filtered: 0,
  capture_filter: RECORD_ALL,
  ring_bytes: null,
  next_ring_mib: null,
  cost: null,
  attach: null,
  started: null,
  elapsed_ns: 0,
  file_bytes: 0,
};

/** Answers what a test has given it, and notes every request that came through. */
export class FakeSession implements Bridge {
  asked: { name: RequestName; args: unknown }[] = [];
  replies: { [N in RequestName]?: (args: Args<N>) => Reply<N> | Promise<Reply<N>> } = {
    status: () => STATUS,
  };
  readonly listeners = new Set<(push: Push) => void>();

  async request<N extends RequestName>(name: N, args: Args<N>): Promise<Reply<N>> {
    this.asked.push({ name, args });
    const reply = this.replies[name];
    if (reply === undefined) throw new Error(`the test has no reply for ${name}`);
    return reply(args);
  }

  onPush(listener: (push: Push) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  push(push: Push): void {
    for (const listener of this.listeners) listener(push);
  }
}

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Everything a test opens, and one way to close it. */
export class Fixture {
  readonly session: FakeSession;
  readonly directory: string;
  readonly downloads: Downloads;
  readonly #server: WebServer;
  readonly #sockets: WebSocket[] = [];

  private constructor(directory: string, session: FakeSession, downloads: Downloads, server: WebServer) {
    this.directory = directory;
    this.session = session;
    this.downloads = downloads;
    this.#server = server;
  }

  static async start(): Promise<Fixture> {
    const directory = mkdtempSync(join(tmpdir(), 'ioscope-web-test-'));
    writeFileSync(join(directory, 'index.html'), PAGE);
    writeFileSync(join(directory, 'main.js'), SCRIPT);
    const session = new FakeSession();
    const downloads = new Downloads(directory);
    const memory = new Memory(join(directory, 'window.json'));
    const files = readRendererFiles(directory);
    return new Fixture(
      directory,
      session,
      downloads,
      await startServer({ session, files, downloads, memory, port: 0 }),
    );
  }

  get address(): string {
    return this.#server.address;
  }

  get port(): number {
    return Number(new URL(this.address).port);
  }

  /** `/SECRET/` */
  get root(): string {
    return new URL(this.address).pathname;
  }

  /** Sends a target exactly as written: `fetch` would tidy `..` away. */
  get(target: string, { method = 'GET', headers = {}, body: given = '' }: Sent = {}) {
    return new Promise<Answer>((resolve, reject) => {
      const { port } = this;
      const sent = httpRequest({ host: '127.0.0.1', port, path: target, method, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      });
      sent.on('error', reject);
      sent.end(given);
    });
  }

  /** Resolves with an open socket, or rejects with the status the server refused it with. */
  connect({ path = `${this.root}socket`, origin = this.origin, host = '' } = {}): Promise<Client> {
    const headers = { ...(host === '' ? {} : { Host: host }), ...(origin === '' ? {} : { Origin: origin }) };
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}${path}`, { headers });
    this.#sockets.push(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(new Client(socket)));
      socket.once('error', reject);
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    await this.#server.close();
    this.downloads.close();
    rmSync(this.directory, { recursive: true });
  }
}

/** One window's end of the socket. */
export class Client {
  readonly socket: WebSocket;
  #inbox: Message[] = [];
  #wanted: ((message: Message) => void)[] = [];
  readonly closed: Promise<number>;

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Message;
      const wanted = this.#wanted.shift();
      if (wanted === undefined) this.#inbox.push(message);
      else wanted(message);
    });
    socket.on('error', () => {}); // `closed` tells
  }

  next(): Promise<Message> {
    const message = this.#inbox.shift();
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => this.#wanted.push(resolve));
  }

  ask(message: unknown): Promise<Message> {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    return this.next();
  }
}

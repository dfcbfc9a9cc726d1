// A desktop application to watch: Chromium with a window, on a display of its own, before a page that reports.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { within } from '../kernel/peer.ts';
import { browserPath, QUIET } from './browser.ts';
import { treeOf } from './processes.ts';

/** A display without a screen; Xvfb takes the first number that is free and says which. */
export class Display {
  readonly name: string;
  readonly #child: ChildProcess;

  private constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.#child = child;
  }

  /** `size`: pixels. */
  static async start(size = '1280x800'): Promise<Display> {
    const args = ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp'];
    const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const number = createInterface({ input: child.stdio[3] as Readable });
    const [line] = await within('display', once(number, 'line'));
    return new Display(`:${line}`, child);
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await within('end of Xvfb', exited);
  }
}

/** Fetches `pages` files of a MiB one after the other, then says that it is done. */
const page = (pages: number) => `<!doctype html><title>Reader</title><h1>Reads</h1>
<script type="module">
  for (let number = 0; number < ${pages}; number++) await (await fetch('/file/' + number)).text();
  await fetch('/done');
</script>`;

/** A site on loopback whose page tells when it has loaded all it wants. */
export class Site {
  readonly #server: Server;
  #done: () => void = () => {};

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(pages = 8): Promise<Site> {
    const body = Buffer.alloc(1 << 20, 'ioscope ');
    const server = createServer(({ url = '' }, response) => {
      if (url === '/done') site.#done();
      response.setHeader('Content-Type', url === '/' ? 'text/html' : 'text/plain');
      response.end(url === '/' ? page(pages) : url.startsWith('/file/') ? body : '');
    });
    const site = new Site(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return site;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Resolves when a page that is opened from now on is done. */
  visited(): Promise<void> {
    return within(
      'visit',
      new Promise((resolve) => {
        this.#done = resolve;
      }),
      40_000,
    );
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** The command that opens a window on `address`, with a profile in `folder`. */
export function applicationCommand(address: string, folder: string): string[] {
  const profile = `--user-data-dir=${join(folder, 'profile')}`;
  return [browserPath(), ...QUIET, '--password-store=basic', profile, `--app=${address}`];
}

export class Application {
  readonly #child: ChildProcess;

  constructor(address: string, folder: string, display: Display) {
    const [program = '', ...args] = applicationCommand(address, folder);
    const env = { ...process.env, DISPLAY: display.name, WAYLAND_DISPLAY: '' };
    this.#child = spawn(program, args, { env, stdio: 'ignore' });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    const tree = treeOf(this.pid);
    this.#child.kill('SIGTERM');
    await within('end of the application', exited).catch(() => {
      for (const pid of tree) tryKill(pid);
    });
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

// `ioscope serve` as a person starts it, with folders of its own, and the processes behind it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { within } from '../kernel/peer.ts';
import { childRunning } from './processes.ts';

export const IOSCOPE = join(import.meta.dirname, '../../bin/ioscope');

/** Folders for cache and sockets that no other run knows. */
export class Folders {
  readonly root = mkdtempSync(join(tmpdir(), 'ioscope-e2e-'));

  get env(): NodeJS.ProcessEnv {
    const { root } = this;
    return {
      ...process.env,
      XDG_CACHE_HOME: join(root, 'cache'),
      // No window finds what one before it has left.
      XDG_STATE_HOME: '/dev/null',
      XDG_RUNTIME_DIR: root,
    };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export class Served {
  readonly address: string;
  readonly #child: ChildProcess;
  readonly #folders: Folders;
  readonly #exited: Promise<unknown>;

  private constructor(address: string, child: ChildProcess, folders: Folders) {
    this.address = address;
    this.#child = child;
    this.#folders = folders;
    this.#exited = once(child, 'exit');
  }

  /** `args`: of the command, besides. */
  static async start(args: readonly string[] = []): Promise<Served> {
    const folders = new Folders();
    const child = spawn(IOSCOPE, ['serve', ...args], {
      env: folders.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [address] = await within(
      'address from ioscope serve',
      once(createInterface({ input: child.stdout }), 'line'),
    );
    return new Served(String(address), child, folders);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** null while there is none. */
  get capturePid(): number | null {
    return childRunning(this.pid, 'capture/main.js');
  }

  /** null while there is none. */
  get loaderPid(): number | null {
    return childRunning(this.pid, 'ioscope-loader');
  }

  /** Asks it to end; the exit code, null if it had to be killed. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGTERM');
      await within('end of ioscope serve', this.#exited, 20_000).catch(() => this.#child.kill('SIGKILL'));
    }
    this.#folders.remove();
    return this.#child.exitCode;
  }
}

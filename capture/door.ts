// The private directory in which the loader finds the socket and the token, and the check at the door: one
// peer, with the right token and of the right version. Knows frames, not what they are for.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '../contract/problem.ts';
import type { Frame, Hello } from './decoder.ts';
import { FrameDecoder } from './decoder.ts';
import { ABI_VERSION, LAYOUT, MAGIC, TOKEN_LEN } from './layout.ts';

/** How long a connected peer may take to say who it is. */
const HELLO_DEADLINE_MS = 5000;
/** sockaddr_un holds 107 bytes of path; the rest is for what we add. */
const LONGEST_BASE = 107 - '/ioscope-XXXXXX/loader.sock'.length;

/** What came of a connection that passed the check. */
export interface Guest {
  socket: Socket;
  decoder: FrameDecoder;
  /** Frames that came with the hello. */
  early: Frame[];
}

export class Door {
  readonly directory: string;
  #server: Server;
  #arrived: (arrival: Guest | ProblemError) => void;

  private constructor(
    directory: string,
    token: Uint8Array,
    arrived: (arrival: Guest | ProblemError) => void,
  ) {
    this.directory = directory;
    this.#arrived = arrived;
    this.#server = createServer((socket) => this.#check(socket, token));
  }

  /**
   * Opens the directory and the socket. `arrived` is called at most once, with the loader or with a
   * ProblemError if it is of another version; the door is shut then.
   */
  static async open(arrived: (arrival: Guest | ProblemError) => void): Promise<Door> {
    const directory = mkdtempSync(join(runtimeDirectory(), 'ioscope-'));
    chmodSync(directory, 0o700);
    const token = randomBytes(TOKEN_LEN);
    writeFileSync(join(directory, 'token'), token, { mode: 0o600, flag: 'wx' });
    const door = new Door(directory, token, arrived);
    await new Promise<void>((resolve, reject) => {
      door.#server.once('error', reject);
      door.#server.listen(join(directory, 'loader.sock'), resolve);
    });
    return door;
  }

  /** No one else comes in; the directory goes away. */
  shut(): void {
    this.#server.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #check(socket: Socket, token: Uint8Array): void {
    const decoder = new FrameDecoder();
    const turnAway = (why: string) => {
      process.stderr.write(`ioscope: turned away a connection to the loader's socket: ${why}\n`);
      socket.destroy();
    };
    const timer = setTimeout(() => turnAway('it said nothing'), HELLO_DEADLINE_MS);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clearTimeout(timer));
    const onData = (bytes: Buffer) => {
      let frames: Frame[];
      try {
        frames = [...decoder.push(bytes)];
      } catch (caught) {
        return turnAway(caught instanceof Error ? caught.message : String(caught));
      }
      const [first, ...early] = frames;
      if (first === undefined) return;
      clearTimeout(timer);
      socket.off('data', onData);
      socket.pause();
      if (
        first.type !== 'hello' ||
        first.hello.magic !== MAGIC ||
        !timingSafeEqual(first.hello.token, token)
      ) {
        return turnAway('it does not have the token');
      }
      this.shut();
      const mismatch = versionProblem(first.hello);
      if (mismatch !== null) socket.destroy();
      this.#arrived(mismatch ?? { socket, decoder, early });
    };
    socket.on('data', onData);
  }
}

function versionProblem(hello: Hello): ProblemError | null {
  if (hello.abiVersion === ABI_VERSION && hello.eventSize === LAYOUT.event.size) return null;
  return new ProblemError(
    'abi-mismatch',
    `The loader is of another version (${hello.abiVersion}) than ioscope (${ABI_VERSION}).`,
    'Build both parts anew with "npm run build".',
  );
}

/** XDG_RUNTIME_DIR where it is ours and short enough, else the directory for temporary files. */
function runtimeDirectory(): string {
  const base = process.env.XDG_RUNTIME_DIR;
  if (base !== undefined && Buffer.byteLength(base) <= LONGEST_BASE) {
    const there = statSync(base, { throwIfNoEntry: false });
    if (there?.isDirectory() === true && there.uid === process.getuid?.()) return base;
  }
  return tmpdir();
}

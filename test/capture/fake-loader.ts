// The loader's end of the socket, for tests of what the capture process makes of what comes over it.

import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';

export class FakeLoader {
  readonly socket: Socket;
  readonly token: Uint8Array;
  /** All bytes that came from the capture process. */
  heard = Buffer.alloc(0);

  private constructor(socket: Socket, token: Uint8Array) {
    this.socket = socket;
    this.token = token;
    socket.on('data', (bytes: Buffer) => {
      this.heard = Buffer.concat([this.heard, bytes]);
    });
    socket.on('error', () => {});
  }

  static async connect(directory: string): Promise<FakeLoader> {
    const token = new Uint8Array(readFileSync(join(directory, 'token')));
    const socket = connect(join(directory, 'loader.sock'));
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new FakeLoader(socket, token);
  }

  send(...frames: Uint8Array[]): void {
    for (const frame of frames) this.socket.write(frame);
  }

  /** Resolves when the capture process has closed the connection. */
  async closed(): Promise<void> {
    if (!this.socket.destroyed) await new Promise((resolve) => this.socket.once('close', resolve));
  }

  /** Resolves when at least `size` bytes have come. */
  async hears(size: number): Promise<Buffer> {
    while (this.heard.length < size) await new Promise((resolve) => this.socket.once('data', resolve));
    return this.heard;
  }
}

// A process that takes the names it is told, any bytes, and makes one read under each: the shell, which may
// write its own comm under /proc.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { within } from '../kernel/peer.ts';

/** What the shell's reads of its own go by. */
export const SHELL = 'sh';

export class NamedReader {
  readonly #child: ChildProcess;

  constructor(names: Uint8Array[]) {
    const octal = (name: Uint8Array) =>
      [...name].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
    const reads = names.map((name) => `printf %b '${octal(name)}' > /proc/$$/comm; read x < /dev/null`);
    this.#child = spawn(SHELL, ['-c', ['read go', ...reads, ':'].join('\n')], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async run(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.stdin?.end('\n');
    const [code] = await within('end of the shell', exited);
    if (code !== 0) throw new Error(`the shell ended with ${code}`);
  }
}

// A program that reads when and how it is told, each time another number of bytes, by which the row is known.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { within } from './peer.ts';
import { endsWithTests, WORKLOAD } from './workload.ts';

/** Such as no other program on the machine asks for, of tests beside these either; the program has room for 64 KiB. */
let lastCount = 40_000 + 10_000 * (Number(process.env.VITEST_POOL_ID) % 2);

export class Obedient {
  readonly #child: ChildProcess;
  #answers = '';
  #look = () => {};

  constructor(wrap: string[] = []) {
    const [program = WORKLOAD, ...args] = [...wrap, WORKLOAD, 'obey'];
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    endsWithTests(this.#child);
    this.#child.stdout?.setEncoding('latin1').on('data', (text) => {
      this.#answers += text;
      this.#look();
    });
    this.#child.on('close', () => this.#look());
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The number in its answer: of `child …`, the child's pid. */
  async tell(order: string): Promise<number> {
    let resolve = () => {};
    const answered = new Promise<void>((done) => {
      resolve = done;
    });
    this.#look = () => {
      if (this.#answers.includes('\n') || this.#child.exitCode !== null) resolve();
    };
    this.#child.stdin?.write(`${order}\n`);
    await within(`answer to ${order}`, answered);
    const [, number] = /^ok (\d+)\n$/.exec(this.#answers) ?? [];
    if (number === undefined) throw new Error(`to "${order}" it said "${this.#answers}"`);
    this.#answers = '';
    return Number(number);
  }

  /** One read, by an order that wants a count at its end; returns the count. */
  async read(how = 'read'): Promise<number> {
    lastCount++;
    await this.tell(`${how} ${lastCount}`);
    return lastCount;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await within('end of the program', once(this.#child, 'close'));
  }

  async dismiss(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.stdin?.end();
    await within('end of the program', once(this.#child, 'close'));
  }
}

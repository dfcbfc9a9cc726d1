// Reads as a program with a fault makes them, and a store that is asked what it finds in them.

import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { Intake } from '../../capture/intake.ts';
import { KIND } from '../../capture/layout.ts';
import { decodeFiles, decodeProcesses } from '../../capture/records.ts';
import { Store } from '../../capture/store.ts';
import type { Finding } from '../../contract/findings.ts';
import type { EventFields } from './records.ts';
import { fileRecords, processRecords, records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

export const FILE = 1;
const FILES = [
  { id: FILE, inode: 1n, size: 200_000n, names: ['file', 'home'] },
  { id: 2, inode: 2n, size: 1n << 20n, names: ['large', 'home'] },
  { id: 3, inode: 3n, size: 0n, mode: 0o010600, magic: 0x50495045, kind: KIND.PIPE, names: [''] },
  {
    id: 4,
    inode: 4n,
    size: 0n,
    mode: 0o020600,
    special: (10 << 20) | 1,
    kind: KIND.DEVICE,
    names: ['mouse', 'dev'],
  },
  { id: 5, inode: 5n, size: 0n, magic: 0x9fa0, kind: KIND.PROC, names: ['stat', 'proc'] },
  {
    id: 6,
    inode: 6n,
    size: 0n,
    mode: 0o020600,
    special: (136 << 20) | 1,
    kind: KIND.TTY,
    names: ['0', 'pts'],
  },
  { id: 7, inode: 7n, size: 4000n, names: ['small', 'home'] },
];
export const [LARGE, PIPE, DEVICE, PROC, TTY, SMALL] = [2, 3, 4, 5, 6, 7];
const PROCESSES = [
  { id: 1, pid: 100, comm: 'first' },
  { id: 2, pid: 100, comm: 'second' },
  { id: 3, pid: 100, comm: 'third', start_ns: 9_000_000_000n },
];

/** A read at `ms`, of `ret` bytes at `offset`; the rest is as `more` has it. */
export const read = (ms: number, offset: number, ret: number, more: Partial<EventFields> = {}) => ({
  start_ns: BigInt(Math.round(ms * 1e6)),
  latency_ns: 1000n,
  file: FILE,
  process: 1,
  offset: BigInt(offset),
  count: 4096n,
  ret: BigInt(ret),
  ...more,
});
export type Read = ReturnType<typeof read>;

export const times = (count: number, make: (index: number) => Read | Read[]): Read[] =>
  Array.from({ length: count }, (_, index) => make(index)).flat();

/** The file as a whole, with a read for its end. */
export const pass = (ms: number, more: Partial<EventFields> = {}) => [
  read(ms, 0, 80_000, { count: 80_000n, ...more }),
  read(ms + 0.01, 80_000, 80_000, { count: 80_000n, ...more }),
  read(ms + 0.02, 160_000, 40_000, { count: 80_000n, ...more }),
  read(ms + 0.03, 200_000, 0, { count: 80_000n, ...more }),
];
/** As the time of a loop that does other things, too: never the same twice. */
export const uneven = (index: number) => index * 100 + (index % 3) * 30;
export const even = (index: number) => index * 100 + (index % 3);

/** A store for each test of the file that makes this; its directory goes with the file's last test. */
export class FindingsStage {
  store!: Store;
  intake!: Intake;

  constructor() {
    const directory = temporaryDirectory();
    let count = 0;
    beforeEach(async () => {
      this.store = await Store.open(join(directory, `${count++}.duckdb`));
      this.intake = new Intake(this.store);
      this.intake.files(decodeFiles(fileRecords(FILES)));
      this.intake.processes(decodeProcesses(processRecords(PROCESSES)));
    });
    afterEach(() => this.store.close());
  }

  async add(reads: Read[]): Promise<void> {
    this.store.append(this.intake.columns(records(reads), 1_700_000_000_000_000_000n));
    await this.store.flush();
  }

  async found(reads: Read[]): Promise<Finding[]> {
    await this.add(reads);
    const { findings, rows } = await this.store.queries.findings();
    expect(rows).toBe(this.store.rows);
    return findings;
  }

  async only(reads: Read[]): Promise<Finding> {
    const findings = await this.found(reads);
    expect(findings).toHaveLength(1);
    return findings[0] as Finding;
  }
}

// Made-up reads of every sort, with hostile names and values at the edges of their types.

import { Intake } from '../../capture/intake.ts';
import { decodeFiles, decodeProcesses } from '../../capture/records.ts';
import type { Store } from '../../capture/store.ts';
import type { Dice } from '../contract/expressions.ts';
import { PIPE } from './pattern.ts';
import { fileRecords, processRecords } from './records.ts';

const NAMES = ['cat', 'Web Content', 'a"b,c', '<b>\u202e', '*?', '', 'thread-pool', "' OR 1=1 --"];
const PATHS = ['etc/passwd', 'srv/Data/Notes.txt', 'a b/ünï', 'x\ny', '100%_', '*'];

/** More files than are listed one by one, some of them with the same path. */
export function announced(store: Store): Intake {
  const intake = new Intake(store);
  const files = Array.from({ length: 60 }, (_, index) => ({
    id: index + 1,
    inode: BigInt(index),
    ...(index % 4 === 0 ? PIPE : { names: [...(PATHS[index % PATHS.length] ?? '').split('/')].reverse() }),
    ...(index % 7 === 0 ? { mode: 0o040755, magic: 0xef53, names: [`d${index}`] } : {}),
  }));
  intake.files(decodeFiles(fileRecords(files)));
  const processes = NAMES.slice(0, 6).map((comm, index) => ({ id: index + 1, pid: 100 + index, comm }));
  intake.processes(decodeProcesses(processRecords(processes)));
  return intake;
}

/** Values at the edges of their types among ordinary ones. */
export function events(from: number, count: number, dice: Dice) {
  const edges = [0n, 1n, 4095n, 4096n, 2n ** 53n - 1n];
  return Array.from({ length: count }, (_, index) => ({
    start_ns: BigInt(from + index) * 1_000_003n,
    pid: 100 + dice.roll(8),
    tid: dice.pick([100, 101, 2 ** 32 - 1]),
    comm: dice.pick(NAMES),
    process: dice.roll(7),
    call: 1 + dice.roll(5),
    fd: dice.pick([-1, 0, 3, 2 ** 31 - 1]),
    file: dice.roll(61),
    offset: dice.pick([-1n, ...edges]),
    count: dice.pick([...edges, 2n ** 63n, 2n ** 64n - 1n]),
    ret: dice.pick([...edges.slice(0, 4), -1n, -2n, -11n, -512n, -41n, -4095n]),
    latency_ns: dice.pick(edges),
  }));
}

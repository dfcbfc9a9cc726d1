// Reads that are known because the workload says what it did, compared with what an export or the table has.

import { constants } from 'node:os';
import { expect } from 'vitest';
import { nameText } from '../../contract/name-text.ts';
import type { Done } from '../kernel/workload.ts';
import { asShown, type ShownRow } from './reads-window.ts';

/** Of two names for one number the kernel's own: EAGAIN, not EWOULDBLOCK. */
const ERRNO = new Map(
  Object.entries(constants.errno)
    .filter(([name]) => name !== 'EWOULDBLOCK')
    .map(([name, number]) => [number, name]),
);
/** Never seen by a program, so Node does not know it: include/linux/errno.h. */
const ERESTARTSYS = 512;

export function errorName(ret: number): string {
  if (ret >= 0) return '';
  return -ret === ERESTARTSYS ? 'ERESTARTSYS' : (ERRNO.get(-ret) ?? `errno ${-ret}`);
}

/** A path as a row has it, empty where nothing was open: what /proc/self/fd said but in two sorts of files. */
export function pathText({ place }: Done): string {
  const path = nameText(Buffer.from(place?.path ?? '', 'latin1'));
  if (path.startsWith('/memfd:')) return path.replace(/ \(deleted\)$/, ''); // it never had a place to go from
  return path.replace(/^(cgroup|ipc|mnt|net|pid|time|user|uts):(?=\[\d+\]$)/, 'ns:');
}

/** A known read in the words of the CSV, as far as it is known. */
const known = (done: Done) => ({
  ...done,
  syscall: done.call,
  path: pathText(done),
  offset: Math.max(-1, done.offset), // none is before the beginning
  error: errorName(done.ret),
});

function line(read: Record<string, unknown>): string {
  const { pid, tid, comm, syscall, fd, path, offset, count, ret, error } = read;
  return [pid, tid, comm, syscall, fd, path, offset, count, ret, error].join(' ');
}

/** Each known read has its record, and no other record is there. */
export function expectRecords(records: Record<string, string>[], done: Done[]): void {
  expect(records.map(line).sort()).toEqual(done.map((one) => line(known(one))).sort());
}

/** Each known read has its row, and no other row is there. */
export function expectRows(rows: ShownRow[], done: Done[]): void {
  const shown = ({ pid, tid, comm, call, fd, path, offset, count, outcome }: ShownRow) =>
    [pid, tid, comm, call, fd, path, offset, count, outcome].join(' ');
  const expected = done.map((one) => shown(asShown(known(one))));
  expect(rows.map(shown).sort()).toEqual(expected.sort());
}

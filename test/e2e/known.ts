// Reads that are known because the workload says what it did, compared with what an export or the table has.

import { constants } from 'node:os';
import { expect } from 'vitest';
import type { Done } from '../kernel/workload.ts';
import type { ShownRow } from './reads-window.ts';

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

/** Each known read has its record, and no other record is there. */
export function expectRecords(records: Record<string, string>[], done: Done[]): void {
  const line = ({ pid, tid, comm, fd, count, ret }: Record<string, unknown>) =>
    [pid, tid, comm, fd, count, ret].join(' ');
  expect(records.map(line).sort()).toEqual(done.map((one) => line({ ...one })).sort());
  for (const { ret, error } of records) expect(error).toBe(errorName(Number(ret)));
}

/** Each known read has its row, and no other row is there. */
export function expectRows(rows: ShownRow[], done: Done[]): void {
  const line = (values: (string | number)[]) => values.join(' ');
  const known = done.map(({ pid, tid, comm, fd, count, ret }) =>
    line([pid, tid, comm, fd, count, errorName(ret) || ret]),
  );
  const found = rows.map(({ pid, tid, comm, fd, count, outcome }) =>
    line([pid, tid, comm, fd, count, outcome]),
  );
  expect(found.sort()).toEqual(known.sort());
}

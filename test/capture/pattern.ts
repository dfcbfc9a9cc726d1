// A capture whose every row follows from its number, so that what must pass a filter is known without SQL.

import { Intake } from '../../capture/intake.ts';
import { KIND } from '../../capture/layout.ts';
import { decodeFiles, decodeProcesses } from '../../capture/records.ts';
import type { Store } from '../../capture/store.ts';
import { type Filter, type FilterField, type Term, termExpression, together } from '../../contract/filter.ts';
import type { EventFields } from './records.ts';
import { fileRecords, processRecords, records } from './records.ts';

export const COMMS = ['cat', 'git', 'Web Content', 'a"b,c'];
export const PROCESSES = ['code', 'Firefox', 'bash'];
const PATHS = 50;
export const PIPE = { mode: 0o010600, magic: 0x50495045, kind: KIND.PIPE, names: [''] };

export const commOf = (row: number) => COMMS[row % COMMS.length] ?? '';
export const pidOf = (row: number) => 100 + (row % 7);
/** That of pid 106 is not known. */
export const processOf = (row: number) => (pidOf(row) === 106 ? '' : (PROCESSES[pidOf(row) % 3] ?? ''));
/** 0: not known. Every fifth of the others is a pipe. */
export const fileOf = (row: number) => row % (PATHS + 1);
export const pathOf = (row: number) => {
  if (fileOf(row) === 0) return '';
  return fileOf(row) % 5 === 0 ? `pipe:[${fileOf(row)}]` : `/data/File${fileOf(row)}`;
};
export const kindOf = (row: number) => {
  if (fileOf(row) === 0) return 'unknown';
  return fileOf(row) % 5 === 0 ? 'pipe' : 'file';
};

export const event = (row: number): Partial<EventFields> => ({
  start_ns: BigInt(row) * 1000n,
  pid: pidOf(row),
  tid: 200 + (row % 11),
  comm: commOf(row),
  process: pidOf(row) === 106 ? 0 : pidOf(row),
  call: 1 + (row % 5),
  fd: row % 5,
  file: fileOf(row) === 0 ? 0 : 9000 + fileOf(row),
  offset: row % 2 === 0 ? -1n : BigInt(row) * 10n,
  count: 100n,
  ret: row % 10 === 0 ? -11n : BigInt(row % 100),
});

/** A recording that has announced the files and processes of the pattern. */
export function announced(store: Store): Intake {
  const intake = new Intake(store);
  const files = Array.from({ length: PATHS }, (_, index) => index + 1).map((file) => ({
    id: 9000 + file,
    inode: BigInt(file),
    ...(file % 5 === 0 ? PIPE : { names: [`File${file}`, 'data'] }),
  }));
  intake.files(decodeFiles(fileRecords(files)));
  const pids = [100, 101, 102, 103, 104, 105];
  const processes = pids.map((pid) => ({ id: pid, pid, comm: PROCESSES[pid % 3] ?? '' }));
  intake.processes(decodeProcesses(processRecords(processes)));
  return intake;
}

export async function fill(store: Store, rows: number, intake = announced(store)): Promise<void> {
  for (let from = 0; from < rows; from += 10_000) {
    const length = Math.min(10_000, rows - from);
    const events = Array.from({ length }, (_, index) => event(from + index));
    store.append(intake.columns(records(events), 0n));
  }
  await store.flush();
}

export const term = (field: FilterField, value: string, exclude = false): Term => ({
  field,
  value,
  exclude,
});
export const filterOf = (...terms: Term[]): Filter => together(terms.map(termExpression));
export const search = (value: string): Filter => ({ op: 'text', compare: '~', value });

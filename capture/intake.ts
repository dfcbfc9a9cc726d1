// What one recording sends, as rows for the store: its ids of files and processes become the capture's.
// Knows no SQL.

import type { BlockedCall } from '../contract/capture.ts';
import { SYSCALLS } from '../contract/read.ts';
import type { Columns } from './columns.ts';
import { toColumns } from './columns.ts';
import type { Blocked } from './decoder.ts';
import type { Files, Processes } from './dictionary.ts';
import { IdMap } from './id-map.ts';
import { LaterFiles, ownerOf } from './later-files.ts';
import type { Names } from './names.ts';
import type { FileRecord, ProcessRecord } from './records.ts';
import type { Times } from './times.ts';

/** What the capture has met so far. */
export interface Met {
  names: Names;
  files: Files;
  processes: Processes;
  times: Times;
}

/** What there is to be asked of. */
export interface Stored extends Met {
  /** Those that queries see. */
  rows: number;
}

export class Intake {
  #met: Met;
  #files = new IdMap();
  #processes = new IdMap();
  #later: LaterFiles;
  #asksProc = false;
  #described = false;

  constructor(met: Met) {
    this.#met = met;
    this.#later = new LaterFiles(met.files);
  }

  /** The kernel side traces in a way in which it perhaps describes nothing: then /proc is asked. */
  mayBeBlind(): void {
    this.#asksProc = !this.#described;
  }

  /** Must be called before the events that refer to them, as they come. */
  files(records: readonly FileRecord[]): void {
    for (const record of records) this.#files.set(record.id, this.#met.files.id(record));
  }

  /** Must be called before the events that refer to them, as they come. */
  processes(records: readonly ProcessRecord[]): void {
    // They come before the first row, unless there are none to come.
    this.#described = true;
    this.#asksProc = false;
    for (const record of records) this.#processes.set(record.id, this.#met.processes.id(record));
  }

  /** `clockOffsetNs` is CLOCK_REALTIME minus CLOCK_MONOTONIC. */
  columns(events: Uint8Array, clockOffsetNs: bigint): Columns {
    const ids = { names: this.#met.names, files: this.#files, processes: this.#processes };
    const columns = toColumns(events, clockOffsetNs, ids);
    if (this.#asksProc) this.#later.fill(columns);
    return columns;
  }

  /** Calls that wait, the longest wait first. `nowNs` is CLOCK_MONOTONIC. */
  blocked(calls: readonly Blocked[], nowNs: bigint): BlockedCall[] {
    const { files, processes } = this.#met;
    const inOrder = calls.toSorted((a, b) => Number(a.startNs - b.startNs));
    return inOrder.map(({ startNs, count, tid, process, file, fd, call }) => {
      const processId = this.#processes.get(process);
      const owner = this.#asksProc && processId === 0 ? ownerOf(tid) : null;
      const pid = owner?.pid ?? processes.pids[processId] ?? 0;
      const fileId = owner === null ? this.#files.get(file) : this.#later.look(pid, fd);
      return {
        pid,
        tid,
        process: owner?.name ?? processes.texts[processId] ?? '',
        syscall: SYSCALLS[call - 1] ?? 'read',
        fd,
        kind: files.kinds[fileId] ?? 'unknown',
        path: files.texts[fileId] ?? '',
        count: String(count),
        waited_ns: Math.max(0, Number(nowNs - startNs)),
      };
    });
  }
}

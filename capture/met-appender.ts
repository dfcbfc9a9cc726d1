// New files and processes into their tables, a row at a time: there are few beside the events.

import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import type { Files, Processes, StoredFile, StoredProcess } from './dictionary.ts';

export class MetAppender {
  #files: DuckDBAppender;
  #processes: DuckDBAppender;

  private constructor(files: DuckDBAppender, processes: DuckDBAppender) {
    this.#files = files;
    this.#processes = processes;
  }

  static async open(connection: DuckDBConnection): Promise<MetAppender> {
    return new MetAppender(
      await connection.createAppender('files'),
      await connection.createAppender('processes'),
    );
  }

  /** Commits all that is not stored yet. */
  store(files: Files, processes: Processes): void {
    const newFiles = files.takeFresh();
    for (const file of newFiles) appendFile(this.#files, file);
    if (newFiles.length > 0) this.#files.flushSync();
    const newProcesses = processes.takeFresh();
    for (const process of newProcesses) appendProcess(this.#processes, process);
    if (newProcesses.length > 0) this.#processes.flushSync();
  }

  close(): void {
    this.#files.closeSync();
    this.#processes.closeSync();
  }
}

function appendFile(appender: DuckDBAppender, file: StoredFile): void {
  appender.appendUInteger(file.id);
  appender.appendVarchar(file.kind);
  appender.appendUInteger(file.device);
  appender.appendUBigInt(file.inode);
  appender.appendUBigInt(file.size);
  appender.appendBlob(file.raw);
  appender.appendVarchar(file.text);
  appender.appendUSmallInt(file.flags);
  appender.endRow();
}

function appendProcess(appender: DuckDBAppender, process: StoredProcess): void {
  appender.appendUInteger(process.id);
  appender.appendUInteger(process.pid);
  appender.appendUInteger(process.parent);
  appender.appendUInteger(process.uid);
  appender.appendUBigInt(process.startNs);
  appender.appendUBigInt(process.cgroup);
  appender.appendBlob(process.raw);
  appender.appendVarchar(process.text);
  appender.appendVarchar(process.exe);
  appender.appendVarchar(process.cmdline);
  appender.appendVarchar(process.user);
  appender.appendVarchar(process.cgroupPath);
  appender.appendBigInt(process.started);
  appender.endRow();
}

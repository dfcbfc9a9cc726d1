// New names, files and processes into their tables, a row at a time: there are few beside the events.

import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import type { StoredFile, StoredProcess } from './dictionary.ts';
import type { Met } from './intake.ts';
import type { StoredName } from './names.ts';

export class MetAppender {
  #names: DuckDBAppender;
  #files: DuckDBAppender;
  #processes: DuckDBAppender;

  private constructor(names: DuckDBAppender, files: DuckDBAppender, processes: DuckDBAppender) {
    this.#names = names;
    this.#files = files;
    this.#processes = processes;
  }

  static async open(connection: DuckDBConnection): Promise<MetAppender> {
    return new MetAppender(
      await connection.createAppender('names'),
      await connection.createAppender('files'),
      await connection.createAppender('processes'),
    );
  }

  /** Commits all that is not stored yet. */
  store({ names, files, processes }: Met): void {
    commit(this.#names, names.takeFresh(), appendName);
    commit(this.#files, files.takeFresh(), appendFile);
    commit(this.#processes, processes.takeFresh(), appendProcess);
  }

  close(): void {
    for (const appender of [this.#names, this.#files, this.#processes]) appender.closeSync();
  }
}

function commit<T>(
  appender: DuckDBAppender,
  fresh: readonly T[],
  append: (appender: DuckDBAppender, one: T) => void,
): void {
  for (const one of fresh) append(appender, one);
  if (fresh.length > 0) appender.flushSync();
}

function appendName(appender: DuckDBAppender, name: StoredName): void {
  appender.appendUInteger(name.id);
  appender.appendBlob(name.raw);
  appender.appendVarchar(name.text);
  appender.endRow();
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

// Columns into a DuckDB table by copying them into its vectors whole: two to three times as fast as its
// row and value interfaces.

import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { BIGINT, DuckDBDataChunk, INTEGER, UBIGINT, UINTEGER, UTINYINT } from '@duckdb/node-api';
import duckdb, { type Vector } from '@duckdb/node-bindings';
import type { Columns } from './columns.ts';
import { GROUP_ROWS } from './schema.ts';

/** The columns of `events` in its order, with their type and width in bytes. */
const LAYOUT = [
  ['time', BIGINT, 8],
  ['pid', UINTEGER, 4],
  ['tid', UINTEGER, 4],
  ['comm', UINTEGER, 4],
  ['process', UINTEGER, 4],
  ['call', UTINYINT, 1],
  ['fd', INTEGER, 4],
  ['file', UINTEGER, 4],
  ['offset', BIGINT, 8],
  ['count', UBIGINT, 8],
  ['ret', BIGINT, 8],
  ['latency_ns', UBIGINT, 8],
] as const satisfies readonly (readonly [Exclude<keyof Columns, 'length'>, object, number])[];

/** DuckDB's STANDARD_VECTOR_SIZE: the most rows a chunk holds. */
const VECTOR_ROWS = 2048;

/**
 * Keeps rows in the order they came until they are committed. A commit of a row group is written to its place
 * compressed; smaller ones are written to the log, and again when that is brought into the file: three to four times
 * the work.
 */
export class EventAppender {
  #appender: DuckDBAppender | null = null;
  #chunk = DuckDBDataChunk.create(LAYOUT.map(([, type]) => type));
  #queue: Columns[] = [];
  /** Rows of the first of the queue that were appended. */
  #used = 0;
  #pending = 0;

  /** Must be called before `flush`, and again when the table was made anew. */
  async open(connection: DuckDBConnection): Promise<void> {
    this.#appender = await connection.createAppender('events');
  }

  /** Rows that wait to be committed. */
  get pending(): number {
    return this.#pending;
  }

  append(columns: Columns): void {
    this.#queue.push(columns);
    this.#pending += columns.length;
  }

  /** Rows that wait are not kept. */
  forget(): void {
    this.#queue = [];
    this.#used = 0;
    this.#pending = 0;
  }

  /** Commits the first `most` rows that wait, or all if they are fewer. Returns how many that were. */
  flush(most: number): number {
    const rows = Math.min(most, this.#pending);
    for (let left = rows; left > 0; left -= GROUP_ROWS) this.#commit(Math.min(left, GROUP_ROWS));
    return rows;
  }

  close(): void {
    this.#appender?.closeSync();
    this.#appender = null;
  }

  #commit(rows: number): void {
    if (this.#appender === null) throw new Error('rows are committed to a table that is not open');
    for (let left = rows; left > 0; left -= VECTOR_ROWS) {
      const length = Math.min(left, VECTOR_ROWS);
      this.#chunk.reset();
      this.#chunk.rowCount = length;
      this.#fill(length);
      this.#appender.appendDataChunk(this.#chunk);
    }
    this.#appender.flushSync();
    this.#pending -= rows;
  }

  /** Copies the first rows that wait into the chunk. */
  #fill(length: number): void {
    const vectors = LAYOUT.map((_, index) => duckdb.data_chunk_get_vector(this.#chunk.chunk, index));
    for (let at = 0; at < length; ) {
      const [first] = this.#queue;
      if (first === undefined) throw new Error('the appender lost count of its rows');
      const rows = Math.min(length - at, first.length - this.#used);
      copy(first, this.#used, vectors, at, rows);
      at += rows;
      this.#used += rows;
      if (this.#used === first.length) {
        this.#queue.shift();
        this.#used = 0;
      }
    }
  }
}

/** `rows` rows from the one at `from` on, to the places from `to` on of the chunk's `vectors`. */
function copy(columns: Columns, from: number, vectors: readonly Vector[], to: number, rows: number): void {
  LAYOUT.forEach(([name, , width], index) => {
    const { buffer, byteOffset } = columns[name];
    const vector = vectors[index] as Vector;
    const start = byteOffset + from * width;
    duckdb.copy_data_to_vector(vector, to * width, buffer as ArrayBuffer, start, rows * width);
  });
}

// Event records to typed columns. Pure; the store copies the columns whole.
// Works on 32-bit words throughout: a BigInt for each field would cost more than all the rest.

import type { IdMap } from './id-map.ts';
import { CALL, LAYOUT } from './layout.ts';
import type { Names } from './names.ts';
import { fault } from './wire.ts';

const WORDS = LAYOUT.event.size / 4;
const word = (field: keyof typeof LAYOUT.event.fields) => LAYOUT.event.fields[field][0] / 4;
const START = word('start_ns');
const LATENCY = word('latency_ns');
const COUNT = word('count');
const RET = word('ret');
const OFFSET = word('offset');
const PID = word('pid');
const TID = word('tid');
const FD = word('fd');
const FILE = word('file');
const PROCESS = word('process');
/** The lowest byte of its word. */
const CALL_WORD = word('call');
const LAST_CALL = Math.max(...Object.values(CALL));
const COMM = word('comm');

/** One buffer a column, `length` rows each, as DuckDB lays its vectors out. */
export interface Columns {
  length: number;
  /** BIGINT: nanoseconds since 1970 UTC. */
  time: Uint32Array;
  /** UINTEGER */
  pid: Uint32Array;
  /** UINTEGER */
  tid: Uint32Array;
  /** UINTEGER: an id given by Names. */
  comm: Uint32Array;
  /** UINTEGER: an id given by Processes. */
  process: Uint32Array;
  /** UTINYINT: enum read_call. */
  call: Uint8Array;
  /** INTEGER, as its bits. */
  fd: Uint32Array;
  /** UINTEGER: an id given by Files. */
  file: Uint32Array;
  /** BIGINT: -1 where there is no such place. */
  offset: Uint32Array;
  /** UBIGINT */
  count: Uint32Array;
  /** BIGINT */
  ret: Uint32Array;
  /** UBIGINT */
  latency_ns: Uint32Array;
}

function allocate(length: number): Columns {
  return {
    length,
    time: new Uint32Array(2 * length),
    pid: new Uint32Array(length),
    tid: new Uint32Array(length),
    comm: new Uint32Array(length),
    process: new Uint32Array(length),
    call: new Uint8Array(length),
    fd: new Uint32Array(length),
    file: new Uint32Array(length),
    offset: new Uint32Array(2 * length),
    count: new Uint32Array(2 * length),
    ret: new Uint32Array(2 * length),
    latency_ns: new Uint32Array(2 * length),
  };
}

/** What turns the ids and names of a recording into the capture's ids. */
export interface Ids {
  names: Names;
  files: IdMap;
  processes: IdMap;
}

/**
 * Decodes whole event records. `records` must start at a multiple of 4 in its buffer, as the
 * decoder's do. `clockOffsetNs` (CLOCK_REALTIME minus CLOCK_MONOTONIC) turns start times into UTC.
 * Throws a ProblemError for a call there is none of.
 */
export function toColumns(records: Uint8Array, clockOffsetNs: bigint, ids: Ids): Columns {
  const length = records.length / LAYOUT.event.size;
  const words = new Uint32Array(records.buffer, records.byteOffset, length * WORDS);
  const columns = allocate(length);
  const { time, pid, tid, comm, process, call, fd, file, offset, count, ret, latency_ns } = columns;
  const { names, files, processes } = ids;
  const offsetLow = Number(BigInt.asUintN(32, clockOffsetNs));
  const offsetHigh = Number(BigInt.asUintN(32, clockOffsetNs >> 32n));
  const at = (index: number) => words[index] as number;
  // Reads come in runs of one thread: the comm is most often the one before.
  let last = -1;
  let lastId = -1;
  for (let row = 0, from = 0; row < length; row++, from += WORDS) {
    const low = at(from + START) + offsetLow;
    time[2 * row] = low;
    time[2 * row + 1] = at(from + START + 1) + offsetHigh + (low > 0xffffffff ? 1 : 0);
    latency_ns[2 * row] = at(from + LATENCY);
    latency_ns[2 * row + 1] = at(from + LATENCY + 1);
    count[2 * row] = at(from + COUNT);
    count[2 * row + 1] = at(from + COUNT + 1);
    ret[2 * row] = at(from + RET);
    ret[2 * row + 1] = at(from + RET + 1);
    pid[row] = at(from + PID);
    tid[row] = at(from + TID);
    fd[row] = at(from + FD);
    file[row] = files.get(at(from + FILE));
    process[row] = processes.get(at(from + PROCESS));
    const number = at(from + CALL_WORD) & 0xff;
    if (number === 0 || number > LAST_CALL) throw fault(`a read by call ${number}`);
    call[row] = number;
    offset[2 * row] = at(from + OFFSET);
    offset[2 * row + 1] = at(from + OFFSET + 1);
    if (last < 0 || !sameComm(words, from + COMM, last)) {
      last = from + COMM;
      lastId = names.id(at(last), at(last + 1), at(last + 2), at(last + 3));
    }
    comm[row] = lastId;
  }
  return columns;
}

function sameComm(words: Uint32Array, a: number, b: number): boolean {
  return (
    words[a] === words[b] &&
    words[a + 1] === words[b + 1] &&
    words[a + 2] === words[b + 2] &&
    words[a + 3] === words[b + 3]
  );
}

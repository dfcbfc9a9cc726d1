// Captures of made-up reads, as many as wanted and the same every time: a desktop at work. An editor and a browser
// of many processes, a compiler whose processes live for moments, a database, and the chatter of the system.

import { Intake } from '../../capture/intake.ts';
import { CALL, KIND } from '../../capture/layout.ts';
import { NO_LOSSES } from '../../capture/losses.ts';
import { decodeFiles, decodeProcesses } from '../../capture/records.ts';
import { Store } from '../../capture/store.ts';
import { Dice } from '../contract/expressions.ts';
import { type EventFields, type FileFields, fileRecords, processRecords, records } from './records.ts';

/** 2026-01-05 09:00 UTC. */
const BEGIN_NS = 1_767_603_600_000_000_000n;
/** Ten million reads take ten minutes. */
const MEAN_GAP_NS = 60_000;
/** Appended and flushed at once; so many differ, the others repeat them later. */
const BATCH = 40_000;
const BATCHES = 25;
const SOURCES = 24_000;
/** Of a process; those of the next one begin so much later. */
const OWN_FILES = 600;
const SPREAD = 120;
const EAGAIN = -11n;
const EISDIR = -21n;

interface Program {
  name: string;
  processes: number;
  threads: string[];
  /** How often it has its turn. */
  weight: number;
  /** How often of ten times it reads what is no file. */
  chatty: number;
}

const PROGRAMS: Program[] = [
  { name: 'code', processes: 14, threads: ['code', 'ThreadPoolForeg', 'libuv-worker'], weight: 9, chatty: 5 },
  {
    name: 'firefox',
    processes: 18,
    threads: ['firefox', 'StreamTrans #12', 'Cache2 I/O'],
    weight: 8,
    chatty: 7,
  },
  { name: 'node', processes: 6, threads: ['node', 'libuv-worker', 'V8 Worker'], weight: 7, chatty: 2 },
  { name: 'cc1plus', processes: 90, threads: ['cc1plus'], weight: 8, chatty: 0 },
  { name: 'git', processes: 40, threads: ['git'], weight: 4, chatty: 0 },
  { name: 'postgres', processes: 9, threads: ['postgres'], weight: 6, chatty: 2 },
  { name: 'python3', processes: 5, threads: ['python3', 'Thread-1 (work)'], weight: 3, chatty: 1 },
  { name: 'dbus-daemon', processes: 2, threads: ['dbus-daemon'], weight: 2, chatty: 10 },
  { name: 'systemd-journal', processes: 1, threads: ['systemd-journal'], weight: 1, chatty: 8 },
  { name: 'bash', processes: 8, threads: ['bash'], weight: 1, chatty: 6 },
];
const ENDINGS = ['ts', 'json', 'h', 'cpp', 'so', 'png', 'sqlite', 'log', 'py', 'html'];
const SIZES = [512, 1024, 4096, 4096, 8192, 16_384, 65_536, 131_072];

interface Process {
  id: number;
  pid: number;
  program: Program;
}

const PROCESSES: Process[] = PROGRAMS.flatMap((program) =>
  Array.from({ length: program.processes }, () => program),
).map((program, index) => ({ id: index + 1, pid: 1200 + index * 7, program }));
const OF_PROGRAM = PROGRAMS.map((program) => PROCESSES.filter((process) => process.program === program));
const TURNS = PROGRAMS.flatMap(({ weight }, index) => new Array<number>(weight).fill(index));

/** Sources deep in folders first, then what has no path, each with its id. */
function filesOf(dice: Dice): FileFields[] {
  const common = { device: (8 << 20) | 1, magic: 0xef53, special: 0, flags: 0 };
  const sources = Array.from({ length: SOURCES }, (_, index) => ({
    ...common,
    id: index + 1,
    inode: BigInt(1000 + index),
    size: BigInt(200 + Math.floor(1.0016 ** dice.roll(10_000))),
    mode: 0o100644,
    kind: KIND.FILE,
    names: [
      `part-${index}.${dice.pick(ENDINGS)}`,
      `module-${index % 37}`,
      `package-${index % 301}`,
      'src',
      `project-${index % 5}`,
      'ada',
      'home',
    ],
  }));
  const others: [kind: number, mode: number, names: string[]][] = [
    [KIND.PIPE, 0o010600, []],
    [KIND.SOCKET, 0o140777, []],
    [KIND.EVENTFD, 0o600, ['[eventfd]']],
    [KIND.TIMERFD, 0o600, ['[timerfd]']],
    [KIND.INOTIFY, 0o600, ['inotify']],
    [KIND.PROC, 0o100444, ['stat', '1200', 'proc']],
    [KIND.DEVICE, 0o020666, ['urandom', 'dev']],
    [KIND.TTY, 0o020620, ['4', 'pts', 'dev']],
  ];
  const more = others.map(([kind, mode, names], index) => ({
    ...common,
    ...{ id: SOURCES + index + 1, inode: BigInt(9_000_000 + index), size: 0n, mode, kind, names },
  }));
  return [...sources, ...more];
}

const OTHERS = 8;

function announce(store: Store): { intake: Intake; files: FileFields[] } {
  const intake = new Intake(store);
  const files = filesOf(new Dice(7));
  for (let from = 0; from < files.length; from += 1000) {
    intake.files(decodeFiles(fileRecords(files.slice(from, from + 1000))));
  }
  const processes = PROCESSES.map(({ id, pid, program: { name } }) => ({
    id,
    pid,
    comm: name,
    start_ns: BigInt(id) * 1_000_000_000n,
    exe: [name, 'bin', 'usr'],
    cmdline: [`/usr/bin/${name}`, `--number=${id}`],
  }));
  intake.processes(decodeProcesses(processRecords(processes)));
  return { intake, files };
}

const latencyOf = (dice: Dice, scale: number) =>
  BigInt(
    Math.floor(
      scale * (1 + 1.001 ** dice.roll(dice.roll(2000) === 0 ? 9000 : dice.roll(50) === 0 ? 6000 : 1500)),
    ),
  );

/** A few reads of one thread: a file from where it stood, or one answer of something that is no file. */
function turn(dice: Dice, files: readonly FileFields[], places: Map<number, number>): Partial<EventFields>[] {
  const process = dice.pick(OF_PROGRAM[dice.pick(TURNS)] ?? PROCESSES);
  const { program, pid, id } = process;
  const thread = dice.roll(program.threads.length);
  const who = { pid, tid: pid + thread, process: id, comm: program.threads[thread] ?? '' };
  if (dice.roll(10) < program.chatty) {
    const place = dice.roll(OTHERS);
    const count = place === 2 || place === 3 ? 8 : dice.pick(SIZES);
    const ret = dice.roll(8) === 0 ? EAGAIN : BigInt(1 + dice.roll(count));
    const file = SOURCES + 1 + place;
    return [{ ...who, file, fd: 4 + place, count: BigInt(count), ret, latency_ns: latencyOf(dice, 700) }];
  }
  // Each process has files of its own, and some are read far more often than others.
  const nth = Math.floor((dice.roll(1000) * dice.roll(1000) * OWN_FILES) / 1_000_000);
  const file = 1 + ((id * SPREAD + nth) % SOURCES);
  const size = Number(files[file - 1]?.size ?? 0);
  const count = dice.pick(SIZES);
  const fd = 10 + (file % 200);
  if (dice.roll(400) === 0) return [{ ...who, file, fd, count: 4096n, ret: EISDIR, latency_ns: 600n }];
  const pairs = Array.from({ length: 1 + dice.roll(12) }, () => {
    const from = places.get(file) ?? 0;
    const got = Math.max(0, Math.min(count, size - from));
    places.set(file, got === 0 ? 0 : from + got);
    return { from, got };
  });
  return pairs.map(({ from, got }) => ({
    ...who,
    ...{ file, fd, offset: BigInt(from), count: BigInt(count), ret: BigInt(got) },
    call: fd % 3 === 0 ? CALL.PREAD64 : CALL.READ,
    latency_ns: latencyOf(dice, 300 + got / 16),
  }));
}

/** Events from moment 0 on, and how long they last. */
function batchOf(dice: Dice, files: readonly FileFields[], rows: number) {
  const places = new Map<number, number>();
  const events: Partial<EventFields>[] = [];
  // There are quiet moments and busy ones.
  const gap = (MEAN_GAP_NS * (1 + dice.roll(8))) / 4.5;
  let now = 0;
  while (events.length < rows) {
    for (const event of turn(dice, files, places)) {
      now += 1 + dice.roll(2 * gap);
      events.push({ ...event, start_ns: BigInt(now) });
    }
  }
  return { bytes: records(events.slice(0, rows)), lastsNs: BigInt(now) };
}

/** Makes a capture file of so many reads. The folder must be there, the file must not. */
export async function makeUp(file: string, rows: number): Promise<void> {
  const store = await Store.open(file);
  const { intake, files } = announce(store);
  const dice = new Dice(23);
  const made = Array.from({ length: Math.min(BATCHES, Math.floor(rows / BATCH)) }, () =>
    batchOf(dice, files, BATCH),
  );
  let now = BEGIN_NS;
  for (let row = 0; row < rows; row += BATCH) {
    const whole = rows - row >= BATCH ? made[(row / BATCH) % BATCHES] : undefined;
    const { bytes, lastsNs } = whole ?? batchOf(dice, files, rows - row);
    store.append(intake.columns(bytes, now));
    await store.flush();
    now += lastsNs;
  }
  await store.flush();
  await store.keepRecording(BEGIN_NS, Number(now - BEGIN_NS), 'btf', NO_LOSSES);
  await store.close();
}

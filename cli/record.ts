// `ioscope record`: a recording without a window, to a file or to standard output.

import { resolve } from 'node:path';
import type { AttachMode, ExportFormat, Status } from '../contract/capture.ts';
import { lostReads } from '../contract/capture.ts';
import type { CaptureRequests } from '../contract/internal.ts';
import { nameText } from '../contract/name-text.ts';
import type { Problem } from '../contract/problem.ts';
import { ProblemError, toProblem } from '../contract/problem.ts';
import { forkCapture } from '../session/capture-host.ts';
import { Session } from '../session/session.ts';
import { checkPids } from './pids.ts';
import { showProgress } from './progress.ts';
import { StoppedCommand } from './stopped-command.ts';

export interface RecordOptions {
  pid: number[];
  comm: string[];
  /** Seconds. */
  duration?: number;
  attach: AttachMode | 'auto';
  format?: ExportFormat;
  /** A path, or - for standard output. */
  output: string;
}

/** All went well but for reads that were lost. */
const EXIT_INCOMPLETE = 3;
/** Bytes of a comm that the kernel keeps: TASK_COMM_LEN less the NUL, include/linux/sched.h. */
const COMM_BYTES = 15;

/** Records until the duration, a signal or the end of the command; sets the exit code. Throws a ProblemError. */
export async function record(commandLine: string[], options: RecordOptions): Promise<void> {
  checkPids(options.pid);
  const write = toWrite(options);
  const session = new Session({
    host: forkCapture,
    chooseTarget: async () => null,
    ownPids: () => [process.pid],
    attach: options.attach,
  });
  const signals = new Signals();
  let command: StoppedCommand | null = null;
  let keep = false;
  let atOnce = false;
  try {
    command = await StoppedCommand.start(commandLine);
    report(await run(session, write, signals, command, options));
  } catch (caught) {
    // Whatever failed, reads stay where they are, unless no one wanted more of them.
    const { code } = toProblem(caught);
    atOnce = code === 'cancelled';
    const rows = atOnce ? 0 : ((await session.ask('status', {}).catch(() => null))?.rows ?? 1);
    keep = rows > 0 && code !== 'output-closed';
    throw caught;
  } finally {
    command?.kill();
    signals.dispose();
    await session.close({ keep, atOnce });
    if (keep) process.stderr.write(`ioscope: the reads recorded are kept in ${session.file}\n`);
  }
}

type Write = CaptureRequests['write']['args'];
/** `commandExit`: null unless the recording ended because the command did. */
type Outcome = Status & { written: number; commandExit: number | null };

/** From opening the output, so that a bad path is told before anyone is asked for permission, to its last line. */
async function run(
  session: Session,
  write: Write,
  signals: Signals,
  command: StoppedCommand | null,
  { pid, duration, output }: RecordOptions,
): Promise<Outcome> {
  const begun = writeBegun(session);
  const written = session.ask('write', write);
  // Whichever way this ends, a race lost is told by its winner.
  written.catch(() => {});
  await Promise.race([begun, written]);
  const target = { pids: pid, trees: command === null ? [] : [command.pid] };
  await Promise.race([session.record(target), written, signals.cancelled()]);
  const endProgress = showProgress(session, output);
  try {
    command?.resume();
    const ends: Promise<unknown>[] = [signals.asked(), brokenOff(session), written];
    if (duration !== undefined) ends.push(sleep(duration * 1000));
    if (command !== null) ends.push(command.ended);
    await Promise.race(ends);
    const commandExit = command?.exitCode ?? null;
    await Promise.race([session.stop(), signals.cancelledTwice()]);
    // What broke the recording off comes before what came of it.
    const { problem } = session;
    const { rows } = await Promise.race([written, signals.cancelledTwice()]).catch((caught) => {
      throw problem === null ? caught : asError(problem);
    });
    if (problem !== null) throw asError(problem);
    return { ...(await session.ask('status', {})), written: rows, commandExit };
  } finally {
    endProgress();
  }
}

function toWrite({ comm, format, output }: RecordOptions): Write {
  return {
    path: output === '-' ? null : resolve(output),
    format: format ?? formatOf(output),
    filter: {
      terms: comm.map((name) => ({ field: 'comm', value: rowComm(name), exclude: false })),
      text: '',
    },
    follow: true,
  };
}

function formatOf(output: string): ExportFormat {
  if (/\.csv$/i.test(output)) return 'csv';
  return /\.(jsonl|ndjson|json)$/i.test(output) ? 'jsonl' : 'text';
}

/** The name as rows have it. The kernel keeps its beginning only: a longer one would never match. */
function rowComm(name: string): string {
  const bytes = Buffer.from(name);
  const comm = nameText(bytes.subarray(0, COMM_BYTES));
  if (bytes.length > COMM_BYTES) {
    process.stderr.write(
      `ioscope: the kernel keeps ${COMM_BYTES} bytes of a name: "${name}" is "${comm}" to it\n`,
    );
  }
  return comm;
}

/** Ctrl-C and its like: once stops in good order, twice calls off. */
class Signals {
  #count = 0;
  #waiting: { count: number; resolve: () => void }[] = [];
  #take = () => {
    this.#count++;
    for (const { count, resolve: wake } of this.#waiting) if (this.#count >= count) wake();
  };

  constructor() {
    process.on('SIGINT', this.#take).on('SIGTERM', this.#take).on('SIGHUP', this.#take);
  }

  /** Rejects at the second signal: the first has ended the recording, or is about to be seen after what it ended. */
  async cancelledTwice(): Promise<never> {
    await this.#reached(Math.max(2, this.#count + 1));
    throw calledOff();
  }

  /** Resolves at the first signal. */
  asked(): Promise<void> {
    return this.#reached(1);
  }

  /** Rejects at the next signal. */
  async cancelled(): Promise<never> {
    await this.#reached(this.#count + 1);
    throw calledOff();
  }

  dispose(): void {
    process.off('SIGINT', this.#take).off('SIGTERM', this.#take).off('SIGHUP', this.#take);
  }

  #reached(count: number): Promise<void> {
    if (this.#count >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }
}

/** Resolves when the output could be opened: its first progress is told then. */
function writeBegun(session: Session): Promise<void> {
  return new Promise((resolve) => {
    const end = session.onPush((push) => {
      if (push.push !== 'export') return;
      end();
      resolve();
    });
  });
}

function calledOff(): ProblemError {
  return new ProblemError('cancelled', 'The recording was called off.', '');
}

/** Resolves when the session falls out of recording by itself; why is in its status. */
function brokenOff(session: Session): Promise<void> {
  return new Promise((resolve) => {
    session.onPush((push) => {
      if (push.push === 'status' && push.status.state === 'failed') resolve();
    });
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** The last line on standard error, and the exit code. */
function report({ written, losses, not_shown, commandExit }: Outcome): void {
  const lost = lostReads(losses);
  const asides = [
    [losses.in_flight, 'not yet returned at the end'],
    [losses.died, 'ended with their thread'],
    [losses.compat, 'of 32-bit programs not shown'],
  ] as const;
  const more = asides.filter(([count]) => count > 0).map(([count, what]) => `, ${count} ${what}`);
  const unseen = Object.entries(not_shown).filter(([, calls]) => calls > 0);
  if (unseen.length > 0) {
    const ways = unseen.map(([way, calls]) => `${calls} ${way}`);
    process.stderr.write(`ioscope: not shown, for they are no reads: ${ways.join(', ')}\n`);
  }
  process.stderr.write(`ioscope: ${written} reads written, ${lost} lost${more.join('')}\n`);
  process.exitCode = lost > 0 ? EXIT_INCOMPLETE : (commandExit ?? 0);
}

function asError({ code, message, remedy }: Problem): ProblemError {
  return new ProblemError(code, message, remedy);
}

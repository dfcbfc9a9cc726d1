// `ioscope record`: a recording without a window, to a file or to standard output.

import { resolve } from 'node:path';
import type { AttachMode, ExportFormat } from '../contract/capture.ts';
import { NO_FILTER } from '../contract/filter.ts';
import type { CaptureRequests } from '../contract/internal.ts';
import type { Problem } from '../contract/problem.ts';
import { ProblemError, toProblem } from '../contract/problem.ts';
import { forkCapture } from '../session/capture-host.ts';
import { checkPids } from '../session/pids.ts';
import { Session } from '../session/session.ts';
import { onEnding } from '../session/signals.ts';
import { StoppedCommand } from '../session/stopped-command.ts';
import { type ChosenOptions, filterOf } from './chosen.ts';
import { Marking, type MarkOptions } from './marks.ts';
import { showProgress } from './progress.ts';
import { exitCode, type Outcome, report } from './report.ts';

export interface RecordOptions extends ChosenOptions, MarkOptions {
  /** Seconds. */
  duration?: number;
  /** MiB. */
  ring?: number;
  attach: AttachMode | 'auto';
  format?: ExportFormat;
  /** A path, or - for standard output. */
  output: string;
}

/** Records until the duration, a signal or the end of the command; sets the exit code. Throws a ProblemError. */
export async function record(commandLine: string[], options: RecordOptions): Promise<void> {
  checkPids(filterOf(options, null).processes.map(({ pid }) => pid));
  const write = toWrite(options);
  const session = new Session({
    host: forkCapture,
    chooseTarget: async () => null,
    ownPids: () => [process.pid],
    attach: options.attach,
    ringMib: options.ring ?? 0,
  });
  const signals = new Signals();
  let command: StoppedCommand | null = null;
  let marking: Marking | null = null;
  let keep = false;
  let atOnce = false;
  try {
    marking = await Marking.open(session, options.marks);
    command = await StoppedCommand.start(commandLine, { input: options.marksFrom === undefined });
    const outcome = await run({ session, write, signals, marking, command, options });
    for (const line of report(outcome)) process.stderr.write(`ioscope: ${line}\n`);
    process.exitCode = exitCode(outcome);
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
    await marking?.dispose();
    await session.close({ keep, atOnce });
    if (keep) process.stderr.write(`ioscope: the reads recorded are kept in ${session.file}\n`);
  }
}

type Write = CaptureRequests['write']['args'];

interface Run {
  session: Session;
  write: Write;
  signals: Signals;
  marking: Marking;
  command: StoppedCommand | null;
  options: RecordOptions;
}

/** From opening the output, so that a bad path is told before anyone is asked for permission, to its last line. */
async function run({ session, write, signals, marking, command, options }: Run): Promise<Outcome> {
  const begun = writeBegun(session);
  const written = session.ask('write', write);
  // Whichever way this ends, a race lost is told by its winner.
  written.catch(() => {});
  await Promise.race([begun, written]);
  const { duration, output } = options;
  await session.chooseReads(filterOf(options, command?.pid ?? null));
  await Promise.race([session.record(), written, signals.cancelled()]);
  marking.begin(options);
  const endProgress = showProgress(session, output);
  try {
    command?.resume();
    const ends: Promise<unknown>[] = [signals.asked(), brokenOff(session), written];
    if (duration !== undefined) ends.push(sleep(duration * 1000));
    if (command !== null) ends.push(command.ended);
    await Promise.race(ends);
    const commandExit = command?.exitCode ?? null;
    await marking.end();
    await Promise.race([session.stop(), signals.cancelledTwice()]);
    // What broke the recording off comes before what came of it.
    const { problem } = session;
    const { rows } = await Promise.race([written, signals.cancelledTwice()]).catch((caught) => {
      throw problem === null ? caught : asError(problem);
    });
    if (problem !== null) throw asError(problem);
    const [status, lost] = await Promise.all([session.ask('status', {}), session.ask('lost', {})]);
    return { status, lost, written: rows, commandExit };
  } finally {
    endProgress();
  }
}

function toWrite({ format, output }: RecordOptions): Write {
  return {
    path: output === '-' ? null : resolve(output),
    format: format ?? formatOf(output),
    filter: NO_FILTER,
    follow: true,
  };
}

function formatOf(output: string): ExportFormat {
  if (/\.csv$/i.test(output)) return 'csv';
  return /\.(jsonl|ndjson|json)$/i.test(output) ? 'jsonl' : 'text';
}

/** Ctrl-C and its like: once stops in good order, twice calls off. */
class Signals {
  #count = 0;
  #waiting: { count: number; resolve: () => void }[] = [];
  readonly dispose = onEnding(() => {
    this.#count++;
    for (const { count, resolve: wake } of this.#waiting) if (this.#count >= count) wake();
  });

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

function asError({ code, message, remedy }: Problem): ProblemError {
  return new ProblemError(code, message, remedy);
}

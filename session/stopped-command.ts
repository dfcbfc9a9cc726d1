// A program held before its first instruction until tracing has begun. It runs as the user does who runs ioscope.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync, type Stats, statSync } from 'node:fs';
import { constants as osConstants } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { ProblemError } from '../contract/problem.ts';

/** A shell stops itself and becomes the program when it is continued: the PID stays, no read comes between. */
const HOLD = 'kill -STOP $$; exec "$@"';
const STOP_DEADLINE_MS = 5000;

export class StoppedCommand {
  readonly pid: number;
  /** Resolves when the program has ended. */
  readonly ended: Promise<void>;
  /** As a shell has it: the program's own, or 128 and the signal; null while it runs. */
  exitCode: number | null = null;
  #child: ChildProcess;

  private constructor(child: ChildProcess, pid: number) {
    this.#child = child;
    this.pid = pid;
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.exitCode = code ?? 128 + (signal === null ? 0 : osConstants.signals[signal]);
        resolve();
      });
    });
  }

  /**
   * null for an empty command line. `apart`: in a session of its own, where Ctrl-C and the end of ioscope do not
   * reach it, without input, and with all its output to our standard error. `input`: ours is its own. Throws a ProblemError if there is no
   * such program or directory.
   */
  static async start(
    commandLine: string[],
    { directory = process.cwd(), apart = false, input = true } = {},
  ): Promise<StoppedCommand | null> {
    const [program] = commandLine;
    if (program === undefined) return null;
    checkDirectory(directory);
    checkProgram(program, directory);
    const child = spawn('/bin/sh', ['-c', HOLD, 'sh', ...commandLine], {
      cwd: directory,
      detached: apart,
      stdio: apart ? ['ignore', 2, 2] : [input ? 'inherit' : 'ignore', 'inherit', 'inherit'],
    });
    const failed = new Promise<never>((_, reject) => child.once('error', reject));
    if (child.pid === undefined) return failed;
    const command = new StoppedCommand(child, child.pid);
    await command.#stopped();
    return command;
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** Ends it if it still runs; a held one never began. */
  kill(): void {
    if (this.exitCode !== null) return;
    this.#child.kill('SIGTERM');
    this.#child.kill('SIGCONT');
  }

  async #stopped(): Promise<void> {
    const deadline = performance.now() + STOP_DEADLINE_MS;
    while (processState(this.pid) !== 'T') {
      if (this.exitCode !== null || performance.now() > deadline) {
        this.kill();
        throw new ProblemError('command-not-held', 'The program could not be held before its start.', '');
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

/** The state letter of /proc/PID/stat: what follows the name, which may itself hold any character. */
function processState(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat[stat.lastIndexOf(')') + 2];
}

function checkDirectory(directory: string): void {
  if (statOf(directory)?.isDirectory()) return;
  throw new ProblemError(
    'no-such-directory',
    `There is no folder "${directory}".`,
    'Check its name; give its whole path.',
  );
}

function checkProgram(program: string, directory: string): void {
  const places = program.includes('/')
    ? [resolve(directory, program)]
    : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
  const files = places.filter((place) => statOf(place)?.isFile());
  if (files.some(isExecutable)) return;
  const [file] = files;
  if (file !== undefined) {
    throw new ProblemError(
      'command-not-executable',
      `${file} may not be executed.`,
      'Make it executable (chmod +x), or name the program that runs it.',
    );
  }
  throw new ProblemError(
    'no-such-command',
    `There is no program "${program}".`,
    'Check its name or give its path.',
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** null where there is nothing, or nothing that this user may see: PATH may name folders of others. */
function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

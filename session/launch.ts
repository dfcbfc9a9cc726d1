// Starts the loader with the privilege it needs: as it is for root and for a loader with file capabilities,
// else through one prompt. The command is fixed: a path of ours and a directory we made (law 4).

import { execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { promisify } from 'node:util';
import sudoPrompt from 'sudo-prompt';
import type { AttachMode } from '../contract/capture.ts';
import type { Problem } from '../contract/problem.ts';
import { ProblemError } from '../contract/problem.ts';
import { LOADER } from './paths.ts';

export interface Launch {
  /** Path of the loader. */
  loader: string;
  /** The private directory with socket and token. */
  directory: string;
  attach: AttachMode | 'auto';
}

export interface Launched {
  /** Whether a person is asked first, which may take minutes. */
  prompts: boolean;
  /** The running loader; null where a prompt hides it. */
  pid: number | null;
  /** Resolves when the loader has ended: null if well. */
  ended: Promise<Problem | null>;
}

/** Throws a ProblemError if the loader cannot be started at all. */
export async function launchLoader({ loader, directory, attach }: Launch): Promise<Launched> {
  checkLoader(loader);
  const args = ['--attach', attach, directory];
  const direct = process.getuid?.() === 0 || (await hasCapabilities(loader));
  return direct ? startDirectly(loader, args) : startPrompted(loader, args);
}

function checkLoader(loader: string): void {
  try {
    accessSync(loader, constants.X_OK);
  } catch (caught) {
    if ((caught as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new ProblemError(
        'loader-missing',
        `The loader is not at ${loader}.`,
        'Build it with "npm run build".',
      );
    }
    throw new ProblemError(
      'loader-not-executable',
      `The loader at ${loader} may not be executed.`,
      'Build it anew with "npm run build", and check that its folder is not mounted noexec.',
    );
  }
}

/** Whether the file carries the capabilities tracing needs, so that no prompt is. */
async function hasCapabilities(loader: string): Promise<boolean> {
  const path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;
  try {
    const { stdout } = await promisify(execFile)('getcap', [loader], { env: { PATH: path }, timeout: 2000 });
    return stdout.includes('cap_bpf') && stdout.includes('cap_perfmon');
  } catch {
    // No getcap here: then no one has set capabilities with its sister either.
    return false;
  }
}

function startDirectly(loader: string, args: string[]): Launched {
  // Who called sudo is not who calls the loader: the directory is ours.
  const { SUDO_UID: _, PKEXEC_UID: __, ...env } = process.env;
  const child = spawn(loader, args, { env, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  const ended = new Promise<Problem | null>((resolve) => {
    child.on('error', (error) => resolve(startProblem(error.message)));
    child.on('close', (code, signal) => {
      resolve(code === 0 ? null : endProblem(signal === null ? `code ${code}` : `signal ${signal}`, stderr));
    });
  });
  return { prompts: false, pid: child.pid ?? null, ended };
}

function startPrompted(loader: string, args: string[]): Launched {
  const command = [loader, ...args].map(plainWord).join(' ');
  const ended = new Promise<Problem | null>((resolve) => {
    sudoPrompt.exec(command, { name: 'ioscope' }, (error, _stdout, stderr) => {
      resolve(error ? promptProblem(error, String(stderr ?? '')) : null);
    });
  });
  return { prompts: true, pid: null, ended };
}

/** A word that two shells pass on unchanged. Anything else is refused, not quoted: sudo-prompt quotes once only. */
function plainWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  throw new ProblemError(
    'unsafe-path',
    `The path ${JSON.stringify(word)} has characters that a privileged command must not contain.`,
    'Move ioscope to a folder whose path has only letters, digits and . _ - + @ in it.',
  );
}

function startProblem(message: string): Problem {
  return {
    code: 'loader-not-started',
    message: `The loader could not be started: ${message}.`,
    remedy: 'Build it anew with "npm run build".',
  };
}

function endProblem(how: string, stderr: string): Problem {
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return {
    code: 'loader-died',
    message: `The loader ended with ${how}${said === '' ? '' : `: ${said}`}.`,
    remedy: 'Record again. If it happens again, see what the system log says about ioscope-loader.',
  };
}

const OTHER_WAYS = `Or start ioscope as root, or once and for all: sudo setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep ${LOADER}`;

/** What sudo-prompt's error means. pkexec ends with 126 if dismissed, 127 if not authorised or not able to ask. */
export function promptProblem(error: Error & { code?: unknown }, stderr: string): Problem {
  const said = `${error.message}\n${stderr}`;
  if (/Unable to find pkexec/.test(said)) {
    return {
      code: 'no-pkexec',
      message: 'Permission cannot be asked for: pkexec is not installed.',
      remedy: `Install polkit (Debian and Ubuntu: sudo apt install pkexec). ${OTHER_WAYS}`,
    };
  }
  if (/No polkit authentication agent found|No authentication agent found/.test(said)) {
    return {
      code: 'no-agent',
      message: 'Permission cannot be asked for: no polkit agent runs in this session.',
      remedy: `Start ioscope from a desktop session. ${OTHER_WAYS}`,
    };
  }
  // Granted, and then it failed: the exit code is not pkexec's. Else sudo-prompt puts a message of its own here.
  if (error.message.startsWith('Command failed')) return endProblem(`code ${String(error.code)}`, stderr);
  if (/D-?Bus|Error getting authority/i.test(said)) {
    return {
      code: 'no-polkit',
      message: 'Permission cannot be asked for: polkit does not answer.',
      remedy: `Check that the service polkit runs. ${OTHER_WAYS}`,
    };
  }
  if (error.code === 126) {
    return {
      code: 'dismissed',
      message: 'The question for permission was dismissed, so nothing is traced.',
      remedy: 'Press Record again and confirm it.',
    };
  }
  if (error.code === 127) {
    return {
      code: 'not-authorised',
      message: 'Permission was not given: the password was wrong, or this user may not give it.',
      remedy: `Press Record again, with the password of a user who may administer this machine. ${OTHER_WAYS}`,
    };
  }
  return endProblem(`code ${String(error.code ?? '?')}`, stderr);
}

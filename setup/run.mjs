// How set-up runs a command and how it ends. Everything in setup/ is plain JavaScript on Node's own
// modules: it runs before anything is installed or compiled.

import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** @typedef {{ env?: NodeJS.ProcessEnv, remedy?: string }} RunOptions */

/** What stopped the set-up, and what to do about it. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} remedy
   */
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** @param {string} title */
export function heading(title) {
  say(process.stdout.isTTY ? `\n\x1b[1m▸ ${title}\x1b[0m` : `\n▸ ${title}`);
}

/**
 * Runs a command on this terminal from the repository's root and passes signals on to it.
 * Ends this process, too, if it was told to end meanwhile.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} the exit code; 128 + n for signal n
 */
export async function exitCodeOf(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...options.env },
  });
  let told = 0;
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    told = constants.signals[signal];
    // Ctrl-C has reached the child already: a terminal signals the whole group.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  try {
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit, signal) => resolve(exit ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
    if (told > 0 && code !== 0) process.exit(code);
    return code;
  } catch (caught) {
    const message = caught instanceof Error ? caught.message : String(caught);
    throw new SetupError(
      `\`${command}\` cannot be run: ${message}`,
      options.remedy ?? 'Install it and try again.',
    );
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}

/**
 * Runs a command that has to succeed.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options] `remedy`: what to do when it fails
 * @returns {Promise<void>}
 */
export async function run(command, args, options = {}) {
  const code = await exitCodeOf(command, args, options);
  if (code === 0) return;
  const remedy =
    options.remedy ?? 'Its messages stand above; mend what they name and run the same command again.';
  throw new SetupError(`\`${[command, ...args].join(' ')}\` failed with exit code ${code}.`, remedy);
}

/**
 * Runs a command quietly.
 * @param {string} command
 * @param {string[]} args
 * @returns {string | null} what it printed, or null if it is not there or failed
 */
export function outputOf(command, args) {
  const done = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 20_000,
  });
  return done.status === 0 ? done.stdout : null;
}

/**
 * @param {string} version such as 20.19.0
 * @returns {string | null} what to do if this Node is too old for ioscope
 */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return null;
  return `ioscope needs Node 20.19 or later, this is ${version}.`;
}

/**
 * Runs a script's body: the one place where errors become a message and an exit code.
 * @param {() => Promise<number>} body returns the exit code
 */
export async function main(body) {
  try {
    const problem = nodeProblem(process.versions.node);
    if (problem)
      throw new SetupError(problem, 'Install it from https://nodejs.org and run the same command again.');
    process.exitCode = await body();
  } catch (caught) {
    if (!(caught instanceof SetupError)) throw caught;
    process.stderr.write(`\nioscope set-up: ${caught.message}\n${caught.remedy}\n`);
    process.exitCode = 1;
  }
}

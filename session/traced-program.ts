// A program of the user's choice, run and recorded with its descendants from its first read on.

import { homedir } from 'node:os';
import { RECORD_ALL } from '../contract/capture-filter.ts';
import type { Args } from '../contract/requests.ts';
import { splitWords } from './command-line.ts';
import type { Session } from './session.ts';
import { StoppedCommand } from './stopped-command.ts';

/**
 * Resolves when it runs. It goes on when recording stops or ioscope ends; one that is not recorded never begins.
 * Rejects with a ProblemError.
 */
export async function traceProgram(
  session: Session,
  { command: line, directory, keepOn }: Args<'trace'>,
): Promise<null> {
  session.checkFree();
  const command = await StoppedCommand.start(splitWords(line), {
    directory: directory === '' ? homedir() : directory,
    apart: true,
  });
  if (command === null) return null;
  try {
    const family = { pid: command.pid, descendants: true, exclude: false };
    await session.record({ ...RECORD_ALL, processes: [family] });
  } catch (caught) {
    command.kill();
    throw caught;
  }
  const { recordings } = session;
  command.resume();
  void command.ended.then(() => {
    // It may have outlived its recording.
    if (keepOn || recordings !== session.recordings || session.state !== 'recording') return;
    session.stop().catch(() => {}); // which the state tells
  });
  return null;
}

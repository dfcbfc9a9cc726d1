// How a recording ends badly, in words.

import type { Problem } from '../contract/problem.ts';
import { ProblemError, toProblem } from '../contract/problem.ts';

/** DuckDB failed: mostly the disk is full. */
export function notStored(caught: unknown): ProblemError {
  return new ProblemError(
    'capture-not-stored',
    `The reads could not be stored: ${toProblem(caught).message}`,
    'Free some space where captures are kept, or set XDG_CACHE_HOME to another place. Then press Clear, or start ioscope again: until then nothing can be added to this capture.',
  );
}

export const DIED: Problem = {
  code: 'loader-died',
  message: 'The loader ended in the middle of the recording. The reads up to then are kept.',
  remedy: 'Press Record to go on. If it happens again, see what the system log says about ioscope-loader.',
};

export const STOPPED: Problem = {
  code: 'loader-stopped',
  message: 'The loader was told to stop by someone else. The reads up to then are kept.',
  remedy: 'Press Record to go on.',
};

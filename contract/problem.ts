// An expected failure as data: what happened and what to do about it. It crosses processes as it is.

export interface Problem {
  /** A stable word for tests and programs, e.g. `no-privilege`. */
  code: string;
  /** What happened, in one sentence, for a person. */
  message: string;
  /** What to do about it; empty where nothing can be done. */
  remedy: string;
}

/** Carries a Problem through code that throws; `toProblem` takes it out again. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(code: string, message: string, remedy: string) {
    super(message);
    this.name = 'ProblemError';
    this.problem = { code, message, remedy };
  }
}

/** Whatever was caught, as a Problem. What is not a ProblemError is a bug and is named as one. */
export function toProblem(caught: unknown): Problem {
  if (caught instanceof ProblemError) return caught.problem;
  const message = caught instanceof Error ? caught.message : String(caught);
  return { code: 'internal', message, remedy: 'This is a fault in ioscope: please report it.' };
}

// Which problem the window shows: the last action that failed, else what the status says. One at a time.

import { useCallback, useRef, useState } from 'react';
import { type Problem, toProblem } from '../../contract/problem.ts';
import { LOST, type WindowBridge } from '../bridge.ts';
import type { Capture } from '../use-capture.ts';

interface Action {
  problem: Problem;
  retry: (() => void) | undefined;
}

interface Failure extends Action {
  /** What the status said then: what it says anew is shown in its place. */
  beside: Problem | null;
}

export interface Shown extends Action {
  notice: boolean;
  dismiss: (() => void) | undefined;
}

export interface Problems {
  shown: Shown | null;
  /** For failures that are nobody's action. */
  report(problem: Problem): void;
  /** Runs an action; if it fails, says so and offers to run it again. */
  attempt(action: () => Promise<unknown>): void;
}

/** Ended by the user's own hand: no failure of anything. */
const CALLED_OFF = new Set(['cancelled', 'abandoned']);

const same = (a: Problem | null, b: Problem | null) => a?.code === b?.code && a?.message === b?.message;

export function useProblems(): Omit<Problems, 'shown'> & {
  shownFor(bridge: WindowBridge, capture: Capture, onRecord: () => void): Shown | null;
} {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [dismissed, setDismissed] = useState<Problem | null>(null);
  const told = useRef<Problem | null>(null);

  const report = useCallback((problem: Problem, retry?: () => void) => {
    // The line being down has a banner of its own.
    if (problem.code !== LOST.code) setFailure({ problem, retry, beside: told.current });
  }, []);

  const attempt = useCallback(
    (action: () => Promise<unknown>) => {
      const run = () => {
        setFailure(null);
        setDismissed(null);
        action().catch((caught) => {
          const problem = toProblem(caught);
          if (!CALLED_OFF.has(problem.code)) report(problem, run);
        });
      };
      run();
    },
    [report],
  );

  const shownFor = (bridge: WindowBridge, capture: Capture, onRecord: () => void): Shown | null => {
    if (capture.link === 'lost') {
      return { problem: LOST, notice: false, retry: () => bridge.reconnect(), dismiss: undefined };
    }
    const { status } = capture;
    const problem = status?.problem ?? null;
    told.current = problem;
    const dismissing = (shown: Problem) => () => {
      setFailure(null);
      setDismissed(shown);
    };
    if (failure && (problem === null || same(problem, failure.beside) || same(problem, dismissed))) {
      const { retry } = failure;
      return { problem: failure.problem, retry, notice: false, dismiss: dismissing(failure.problem) };
    }
    if (problem === null || same(problem, dismissed)) return null;
    const failed = status?.state === 'failed';
    return {
      problem,
      notice: !failed,
      retry: failed ? onRecord : undefined,
      dismiss: dismissing(problem),
    };
  };

  return { report, attempt, shownFor };
}

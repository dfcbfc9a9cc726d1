// Which problem the window shows: the last action that failed, else what the status says. One at a time.

import { useCallback, useState } from 'react';
import { type Problem, toProblem } from '../../contract/problem.ts';
import { LOST, type WindowBridge } from '../bridge.ts';
import type { Capture } from '../use-capture.ts';

interface Failure {
  problem: Problem;
  retry: (() => void) | undefined;
}

export interface Shown extends Failure {
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

const same = (a: Problem | null, b: Problem | null) => a?.code === b?.code && a?.message === b?.message;

export function useProblems(): Omit<Problems, 'shown'> & {
  shownFor(bridge: WindowBridge, capture: Capture, onRecord: () => void): Shown | null;
} {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [dismissed, setDismissed] = useState<Problem | null>(null);

  const report = useCallback((problem: Problem, retry?: () => void) => {
    // The line being down has a banner of its own.
    if (problem.code !== LOST.code) setFailure({ problem, retry });
  }, []);

  const attempt = useCallback(
    (action: () => Promise<unknown>) => {
      const run = () => {
        setFailure(null);
        setDismissed(null);
        action().catch((caught) => report(toProblem(caught), run));
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
    if (failure) {
      const dismiss = () => {
        setFailure(null);
        setDismissed(failure.problem);
      };
      return { ...failure, notice: false, dismiss };
    }
    if (!status?.problem || same(status.problem, dismissed)) return null;
    const { problem } = status;
    const failed = status.state === 'failed';
    return {
      problem,
      notice: !failed,
      retry: failed ? onRecord : undefined,
      dismiss: () => setDismissed(problem),
    };
  };

  return { report, attempt, shownFor };
}

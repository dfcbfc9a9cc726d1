// Something went wrong, or needs to be known: what it is, what to do, and a way to try again.

import { CircleAlert, Info, X } from 'lucide-react';
import type { Problem } from '../../contract/problem.ts';

interface ProblemBannerProps {
  problem: Problem;
  /** A notice is no failure: it is not announced as one. */
  notice?: boolean;
  onRetry?: (() => void) | undefined;
  onDismiss?: (() => void) | undefined;
}

export function ProblemBanner({ problem, notice = false, onRetry, onDismiss }: ProblemBannerProps) {
  const Icon = notice ? Info : CircleAlert;
  return (
    <div className={notice ? 'banner notice' : 'banner'} role={notice ? 'note' : 'alert'}>
      <Icon aria-hidden />
      <p>
        <strong>{problem.message}</strong> {problem.remedy}
      </p>
      <span className="grow" />
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
      {onDismiss && (
        <button type="button" className="plain icon" aria-label="Dismiss" onClick={onDismiss}>
          <X aria-hidden />
        </button>
      )}
    </div>
  );
}

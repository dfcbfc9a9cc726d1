// What stands in place of rows when there are none: why, and what to do next.

import type { ReactNode } from 'react';
import type { ReadsSnapshot } from '../table/reads-source.ts';
import type { Capture } from '../use-capture.ts';

interface EmptyStateProps {
  capture: Capture;
  reads: ReadsSnapshot;
  paused: boolean;
  /** Stands there while rows are hidden by a filter; false: there is none. */
  nothingPasses: ReactNode;
}

export function EmptyState(props: EmptyStateProps) {
  const { reads } = props;
  if (reads.matched > 0) return null;
  const isHidden = !reads.waiting && reads.total > 0 && props.nothingPasses;
  if (isHidden) return <div className="empty">{props.nothingPasses}</div>;
  const content = reads.waiting ? waitingFor(props) : reason(props);
  if (content === null) return null;
  return (
    <div className="empty">
      <h3>{content.title}</h3>
      <p>{content.text}</p>
    </div>
  );
}

interface Content {
  title: string;
  text: string;
}

function waitingFor({ capture }: EmptyStateProps): Content | null {
  if (capture.link === 'lost')
    return { title: 'Disconnected', text: 'Reads appear again once ioscope answers.' };
  return null;
}

function reason({ capture, paused }: EmptyStateProps): Content {
  if (paused && capture.status?.state === 'recording') {
    return { title: 'The view is paused', text: 'Recording goes on. Resume to see what has come since.' };
  }
  switch (capture.status?.state) {
    case 'recording':
      return { title: 'Recording', text: 'No program has called read() yet.' };
    case 'preparing':
      return {
        title: 'Asking for permission',
        text: 'Tracing the kernel needs an administrator. Answer the prompt to go on.',
      };
    case 'failed':
      return { title: 'Not recording', text: 'What went wrong, and what helps, stands above.' };
    default:
      return {
        title: 'Nothing recorded yet',
        text: 'Press Record to see the reads of every program on this machine. If needed, your system asks for permission first: only a small part of ioscope gets it, and gives it back once it is set up.',
      };
  }
}

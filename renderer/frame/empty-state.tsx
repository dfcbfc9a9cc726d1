// What stands in place of rows when there are none: why, and what to do next.

import type { ReactNode } from 'react';
import { RECORD_ALL } from '../../contract/capture-filter.ts';
import { isSame } from '../capture/rules.ts';
import { formatCount } from '../parts/format.ts';
import type { ReadsSnapshot } from '../table/reads-source.ts';
import type { Capture } from '../use-capture.ts';
import { useSettings } from './settings.ts';
import { Welcome } from './welcome.tsx';

interface EmptyStateProps {
  capture: Capture;
  reads: ReadsSnapshot;
  paused: boolean;
  /** Stands there while rows are hidden by a filter; false: there is none. */
  nothingPasses: ReactNode;
  onResume(): void;
  onRecord(): void;
  onRecordAll(): void;
  onStop(): void;
  onTrace(): void;
}

interface Content {
  title: string;
  text: string;
  /** The first is what most will want. */
  actions?: readonly { label: string; run(): void }[];
  /** Something is under way. */
  busy?: boolean;
}

export function EmptyState(props: EmptyStateProps) {
  const { reads, capture } = props;
  const { welcomed } = useSettings();
  if (reads.matched > 0) return null;
  const isHidden = !reads.waiting && reads.total > 0 && props.nothingPasses;
  if (isHidden) return <div className="empty">{props.nothingPasses}</div>;
  const content = reads.waiting ? waitingFor(props) : reason(props);
  if (content === null) return null;
  const first = content.title === NOTHING_YET && capture.status?.started === null && !welcomed;
  if (first) return <Welcome onRecord={props.onRecord} onTrace={props.onTrace} />;
  return (
    <div className="empty">
      {content.busy && <progress aria-label={content.title} />}
      <h3>{content.title}</h3>
      <p>{content.text}</p>
      {content.actions && (
        <div className="actions">
          {content.actions.map(({ label, run }, index) => (
            <button key={label} type="button" className={index === 0 ? 'primary' : ''} onClick={run}>
              {label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function waitingFor({ capture }: EmptyStateProps): Content | null {
  if (capture.link === 'lost')
    return { title: 'Disconnected', text: 'Reads appear again once ioscope answers.' };
  return null;
}

const NOTHING_YET = 'Nothing recorded yet';

function reason(props: EmptyStateProps): Content {
  const { capture, paused, onResume } = props;
  if (paused && capture.status?.state === 'recording') {
    return {
      title: 'The view is paused',
      text: 'Recording goes on. Resume to see what has come since.',
      actions: [{ label: 'Resume', run: onResume }],
    };
  }
  return ofState(props);
}

function ofState({ capture, onRecord, onRecordAll, onStop, onTrace }: EmptyStateProps): Content {
  const next = [
    { label: 'Start recording', run: onRecord },
    { label: 'Trace a program…', run: onTrace },
  ];
  switch (capture.status?.state) {
    case 'recording':
      if (!isSame(capture.status.capture_filter, RECORD_ALL)) {
        return {
          title: 'Recording',
          text: `No read of what was chosen to be recorded yet.${leftOut(capture.status.filtered)}`,
          actions: [{ label: 'Record everything', run: onRecordAll }],
        };
      }
      return {
        title: 'Recording',
        text: 'No program has called read() yet. Use the app you want to watch, and its reads appear here.',
      };
    case 'preparing':
      return {
        title: 'Asking for permission',
        text: 'Tracing the kernel needs an administrator. Answer the prompt to go on.',
        actions: [{ label: 'Cancel', run: onStop }],
        busy: true,
      };
    case 'stopping':
      return { title: 'Stopping', text: 'What the kernel still holds is being stored.', busy: true };
    case 'failed':
      return {
        title: 'Not recording',
        text: 'What went wrong, and what helps, stands above.',
        actions: next,
      };
    default:
      if (capture.status?.started != null) {
        return {
          title: 'No reads',
          text: 'The capture is empty. Record again to see what is read.',
          actions: next,
        };
      }
      return {
        title: NOTHING_YET,
        text: 'Press Record to see the reads of every program on this machine. If needed, your system asks for permission first: only a small part of ioscope gets it, and gives it back once it is set up.',
        actions: next,
      };
  }
}

/** Of whom was chosen; reads of others are not counted. */
function leftOut(filtered: number): string {
  if (filtered === 0) return '';
  return filtered === 1 ? ' 1 read was left out.' : ` ${formatCount(filtered)} reads were left out.`;
}

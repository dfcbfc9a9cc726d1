// What is not shown, and what the recording itself costs: at the right end of the status bar.

import type { Cost, NotShown } from '../../contract/capture.ts';
import { formatBytes, formatCount, formatDuration } from '../parts/format.ts';

const WAYS: [keyof NotShown, string, string][] = [
  ['mmap', 'mmap', 'files mapped into memory'],
  ['io_uring', 'io_uring', 'submissions to io_uring'],
  ['sendfile', 'sendfile', 'sendfile calls'],
  ['splice', 'splice', 'splice calls'],
  ['copy_file_range', 'copy', 'copy_file_range calls'],
];

export function Unseen({ calls }: { calls: NotShown }) {
  const ways = WAYS.filter(([way]) => calls[way] > 0);
  if (ways.length === 0) return null;
  const title = `Ways of recorded programs to get at a file's bytes that are no reads: ${ways
    .map(([way, , what]) => `${formatCount(calls[way])} ${what}`)
    .join(', ')}`;
  return (
    <span className="unseen" title={title}>
      not shown: {ways.map(([way, name]) => `${formatCount(calls[way])} ${name}`).join(', ')}
    </span>
  );
}

export function OwnCost({ cost }: { cost: Cost }) {
  return (
    <>
      {cost.ns_per_call !== null && (
        <span className="own-cost" title="Time the kernel's side spends on a call, over a sample of them">
          tracing costs <b>{formatDuration(Math.round(cost.ns_per_call))}</b> a read
        </span>
      )}
      <span
        className="own-cost"
        title="All of ioscope: loader with its ring buffer, capture process, and the window where ioscope opened it; 100 % is one core"
      >
        ioscope <b>{(cost.cpu * 100).toFixed(1)} %</b> CPU, <b>{formatBytes(cost.memory)}</b>
      </span>
    </>
  );
}

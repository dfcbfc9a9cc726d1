// Calls that have begun and not returned, the longest wait first: what an app hangs on.

import { memo } from 'react';
import type { BlockedCall } from '../../contract/capture.ts';
import type { Term } from '../../contract/filter.ts';
import { formatCount, formatDuration } from '../parts/format.ts';
import { Name, Path } from '../parts/name.tsx';

/** More are in the count only. */
const MOST = 8;
/** A read that waits less than this waits for nothing worth a line. */
const LEAST_NS = 100e6;

interface BlockedListProps {
  /** null before the first answer and while nothing is recorded. */
  calls: BlockedCall[] | null;
  onTerms(terms: Term[]): void;
}

export const BlockedList = memo(function BlockedList({ calls, onTerms }: BlockedListProps) {
  const waiting = (calls ?? []).filter(({ waited_ns }) => waited_ns >= LEAST_NS);
  return (
    <section className="blocked" aria-labelledby="blocked-heading">
      <h2 id="blocked-heading" className="label">
        Blocked now {waiting.length > 0 && <span className="num">{formatCount(waiting.length)}</span>}
      </h2>
      {waiting.length === 0 && (
        <p className="dim">
          {calls === null
            ? 'Reads that wait are listed while recording.'
            : 'No read that has begun since Record waits for 0.1 s.'}
        </p>
      )}
      <ul>
        {waiting.slice(0, MOST).map((call) => (
          <li key={call.tid}>
            <button
              type="button"
              className="plain"
              title={`${call.syscall} of ${call.count} bytes by thread ${call.tid}: show the reads of process ${call.pid}`}
              onClick={() => onTerms([{ field: 'pid', value: String(call.pid), exclude: false }])}
            >
              <span className="blocked-name">
                <Name value={call.process} />
              </span>
              <span className="num">{formatDuration(call.waited_ns)}</span>
              <span className="dim blocked-on">
                <span>fd {call.fd} ·</span>
                {call.path === '' ? call.kind : <Path value={call.path} />}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
});

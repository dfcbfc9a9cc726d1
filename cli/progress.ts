// A line on the terminal while a recording runs.

import { lostReads } from '../contract/capture.ts';
import type { Session } from '../session/session.ts';

/** Shows how far the recording is, if a person can see it and it does not mix with the reads. Returns what ends it. */
export function showProgress(session: Session, output: string): () => void {
  if (!process.stderr.isTTY || (output === '-' && process.stdout.isTTY)) return () => {};
  const end = session.onPush((push) => {
    if (push.push !== 'status') return;
    const { rows, rows_per_second, losses } = push.status;
    const line = `${rows} reads, ${rows_per_second}/s, ${lostReads(losses)} lost. Ctrl-C ends.`;
    process.stderr.write(`\r\x1b[K${line}`);
  });
  return () => {
    end();
    process.stderr.write('\r\x1b[K');
  };
}

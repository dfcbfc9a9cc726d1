// What the filter box offers to complete: names, kinds and process ids seen so far. Pure.

import type { Seen } from '../../contract/capture.ts';
import type { Term } from '../../contract/read.ts';
import { tokens } from './filter-text.ts';

const MOST = 8;

export interface Suggestion {
  term: Term;
  /** For a pid, whose it is. */
  comm: string;
  reads: number;
  /** The box once the suggestion has been taken as a chip. */
  draft: string;
}

/** Completions of the last word of the box, the commonest first; with an empty box, the commonest of all. */
export function suggest(draft: string, seen: Seen | null): Suggestion[] {
  if (seen === null) return [];
  const last = /\s$/.test(draft) ? undefined : tokens(draft).at(-1);
  const wanted = last?.value.toLowerCase() ?? '';
  const rest = last ? draft.slice(0, last.start).trimEnd() : draft.trim();
  return candidates(seen, wanted)
    .filter(({ field }) => last?.field == null || field === last.field)
    .sort((a, b) => b.reads - a.reads)
    .slice(0, MOST)
    .map(({ field, value, comm = '', reads }) => ({
      term: { field, value, exclude: last?.exclude ?? false },
      comm,
      reads,
      draft: rest,
    }));
}

interface Candidate {
  field: Term['field'];
  value: string;
  comm?: string;
  reads: number;
}

/** Of those seen, what holds `wanted`. */
function candidates({ processes, comms, kinds, pids }: Seen, wanted: string): Candidate[] {
  const holds = (name: string) => name !== '' && name.toLowerCase().includes(wanted);
  const named: Candidate[] = [
    ...processes.map(({ process, reads }) => ({ field: 'process' as const, value: process, reads })),
    ...comms.map(({ comm, reads }) => ({ field: 'comm' as const, value: comm, reads })),
    ...kinds.map(({ kind, reads }) => ({ field: 'kind' as const, value: kind, reads })),
  ];
  const numbered: Candidate[] = pids
    .filter(({ pid, comm }) => String(pid).startsWith(wanted) || holds(comm))
    .map(({ pid, comm, reads }) => ({ field: 'pid', value: String(pid), comm, reads }));
  return [...named.filter(({ value }) => holds(value)), ...numbered];
}

// What the filter box offers to complete: names and process ids seen so far. Pure.

import type { Seen } from '../contract/capture.ts';
import type { Term } from '../contract/read.ts';
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
  const exclude = last?.exclude ?? false;
  const rest = last ? draft.slice(0, last.start).trimEnd() : draft.trim();
  const make = (field: Term['field'], value: string, comm: string, reads: number): Suggestion => ({
    term: { field, value, exclude },
    comm,
    reads,
    draft: rest,
  });
  const comms = seen.comms
    .filter(({ comm }) => comm !== '' && comm.toLowerCase().includes(wanted))
    .map(({ comm, reads }) => make('comm', comm, '', reads));
  const pids = seen.pids
    .filter(({ pid, comm }) => String(pid).startsWith(wanted) || comm.toLowerCase().includes(wanted))
    .map(({ pid, comm, reads }) => make('pid', String(pid), comm, reads));
  const offered = [...(last?.field === 'pid' ? [] : comms), ...(last?.field === 'comm' ? [] : pids)];
  if (last?.field != null && last.field !== 'pid' && last.field !== 'comm') return [];
  return offered.sort((a, b) => b.reads - a.reads).slice(0, MOST);
}

// The view filter as chips and a box being typed in. Everything that filters goes through here.

import { useEffect, useMemo, useRef, useState } from 'react';
import type { Seen } from '../../contract/capture.ts';
import { type Filter, NO_FILTER, SYSCALLS, type Term } from '../../contract/read.ts';
import {
  commitDraft,
  type FilterError,
  type Known,
  liveFilter,
  NOTHING_KNOWN,
  readFilterText,
  toggleTerm,
  withoutTerm,
  withTerm,
} from './filter-text.ts';

const TYPING_MS = 150;

export interface FilterControl {
  /** What is applied now. The same object as long as it says the same. */
  filter: Filter;
  /** Whether it hides anything at all. */
  active: boolean;
  chips: Term[];
  draft: string;
  error: FilterError | null;
  type(draft: string): void;
  /** What Enter does. */
  commit(): void;
  /** Adds a chip; `draft`, if given, is what the box holds then. */
  add(term: Term, draft?: string): void;
  toggle(term: Term): void;
  remove(term: Term): void;
  clear(): void;
}

function knownFrom(seen: Seen | null): Known {
  if (seen === null) return NOTHING_KNOWN;
  return {
    process: new Set(seen.processes.map(({ process }) => process)),
    comm: new Set(seen.comms.map(({ comm }) => comm)),
    pid: new Set(seen.pids.map(({ pid }) => String(pid))),
    kind: new Set(seen.kinds.map(({ kind }) => kind)),
    syscall: new Set(SYSCALLS),
  };
}

export function useFilter(seen: Seen | null): FilterControl {
  const [chips, setChips] = useState<Term[]>([]);
  const [draft, setDraft] = useState('');
  const [settled, setSettled] = useState('');
  const [refused, setRefused] = useState<FilterError | null>(null);
  const known = useMemo(() => knownFrom(seen), [seen]);

  useEffect(() => {
    const timer = setTimeout(() => setSettled(draft), TYPING_MS);
    return () => clearTimeout(timer);
  }, [draft]);

  const filter = useAppliedFilter(chips, settled, known);

  /** For changes that are not typing: they apply without delay. */
  const set = (nextChips: Term[], nextDraft: string) => {
    setChips(nextChips);
    setDraft(nextDraft);
    setSettled(nextDraft);
    setRefused(null);
  };

  return {
    filter,
    active: filter.terms.length > 0 || filter.text !== '',
    chips,
    draft,
    error: readFilterText(draft).error ?? refused,
    type: (next) => {
      setDraft(next);
      setRefused(null);
    },
    commit: () => {
      const result = commitDraft(chips, draft, known);
      if (result.error) setRefused(result.error);
      else set(result.terms, result.draft);
    },
    add: (term, nextDraft = draft) => set(withTerm(chips, term), nextDraft),
    toggle: (term) => set(toggleTerm(chips, term), draft),
    remove: (term) => set(withoutTerm(chips, term), draft),
    clear: () => set([], ''),
  };
}

/** The filter of chips and box; while the box is malformed, its last valid part stays. */
function useAppliedFilter(chips: Term[], draft: string, known: Known): Filter {
  const lastValid = useRef('');
  const applied = useRef<Filter>(NO_FILTER);
  const live = liveFilter(chips, draft, known);
  if (live !== null) lastValid.current = draft;
  const next = live ?? liveFilter(chips, lastValid.current, known) ?? NO_FILTER;
  if (JSON.stringify(next) !== JSON.stringify(applied.current)) applied.current = next;
  return applied.current;
}

// The view filter as chips and a box being typed in. Everything that filters goes through here.

import { useEffect, useMemo, useRef, useState } from 'react';
import type { Seen } from '../../contract/capture.ts';
import {
  type Expression,
  type Filter,
  type FilterField,
  NO_FILTER,
  passesAll,
  sameExpression,
  type Term,
} from '../../contract/filter.ts';
import { type Clock, type FilterError, parseFilter } from '../../contract/filter-language.ts';
import { filterText } from '../../contract/filter-text.ts';
import {
  type Chip,
  type Chips,
  filterOf,
  negated,
  replace,
  termsOf,
  withOnly,
  without,
  withoutRanges,
  withoutTerm,
  withParts,
  withRanges,
  withTerm,
} from './chips.ts';
import { advance, amend, back, begin, forth } from './history.ts';
import { canApply, knownFrom } from './known.ts';

const TYPING_MS = 150;

/** What can be done to the chips. */
export interface ChipChanges {
  add(expression: Expression): void;
  /** As `add`; ranges take the place of those of the same fields. */
  narrow(expression: Expression): void;
  /** Lets values of this field pass that a range leaves out. */
  forgetRange(field: FilterField): void;
  addTerms(terms: readonly Term[]): void;
  removeTerms(terms: readonly Term[]): void;
  /** Chips for this, and no other conditions on its fields. */
  addOnly(expression: Expression): void;
  switchOff(chip: Chip): void;
  negate(chip: Chip): void;
  remove(chip: Chip): void;
  replace(chip: Chip, expression: Expression): void;
  /** A chip for this, in place of what the box holds. */
  replaceBox(expression: Expression): void;
  /** Nothing but this chip is on. */
  only(chip: Chip): void;
  /** Chips for this, in place of all there are. */
  replaceAll(expression: Expression): void;
  clear(): void;
}

export interface FilterControl extends ChipChanges {
  /** What is applied now. The same object as long as it says the same. */
  filter: Filter;
  /** Whether it hides anything at all. */
  active: boolean;
  chips: Chips;
  /** Single values that chips include or exclude. The same list as long as the chips are. */
  terms: readonly Term[];
  draft: string;
  /** What the box adds to the filter of the chips now; null: nothing. */
  inBox: Expression | null;
  error: FilterError | null;
  /** Enter was pressed on the error: also what only lacks its end is one then. */
  refused: boolean;
  clock: Clock;
  type(draft: string): void;
  /** What Enter does: every part of the box becomes a chip. `draft`: in place of what the box holds. */
  commit(draft?: string): void;
  /** Back into the box. */
  edit(chip: Chip): void;
  canUndo: boolean;
  canRedo: boolean;
  undo(): void;
  redo(): void;
}

interface State {
  chips: Chips;
  draft: string;
}

export function useFilter(seen: Seen | null, started: string | null): FilterControl {
  const [history, setHistory] = useState(() => begin<State>({ chips: [], draft: '' }));
  const [settled, setSettled] = useState('');
  const [refused, setRefused] = useState(false);
  const clock = useMemo(() => ({ started }), [started]);
  const known = useMemo(() => knownFrom(seen), [seen]);
  const { chips, draft } = history.present;

  useEffect(() => {
    const timer = setTimeout(() => setSettled(draft), TYPING_MS);
    return () => clearTimeout(timer);
  }, [draft]);

  const live = useMemo(() => {
    const parsed = parseFilter(settled, clock);
    return parsed.ok && canApply(parsed.expression, known) ? parsed.expression : null;
  }, [settled, clock, known]);
  const { filter, inBox } = useApplied(chips, live);
  const terms = useMemo(() => termsOf(chips), [chips]);

  /** For changes that are not typing: they apply without delay, and can be taken back. */
  const set = (next: Partial<State>) => {
    const state = { chips, draft, ...next };
    setHistory((now) => advance(now, state));
    setSettled(state.draft);
    setRefused(false);
  };
  const travel = (move: typeof back<State>) => {
    const next = move(history);
    if (next === null) return;
    setHistory(next);
    setSettled(next.present.draft);
    setRefused(false);
  };
  const parsed = parseFilter(draft, clock);

  return {
    filter,
    active: !passesAll(filter),
    chips,
    terms,
    draft,
    inBox,
    error: parsed.ok ? null : parsed.error,
    refused,
    clock,
    type: (text) => {
      setHistory((now) => amend(now, { ...now.present, draft: text }));
      setRefused(false);
    },
    commit: (text = draft) => {
      const read = parseFilter(text, clock);
      if (read.ok && text.trim() !== '') set({ chips: withParts(chips, read.expression), draft: '' });
      if (read.ok) return;
      if (text !== draft) set({ draft: text });
      setRefused(true);
    },
    ...chipChanges(chips, set),
    edit: (chip) => {
      // What was in the box becomes chips, to come back the same way.
      const others = without(chips, chip);
      const next = parsed.ok ? withParts(others, parsed.expression) : others;
      set({ chips: next, draft: filterText(chip.expression, clock) });
    },
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    undo: () => travel(back),
    redo: () => travel(forth),
  };
}

function chipChanges(chips: Chips, set: (next: Partial<State>) => void): ChipChanges {
  return {
    add: (expression) => set({ chips: withParts(chips, expression) }),
    narrow: (expression) => {
      const next = withRanges(chips, expression);
      if (!sameExpression(filterOf(next), filterOf(chips))) set({ chips: next });
    },
    forgetRange: (field) => {
      const next = withoutRanges(chips, [field]);
      if (next.length < chips.length) set({ chips: next });
    },
    addTerms: (terms) => set({ chips: terms.reduce(withTerm, chips) }),
    removeTerms: (terms) => set({ chips: terms.reduce(withoutTerm, chips) }),
    addOnly: (expression) => set({ chips: withOnly(chips, expression) }),
    switchOff: (chip) => set({ chips: replace(chips, { ...chip, off: !chip.off }) }),
    negate: (chip) => set({ chips: replace(chips, negated(chip)) }),
    remove: (chip) => set({ chips: without(chips, chip) }),
    replace: (chip, expression) => set({ chips: replace(chips, { ...chip, expression, off: false }) }),
    replaceBox: (expression) => set({ chips: withParts(chips, expression), draft: '' }),
    only: (chip) => set({ chips: chips.map((one) => ({ ...one, off: one.id !== chip.id })), draft: '' }),
    replaceAll: (expression) => set({ chips: withParts([], expression), draft: '' }),
    clear: () => set({ chips: [], draft: '' }),
  };
}

/** The filter of chips and box; while the box is malformed or half a name, what it said last stays. */
function useApplied(chips: Chips, live: Expression | null) {
  const lastLive = useRef<Expression>(NO_FILTER);
  const applied = useRef<Filter>(NO_FILTER);
  if (live !== null) lastLive.current = live;
  const box = lastLive.current;
  const next = filterOf(chips, box);
  if (!sameExpression(next, applied.current)) applied.current = next;
  return { filter: applied.current, inBox: passesAll(box) ? null : box };
}

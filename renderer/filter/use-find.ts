// Looks for the next row in the table that passes a second filter; what is hidden stays hidden.

import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Found } from '../../contract/capture.ts';
import type { Filter } from '../../contract/filter.ts';
import { type Clock, type FilterError, parseFilter } from '../../contract/filter-language.ts';
import { toProblem } from '../../contract/problem.ts';
import type { WindowBridge } from '../bridge.ts';
import type { ReadsSnapshot } from '../table/reads-source.ts';

const TYPING_MS = 200;

/** How the table takes part: where one is in it, and where it shall go. */
export interface TableFind {
  /** Place, among the rows that pass the filter, of the active row, or else of the first in view. */
  place: RefObject<number>;
  /** A new object for each row to go to. */
  jump: { place: number } | null;
}

export interface FindControl {
  open: boolean;
  text: string;
  error: FilterError | null;
  /** null: not looked yet; 'none': there is none. */
  found: Found | 'none' | null;
  problem: string | null;
  table: TableFind;
  show(): void;
  close(): void;
  type(text: string): void;
  next(backward: boolean): void;
  /** Goes to the first row shown that passes; false: there is none. */
  goTo(find: Filter): Promise<boolean>;
}

/** Looks among the rows that the table shows, in their order. */
export function useFind(
  bridge: WindowBridge,
  { filter, order, total }: Pick<ReadsSnapshot, 'filter' | 'order' | 'total'>,
  clock: Clock,
): FindControl {
  const place = useRef(0);
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [found, setFound] = useState<Found | 'none' | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [jump, setJump] = useState<{ place: number } | null>(null);
  const parsed = parseFilter(text, clock);
  const expression = parsed.ok && text.trim() !== '' ? parsed.expression : null;
  /** An answer to an older question is dropped. */
  const asked = useRef(0);

  const look = async (from: number, backward: boolean) => {
    const number = ++asked.current;
    if (expression === null) return;
    try {
      const answer = await bridge.request('find', {
        filter,
        order,
        find: expression,
        from,
        backward,
        of: total,
      });
      if (number !== asked.current) return;
      setProblem(null);
      setFound(answer ?? 'none');
      if (answer === null) return;
      place.current = answer.place;
      setJump({ place: answer.place });
    } catch (caught) {
      if (number === asked.current) setProblem(toProblem(caught).message);
    }
  };

  // While one types, the row one is on counts too.
  const lookNow = useRef(look);
  lookNow.current = look;
  useEffect(() => {
    asked.current++;
    setFound(null);
    if (text.trim() === '') return;
    const timer = setTimeout(() => void lookNow.current(place.current, false), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);

  // What was found stood among other rows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new filter or order is the reason to forget
  useEffect(() => setFound(null), [filter, order]);

  const goTo = async (wanted: Filter) => {
    const number = ++asked.current;
    const answer = await bridge.request('find', {
      ...{ filter, order, find: wanted, from: 0, backward: false },
      of: total,
    });
    if (answer !== null && number === asked.current) setJump({ place: answer.place });
    return answer !== null;
  };

  return {
    open,
    text,
    error: parsed.ok ? null : parsed.error,
    found,
    problem,
    table: { place, jump },
    show: () => setOpen(true),
    close: () => setOpen(false),
    type: setText,
    next: (backward) => void look(backward ? place.current : place.current + 1, backward),
    goTo,
  };
}

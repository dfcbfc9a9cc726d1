// Whether reads that were lost would have passed a view filter. Of a read that no row shows, the process is known, and
// when it was lost, and nothing else.

import {
  boundsOf,
  type Condition,
  type Filter,
  pidOf,
  searchMatcher,
  textMatcher,
} from '../contract/filter.ts';

/** Whose reads were lost; `process` is empty and `pid` 0 where that is not known. */
export interface Loser {
  pid: number;
  process: string;
  /** When the first was lost and the last, nanoseconds since 1970 UTC. */
  from: bigint | string;
  to: bigint | string;
}

/** null: the filter asks for more than is known. */
export function wouldPass(filter: Filter, loser: Loser): boolean | null {
  switch (filter.op) {
    case 'and':
      return all(filter.of.map((part) => wouldPass(part, loser)));
    case 'or':
      return not(all(filter.of.map((part) => not(wouldPass(part, loser)))));
    case 'not':
      return not(wouldPass(filter.of, loser));
    case 'text': {
      const isPid = filter.compare === '~' && loser.pid > 0 && pidOf(filter.value) === loser.pid;
      const isNamed = loser.process !== '' && searchMatcher(filter).name(loser.process);
      // Else the comm or the path may hold it.
      return isPid || isNamed || filter.value === '' ? true : null;
    }
    case 'is':
      return meets(filter, loser);
  }
}

function meets(condition: Condition, { pid, process, ...lost }: Loser): boolean | null {
  if (condition.field === 'time') return liesIn(condition, lost);
  if (condition.field === 'process' && process !== '') return textMatcher(condition)(process);
  if (condition.field !== 'pid' || pid === 0) return null;
  const { from, to } = boundsOf(condition);
  return (from === null || from <= pid) && (to === null || to >= pid);
}

/** Charts draw them where they were lost: a part of one that is chosen has the same. */
function liesIn(condition: Condition, lost: Pick<Loser, 'from' | 'to'>): boolean | null {
  const [first, last] = [BigInt(lost.from), BigInt(lost.to)];
  const { from, to } = boundsOf(condition);
  if ((from !== null && last < from) || (to !== null && first > to)) return false;
  return (from === null || first >= from) && (to === null || last <= to) ? true : null;
}

function all(verdicts: readonly (boolean | null)[]): boolean | null {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(null) ? null : true;
}

function not(verdict: boolean | null): boolean | null {
  return verdict === null ? null : !verdict;
}

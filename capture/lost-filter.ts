// Whether reads that were lost would have passed a view filter. Of a read that no row shows, the process is known and
// nothing else.

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

function meets(condition: Condition, { pid, process }: Loser): boolean | null {
  if (condition.field === 'process' && process !== '') return textMatcher(condition)(process);
  if (condition.field !== 'pid' || pid === 0) return null;
  const { from, to } = boundsOf(condition);
  return (from === null || from <= pid) && (to === null || to >= pid);
}

function all(verdicts: readonly (boolean | null)[]): boolean | null {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(null) ? null : true;
}

function not(verdict: boolean | null): boolean | null {
  return verdict === null ? null : !verdict;
}

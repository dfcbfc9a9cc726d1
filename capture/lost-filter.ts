// Whether reads that were lost would have passed a view filter. Of a read that no row shows, the process is known and
// nothing else.

import type { Filter, Term } from '../contract/read.ts';

/** Whose reads were lost; `process` is empty and `pid` 0 where that is not known. */
export interface Loser {
  pid: number;
  process: string;
}

/** null: the filter asks for more than is known. */
export function wouldPass({ terms, text }: Filter, loser: Loser): boolean | null {
  const verdicts = [
    ofField('pid', loser.pid === 0 ? null : String(loser.pid), terms),
    ofField('process', loser.process === '' ? null : loser.process, terms),
    terms.some(({ field }) => field !== 'pid' && field !== 'process') || text !== '' ? null : true,
  ];
  if (verdicts.includes(false)) return false;
  return verdicts.includes(null) ? null : true;
}

function ofField(field: Term['field'], known: string | null, terms: readonly Term[]): boolean | null {
  const own = terms.filter((term) => term.field === field);
  if (own.length === 0) return true;
  if (known === null) return null;
  const including = own.filter(({ exclude }) => !exclude);
  const met = (list: Term[]) => list.some(({ value }) => value === known);
  return !met(own.filter(({ exclude }) => exclude)) && (including.length === 0 || met(including));
}

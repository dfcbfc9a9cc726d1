// A view filter as a condition over `events`. Names are resolved to their ids here, so that the scan compares
// integers only.

import type { Filter, Term } from '../contract/read.ts';
import type { Binding } from './sql.ts';

/**
 * The condition's SQL, with its values added to `binding`. `texts` are the names by id. A name that was
 * never seen matches nothing, which is no error.
 */
export function filterSql(filter: Filter, texts: readonly string[], binding: Binding): string {
  const conditions = ['true'];
  for (const field of ['comm', 'pid'] as const) {
    const include = filter.terms.filter((term) => term.field === field && !term.exclude);
    const exclude = filter.terms.filter((term) => term.field === field && term.exclude);
    if (include.length > 0) conditions.push(`${field} IN ${binding.list(values(field, include, texts))}`);
    // NOT IN (NULL) would be NULL, which hides every row: an exclusion that matches nothing is left out.
    const hidden = values(field, exclude, texts);
    if (hidden.length > 0) conditions.push(`${field} NOT IN ${binding.list(hidden)}`);
  }
  if (filter.text !== '') {
    const wanted = filter.text.toLowerCase();
    const ids = texts.flatMap((text, id) => (text.toLowerCase().includes(wanted) ? [id] : []));
    conditions.push(`(comm IN ${binding.list(ids)} OR pid = ${binding.add(pidOf(filter.text))})`);
  }
  return conditions.join(' AND ');
}

function values(field: Term['field'], terms: readonly Term[], texts: readonly string[]): number[] {
  if (field === 'pid') return terms.map((term) => pidOf(term.value));
  const wanted = new Set(terms.map((term) => term.value));
  return texts.flatMap((text, id) => (wanted.has(text) ? [id] : []));
}

/** -1, which no process has, for what is no pid. */
function pidOf(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : -1;
}

// Where in the table reads were lost: the spans of loss as lines between the rows that pass a filter. Knows no SQL.

import type { LostLine, LostSpan } from '../contract/capture.ts';
import type { Filter } from '../contract/filter.ts';
import { LinePlaces } from './line-places.ts';
import { wouldPass } from './lost-filter.ts';
import type { Queries } from './queries.ts';

/** More lines than these become fewer. */
const MOST_LINES = 400;

interface Told {
  span: LostSpan;
  passes: boolean | null;
}

export class LostLines {
  #queries: Queries;
  #where: LinePlaces;

  constructor(queries: Queries) {
    this.#queries = queries;
    this.#where = new LinePlaces(queries);
  }

  /** The capture was cleared. */
  clear(): void {
    this.#where.clear();
  }

  /** See the request `lostLines`. `stored`: rows in the capture. */
  async of(filter: Filter, stored: number): Promise<LostLine[]> {
    const spans = this.#queries.lost().filter(({ reads }) => reads > 0);
    const groups = together(spans);
    // A loss was told before or after rows that the ring held meanwhile: its row is the one before which it ended.
    const rows = await this.#where.rows(
      groups.map((group) => group.reduce((end, { to }) => (BigInt(to) > end ? BigInt(to) : end), 0n)),
      stored,
    );
    const byRow = new Map<number, Told[]>();
    for (const [index, group] of groups.entries()) {
      const told = group
        .map((span) => ({ span, passes: wouldPass(filter, span) }))
        .filter(({ passes }) => passes !== false);
      const row = rows[index] ?? stored;
      if (told.length > 0) byRow.set(row, [...(byRow.get(row) ?? []), ...told]);
    }
    const wanted = [...byRow.keys()].sort((a, b) => a - b);
    const places = await this.#where.places(filter, wanted);
    const byPlace = new Map<number, Told[]>();
    for (const [index, row] of wanted.entries()) {
      const place = places[index] ?? 0;
      byPlace.set(place, [...(byPlace.get(place) ?? []), ...(byRow.get(row) ?? [])]);
    }
    return [...byPlace].map(([place, told]) => lineOf(place, told));
  }
}

/** Spans that share a line: those told of at once, and where there are very many, soon after one another. */
function together(spans: readonly LostSpan[]): LostSpan[][] {
  for (let width = 1; ; width *= 2) {
    const groups = new Map<number, LostSpan[]>();
    for (const span of spans) {
      const key = Math.floor(span.row / width);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [span]);
      else group.push(span);
    }
    if (groups.size <= MOST_LINES) return [...groups.values()];
  }
}

function lineOf(place: number, told: readonly Told[]): LostLine {
  const spans = told.map(({ span }) => span);
  const readsOf = (those: readonly LostSpan[]) => those.reduce((sum, { reads }) => sum + reads, 0);
  const all = readsOf(spans);
  const reads = readsOf(told.filter(({ passes }) => passes === true).map(({ span }) => span));
  const byPid = new Map<number, LostLine['most']>();
  for (const { pid, process, reads } of spans) {
    const known = byPid.get(pid);
    byPid.set(pid, { pid, process: process || (known?.process ?? ''), reads: reads + (known?.reads ?? 0) });
  }
  const [most = { pid: 0, process: '', reads: 0 }] = [...byPid.values()].sort((a, b) => b.reads - a.reads);
  const times = spans.flatMap(({ from, to }) => [BigInt(from), BigInt(to)]).sort((a, b) => (a < b ? -1 : 1));
  return {
    place,
    from: String(times[0] ?? 0),
    to: String(times.at(-1) ?? 0),
    reads,
    perhaps: all - reads,
    slotless: spans.reduce((sum, { slotless }) => sum + slotless, 0),
    most,
  };
}

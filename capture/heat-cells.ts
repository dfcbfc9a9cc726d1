// How many of the rows that pass one filter lie in each moment and octave of latency.

import type { HeatMap } from '../contract/analysis.ts';
import type { Passing, Range } from './passing.ts';
import { bucketWidth } from './series.ts';
import { octaveSql } from './steps.ts';

/** Equal parts of an octave. */
const ROWS_AN_OCTAVE = 2;
/** More than there are octaves in 64 bits, times ROWS_AN_OCTAVE. */
const ROWS = 128;

export class HeatCells {
  #passing: Passing;
  #columns: number;
  /** Of the first and the last read. */
  #times: { first: bigint; last: bigint } | null = null;
  #width = 0;
  /** By column since 1970, times ROWS, plus row. */
  #cells = new Map<number, number>();

  /** `columns`: at most so many. */
  constructor(passing: Passing, columns: number) {
    this.#passing = passing;
    this.#columns = columns;
  }

  map(): Promise<HeatMap> {
    return this.#passing.whole(
      (rows) => this.#look(rows),
      () => this.#map(),
    );
  }

  async #look(rows: Range): Promise<void> {
    const [[first, last] = []] = await this.#passing.select(rows, () => 'min(e.time), max(e.time)');
    if (typeof first !== 'bigint' || typeof last !== 'bigint') return;
    const times = { ...(this.#times ?? { first, last }) };
    if (first < times.first) times.first = first;
    if (last > times.last) times.last = last;
    const width = bucketWidth(Number(times.last - times.first), this.#columns);
    // In columns of another width each read has another place.
    const anew = width !== this.#width;
    const found = await this.#passing.select(
      anew ? { ...rows, from: 0 } : rows,
      (values) =>
        `(e.time // ${values.add(width)})::DOUBLE, ${octaveSql('e.latency_ns', ROWS_AN_OCTAVE)}, count(*)::DOUBLE`,
      'GROUP BY 1, 2',
    );
    this.#times = times;
    this.#width = width;
    if (anew) this.#cells.clear();
    for (const [column, row, reads] of found) {
      const at = Number(column) * ROWS + Number(row);
      this.#cells.set(at, (this.#cells.get(at) ?? 0) + Number(reads));
    }
  }

  #map(): HeatMap {
    const ratio = 2 ** (1 / ROWS_AN_OCTAVE);
    if (this.#times === null) {
      return { from: '0', width_ns: 1e9, columns: 0, least_ns: 1, ratio, rows: 0, cells: [] };
    }
    const width = BigInt(this.#width);
    const [from, to] = [this.#times.first / width, this.#times.last / width];
    let least = ROWS;
    let most = 0;
    for (const at of this.#cells.keys()) {
      least = Math.min(least, at % ROWS);
      most = Math.max(most, at % ROWS);
    }
    const cells: number[] = [];
    for (const [at, reads] of this.#cells) {
      cells.push(Math.floor(at / ROWS) - Number(from), (at % ROWS) - least, reads);
    }
    return {
      from: String(from * width),
      width_ns: this.#width,
      columns: Number(to - from) + 1,
      least_ns: 2 ** (least / ROWS_AN_OCTAVE),
      ratio,
      rows: most - least + 1,
      cells,
    };
  }
}

// Questions about many reads at once: how long, how much, of which files. Keeps what was worked out for the filters
// used last. Reads only.

import type {
  FileOrder,
  FileTotals,
  FolderTotals,
  HeatMap,
  Latencies,
  Sizes,
  TimeRange,
} from '../contract/analysis.ts';
import type { Filter } from '../contract/filter.ts';
import { type Axes, type Axis, inTime } from './axis.ts';
import { LatencySums, SizeSums } from './distributions.ts';
import { FileSums } from './file-sums.ts';
import type { Met } from './intake.ts';
import type { LostView } from './lost-view.ts';
import type { Passing } from './passing.ts';
import { Recent } from './recent.ts';
import { octaveSql } from './steps.ts';
import { CellsOfFilters, type TimeCell } from './time-cells.ts';

/** Equal parts of an octave. */
const ROWS_AN_OCTAVE = 2;
const RATIO = 2 ** (1 / ROWS_AN_OCTAVE);
const NO_HEAT: HeatMap = {
  ...{ from: '0', width_ns: 1e9, columns: 0, least_ns: 1, ratio: RATIO, rows: 0, cells: [] },
  ...{ lost: [], lost_perhaps: 0 },
};

export class Analysis {
  #axes: Axes;
  #lost: LostView;
  #latencies: Recent<Filter, LatencySums>;
  #sizes: Recent<Filter, SizeSums>;
  #heat: CellsOfFilters;
  #files: Recent<Filter, FileSums>;

  constructor(
    met: Met,
    { axes, lost }: { axes: Axes; lost: LostView },
    passing: (filter: Filter) => Passing,
  ) {
    this.#axes = axes;
    this.#lost = lost;
    this.#latencies = new Recent((filter) => new LatencySums(passing(filter)));
    this.#sizes = new Recent((filter) => new SizeSums(passing(filter)));
    const key = octaveSql('e.latency_ns', ROWS_AN_OCTAVE);
    this.#heat = new CellsOfFilters(passing, { key, sums: ['count(*)::DOUBLE'] });
    this.#files = new Recent((filter) => new FileSums(passing(filter), met.files));
  }

  /** The capture was cleared: what was worked out so far is of the past. */
  forget(): void {
    this.#latencies.clear();
    this.#sizes.clear();
    this.#heat.clear();
    this.#files.clear();
  }

  latencies(filter: Filter): Promise<Latencies> {
    return this.#latencies.of(filter).latencies();
  }

  sizes(filter: Filter): Promise<Sizes> {
    return this.#sizes.of(filter).sizes();
  }

  /** At most `columns` columns, the buckets of Throughput; rows of any latency there is. */
  async heatMap(filter: Filter, columns: number, range: TimeRange | null = null): Promise<HeatMap> {
    const looked = await this.#axes.over(columns, range, (axis) =>
      this.#heat.of(range === null ? filter : inTime(filter, axis), axis.width),
    );
    return looked === null ? NO_HEAT : this.#map(looked.axis, looked.found, filter);
  }

  #map(axis: Axis, found: readonly TimeCell[], filter: Filter): HeatMap {
    const before = Number(axis.from / BigInt(axis.width));
    const rows = found.map(({ key }) => key);
    const least = rows.reduce((low, row) => Math.min(low, row), rows[0] ?? 0);
    const most = rows.reduce((high, row) => Math.max(high, row), least - 1);
    const { cells, perhaps } = this.#lost.on(axis, filter);
    const lost = new Map<number, number>();
    for (const { bucket, reads } of cells) lost.set(bucket, (lost.get(bucket) ?? 0) + reads);
    return {
      from: String(axis.from),
      width_ns: axis.width,
      columns: axis.length,
      least_ns: 2 ** (least / ROWS_AN_OCTAVE),
      ratio: RATIO,
      rows: most - least + 1,
      cells: found.flatMap(({ bucket, key, sums: [reads = 0] }) => [bucket - before, key - least, reads]),
      lost: [...lost].sort(([a], [b]) => a - b).flat(),
      lost_perhaps: perhaps,
    };
  }

  /** The `limit` paths that come first in this order, below `folder` or anywhere. */
  topFiles(filter: Filter, order: FileOrder, limit: number, folder = ''): Promise<FileTotals[]> {
    return this.#files.of(filter).topFiles(order, limit, folder);
  }

  /** What lies in `folder`, most bytes first; `/` and what has no path at all where it is empty. */
  folder(filter: Filter, folder: string): Promise<FolderTotals[]> {
    return this.#files.of(filter).folder(folder);
  }
}

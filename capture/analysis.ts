// Questions about many reads at once: how long, how much, of which files. Keeps what was worked out for the filters
// used last. Reads only.

import type { DuckDBConnection } from '@duckdb/node-api';
import type { Distribution, FileOrder, FileTotals, FolderTotals, HeatMap } from '../contract/analysis.ts';
import type { Filter } from '../contract/filter.ts';
import { Distributions } from './distributions.ts';
import { FileSums } from './file-sums.ts';
import type { FilterSql } from './filter-sql.ts';
import { HeatCells } from './heat-cells.ts';
import type { Met } from './intake.ts';
import { Passing } from './passing.ts';
import { Recent } from './recent.ts';
import { query } from './sql.ts';

export class Analysis {
  #connection: DuckDBConnection;
  #distributions: Recent<Filter, Distributions>;
  #heat: Recent<{ filter: Filter; columns: number }, HeatCells>;
  #files: Recent<Filter, FileSums>;

  constructor(connection: DuckDBConnection, met: Met, conditions: (filter: Filter) => FilterSql) {
    this.#connection = connection;
    const passing = (filter: Filter) => new Passing(connection, conditions(filter));
    this.#distributions = new Recent((filter) => new Distributions(passing(filter)));
    this.#heat = new Recent(({ filter, columns }) => new HeatCells(passing(filter), columns));
    this.#files = new Recent((filter) => new FileSums(passing(filter), met.files));
  }

  /** The capture was cleared: what was worked out so far is of the past. */
  forget(): void {
    this.#distributions.clear();
    this.#heat.clear();
    this.#files.clear();
  }

  distribution(filter: Filter): Promise<Distribution> {
    return this.#distributions.of(filter).distribution();
  }

  /** At most `columns` columns, as wide as a bucket of Throughput may be; rows of any latency there is. */
  heatMap(filter: Filter, columns: number): Promise<HeatMap> {
    return this.#heat.of({ filter, columns }).map();
  }

  /** The `limit` paths that come first in this order, below `folder` or anywhere. */
  async topFiles(filter: Filter, order: FileOrder, limit: number, folder = ''): Promise<FileTotals[]> {
    return this.#files.of(filter).topFiles(order, limit, folder, await this.#sizes());
  }

  /** What lies in `folder`, most bytes first; `/` and what has no path at all where it is empty. */
  folder(filter: Filter, folder: string): Promise<FolderTotals[]> {
    return this.#files.of(filter).folder(folder);
  }

  /** Bytes by id. */
  async #sizes(): Promise<Map<number, number>> {
    const rows = await query(this.#connection, 'SELECT id, size::DOUBLE FROM files WHERE size > 0');
    return new Map(rows.map(([id, size]) => [Number(id), Number(size)]));
  }
}

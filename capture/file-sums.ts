// What was read of each file, and of the folders they lie in, among the rows that pass one filter.

import type { FileOrder, FileTotals, FolderTotals, Totals } from '../contract/analysis.ts';
import type { Files } from './dictionary.ts';
import { BYTES, LATENCY, type Passing } from './passing.ts';
import type { Range } from './row-range.ts';

const SUMS = ['reads', 'bytes', 'errors', 'latency_ns'] as const;
const NOTHING: Totals = { reads: 0, bytes: 0, errors: 0, latency_ns: 0 };

export class FileSums {
  #passing: Passing;
  #files: Files;
  /** SUMS of each file, by its id. */
  #sums = new Float64Array(0);

  constructor(passing: Passing, files: Files) {
    this.#passing = passing;
    this.#files = files;
  }

  /** The `limit` paths that come first in this order, below `folder` or anywhere. */
  topFiles(order: FileOrder, limit: number, folder: string): Promise<FileTotals[]> {
    return this.#whole(() => {
      const byPath = new Map<string, number[]>();
      for (const [id, path] of this.#below(folder)) {
        const ids = byPath.get(path);
        if (ids === undefined) byPath.set(path, [id]);
        else ids.push(id);
      }
      const key = ([, ids]: [string, number[]]) =>
        order === 'factor' ? this.#factor(ids) : this.#sum(ids, order);
      return mostOf([...byPath], limit, key)
        .map(([path, ids]) => this.#file(path, ids))
        .sort((a, b) => (b[order] ?? 0) - (a[order] ?? 0) || b.reads - a.reads || (a.path < b.path ? -1 : 1))
        .slice(0, limit);
    });
  }

  #file(path: string, ids: readonly number[]): FileTotals {
    const totals = { ...NOTHING };
    for (const id of ids) this.#addTo(totals, id);
    const kind = this.#files.kinds[ids.at(-1) ?? 0] ?? 'unknown';
    const size = this.#size(ids);
    return { ...totals, path, kind, size, factor: size === 0 ? null : this.#factor(ids) };
  }

  #sum(ids: readonly number[], name: keyof Totals): number {
    const place = SUMS.indexOf(name);
    return ids.reduce((sum, id) => sum + (this.#sums[id * SUMS.length + place] ?? 0), 0);
  }

  /** The most there was of it, where it is a thing that has a size. */
  #size(ids: readonly number[]): number {
    const { kinds, sizes } = this.#files;
    const sizeOf = (id: number) => (kinds[id] === 'file' || kinds[id] === 'memfd' ? (sizes[id] ?? 0) : 0);
    return ids.reduce((most, id) => Math.max(most, sizeOf(id)), 0);
  }

  /** 0 where it has no size. */
  #factor(ids: readonly number[]): number {
    const size = this.#size(ids);
    return size === 0 ? 0 : this.#sum(ids, 'bytes') / size;
  }

  /** What lies in `folder`, most bytes first; `/` and what has no path at all where it is empty. */
  folder(folder: string): Promise<FolderTotals[]> {
    return this.#whole(() => {
      const byName = new Map<string, FolderTotals & { paths: Set<string> }>();
      for (const [id, path] of this.#below(folder)) {
        const start = folder.length + (path[folder.length] === '/' ? 1 : 0);
        const end = path.indexOf('/', start);
        const name = path.slice(start, end < 0 ? undefined : end);
        const one = byName.get(name) ?? { ...NOTHING, name, isFolder: false, files: 0, paths: new Set() };
        this.#addTo(one, id);
        one.isFolder ||= end >= 0;
        one.paths.add(path);
        byName.set(name, one);
      }
      return [...byName.values()]
        .map(({ paths, ...totals }) => ({ ...totals, files: paths.size }))
        .sort((a, b) => b.bytes - a.bytes || b.reads - a.reads || (a.name < b.name ? -1 : 1));
    });
  }

  #whole<T>(answer: () => T): Promise<T> {
    return this.#passing.whole((rows) => this.#look(rows), answer);
  }

  async #look(rows: Range): Promise<void> {
    const found = await this.#passing.select(
      rows,
      () =>
        `e.file, count(*)::DOUBLE, sum(${BYTES})::DOUBLE, count(*) FILTER (e.ret < 0)::DOUBLE,
         sum(${LATENCY})::DOUBLE`,
      'GROUP BY 1',
    );
    const length = found.reduce((most, [id]) => Math.max(most, Number(id) + 1), 0) * SUMS.length;
    if (length > this.#sums.length) {
      const grown = new Float64Array(Math.max(length, this.#sums.length * 2));
      grown.set(this.#sums);
      this.#sums = grown;
    }
    for (const [id, ...sums] of found) {
      for (const [place, more] of sums.entries()) {
        const at = Number(id) * SUMS.length + place;
        this.#sums[at] = (this.#sums[at] ?? 0) + Number(more);
      }
    }
  }

  #addTo(totals: Totals, id: number): void {
    let at = id * SUMS.length;
    for (const name of SUMS) totals[name] += this.#sums[at++] ?? 0;
  }

  /** The files that were read, in the order of their ids, as far as they lie in a folder, however deep. */
  *#below(folder: string): Generator<[id: number, path: string]> {
    for (let id = 0; id * SUMS.length < this.#sums.length; id++) {
      if (this.#sums[id * SUMS.length] === 0) continue;
      const path = this.#files.texts[id] ?? '';
      if (isBelow(path, folder)) yield [id, path];
    }
  }
}

/** Those among which the first `limit` are by `key`, the greatest first: all that are no less than the last of these. */
function mostOf<T>(all: readonly T[], limit: number, key: (one: T) => number): T[] {
  const keys = Float64Array.from(all, key).sort();
  const least = keys.at(-limit) ?? Number.NEGATIVE_INFINITY;
  return all.filter((one) => key(one) >= least);
}

/** Everything lies in the empty folder. */
function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

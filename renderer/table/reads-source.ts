// The rows the table may draw: a few pages around what is in view, fetched one request at a time. Knows the
// bridge and no React; its memory does not grow with the capture.

import type { Page, RowOrder } from '../../contract/capture.ts';
import { type Filter, NO_FILTER } from '../../contract/filter.ts';
import { type Problem, toProblem } from '../../contract/problem.ts';
import type { ReadRow } from '../../contract/read.ts';
import type { Bridge } from '../../contract/requests.ts';

const PAGE_ROWS = 128;
const PAGES_KEPT = 64;
/**
 * What is sorted is all asked for anew when rows came: it may cost this part of the time, so that a long look into a
 * large capture takes nothing from the recording.
 */
const SORTING_SHARE = 1 / 5;

/** Rows by their place among those that pass; the pages least lately used are dropped. */
class PageCache {
  private readonly pages = new Map<number, ReadRow[]>();

  put({ offset, rows }: Page): void {
    rows.forEach((row, nth) => {
      const index = offset + nth;
      const number = Math.floor(index / PAGE_ROWS);
      const page = this.pages.get(number) ?? [];
      if (nth === 0 || index % PAGE_ROWS === 0) this.renew(number, page);
      page[index % PAGE_ROWS] = row;
    });
  }

  row(index: number): ReadRow | undefined {
    return this.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  /** Offset of the first page that lacks a row between `first` and `end`, or null. */
  missing(first: number, end: number): number | null {
    for (let index = first; index < end; index++) {
      if (this.row(index) === undefined) return index - (index % PAGE_ROWS);
    }
    return null;
  }

  private renew(number: number, page: ReadRow[]): void {
    this.pages.delete(number);
    this.pages.set(number, page);
    const [oldest] = this.pages.keys();
    if (this.pages.size > PAGES_KEPT && oldest !== undefined) this.pages.delete(oldest);
  }
}

/** A pair that was true at one moment, and a number that changes with every change. */
export interface ReadsSnapshot {
  /** Rows that pass the filter; at least so many while `counted` is less than `total`. */
  matched: number;
  /** Rows in the capture that were looked at for it. */
  counted: number;
  /** Rows in the capture at that moment. */
  total: number;
  /** Rows that pass and came since, counted while frozen. */
  ahead: number;
  /** The filter the rows passed. */
  filter: Filter;
  /** What they are sorted by; null: as they arrived. */
  order: RowOrder | null;
  /** How much of the capture was looked at for a new filter or order, of 1; null while nothing is under way. */
  progress: number | null;
  /** Nothing has been answered yet since the source was made or cleared. */
  waiting: boolean;
  version: number;
}

const NOTHING = { matched: 0, counted: 0, total: 0, ahead: 0, progress: null, waiting: true };

export class ReadsSource {
  private readonly bridge: Bridge;
  private readonly later: (show: () => void) => void;
  private readonly listeners = new Set<() => void>();
  private snapshot: ReadsSnapshot = { ...NOTHING, filter: NO_FILTER, order: null, version: 0 };
  private pages = new PageCache();
  private filter: Filter = NO_FILTER;
  private order: RowOrder | null = null;
  private view = { first: 0, rows: 0, following: true };
  /** Before that nothing is asked for: it would be asked for again at once. */
  private isViewKnown = false;
  private frozen = false;
  /** The filter, the order or the capture changed: everything held is of the past. */
  private stale = true;
  /** There may be more rows than the snapshot says. */
  private grown = false;
  /** What has grown is shown when it is there. */
  private atOnce = false;
  /** While frozen, there may be more of them than `ahead` says. */
  private uncounted = false;
  /** Counts filters, orders and clears: an answer to an older question is dropped. */
  private epoch = 0;
  private running = false;
  /** Something was asked for since the last look at what is wanted. */
  private wished = false;
  /** When what is sorted may be asked for anew: milliseconds of performance.now. */
  private restUntil = 0;
  private alarm: ReturnType<typeof setTimeout> | undefined;

  /** Called with what went wrong; the next `refresh` tries again. */
  onProblem: (problem: Problem) => void = () => {};

  /** `later` says when rows are shown that came by themselves. */
  constructor(bridge: Bridge, later: (show: () => void) => void = (show) => show()) {
    this.bridge = bridge;
    this.later = later;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getSnapshot = (): ReadsSnapshot => this.snapshot;

  row(index: number): ReadRow | undefined {
    return this.pages.row(index);
  }

  /**
   * At most `limit` rows of the snapshot from place `first` on, past the cache: for what is wanted once. null: the
   * filter or the capture has changed, and the places with it.
   */
  async fetch(first: number, limit: number): Promise<ReadRow[] | null> {
    const { epoch } = this;
    if (this.stale) return null;
    for (;;) {
      const { rows, counted, total } = await this.ask(first, this.snapshot.total, limit);
      if (epoch !== this.epoch) return null;
      // What was not looked through yet is, by asking again.
      if (rows.length === limit || counted >= total) return rows;
    }
  }

  setFilter(filter: Filter): void {
    if (filter === this.filter) return;
    this.filter = filter;
    this.forget();
  }

  /** The rows shown stay until those of the new order are there. */
  setOrder(order: RowOrder | null): void {
    if (order?.field === this.order?.field && order?.descending === this.order?.descending) return;
    this.order = order;
    this.forget();
  }

  /** What is in view; while `following`, always the last `rows` rows. */
  setView(first: number, rows: number, following: boolean): void {
    this.view = { first, rows, following };
    this.isViewKnown = true;
    void this.pump();
  }

  /**
   * While frozen the snapshot stands still but for `ahead`; rows of it are still fetched, and a new filter is
   * answered once.
   */
  setFrozen(frozen: boolean): void {
    this.frozen = frozen;
    void this.pump();
  }

  /** There may be new rows, or the line is up again. `last`: no others follow soon, so these are shown at once. */
  refresh(last = false): void {
    this.grown = true;
    this.uncounted = true;
    this.atOnce ||= last;
    void this.pump();
  }

  /** The capture was cleared. */
  clear(): void {
    this.pages = new PageCache();
    this.publish(NOTHING);
    this.forget();
  }

  private forget(): void {
    this.epoch++;
    this.stale = true;
    void this.pump();
  }

  /** One request at a time; what is wanted is looked up anew after each. */
  private async pump(): Promise<void> {
    this.wished = true;
    if (this.running || !this.isViewKnown) return;
    this.running = true;
    try {
      while (this.wished) {
        this.wished = false;
        while (await this.step());
      }
    } catch (caught) {
      this.onProblem(toProblem(caught));
    } finally {
      this.running = false;
    }
  }

  /** Does the most urgent thing; false when there is none. */
  private async step(): Promise<boolean> {
    if (this.stale) {
      await this.advance();
      return true;
    }
    const { first, rows } = this.view;
    const { matched } = this.snapshot;
    const gap = this.pages.missing(Math.min(first, matched), Math.min(first + rows, matched));
    if (gap !== null) {
      await this.fill(gap);
      return true;
    }
    if (this.snapshot.counted < this.snapshot.total) {
      await this.advance(this.snapshot.total);
      return true;
    }
    if (!this.grown || (this.frozen && !this.uncounted)) return false;
    if (this.frozen) await this.countAhead();
    else if (!this.mayAdvance()) return false;
    else await this.advance();
    return true;
  }

  private mayAdvance(): boolean {
    const rest = this.order === null ? 0 : this.restUntil - performance.now();
    if (rest <= 0) return true;
    this.alarm ??= setTimeout(() => {
      this.alarm = undefined;
      void this.pump();
    }, rest);
    return false;
  }

  private async countAhead(): Promise<void> {
    const { epoch } = this;
    this.uncounted = false;
    const { matched } = await this.ask(0, null, 0);
    if (epoch === this.epoch) this.publish({ ahead: Math.max(0, matched - this.snapshot.matched) });
  }

  /** Fetches a page for a snapshot that stays as it is. */
  private async fill(offset: number): Promise<void> {
    const { epoch, pages } = this;
    const page = await this.ask(offset, this.snapshot.total);
    if (epoch !== this.epoch) return;
    pages.put(page);
    const { matched } = this.snapshot;
    const { counted, total } = page;
    // Fewer rows than the snapshot promised, of all there are: the capture shrank, and the answer is the truth.
    const short = counted >= total && page.rows.length < Math.min(PAGE_ROWS, matched - offset);
    this.publish(short ? { matched: offset + page.rows.length, counted: total, total } : {});
  }

  /**
   * Moves the snapshot on: asks for the rows that will be in view, which counts as well, then for the rest of them, so
   * that no row is ever blank. `of`: of so many rows of the capture.
   */
  private async advance(of: number | null = null): Promise<void> {
    const { epoch, filter, order, view } = this;
    const from = performance.now();
    const atOnce =
      this.atOnce || this.stale || this.snapshot.progress !== null || this.snapshot.matched === 0;
    if (of === null) {
      this.grown = false;
      this.atOnce = false;
    }
    // In order of arrival rows only join at the end; in any other each may move all.
    const pages = this.stale || order !== null ? new PageCache() : this.pages;
    // Of what is new the beginning; at the tail as much again as is in view, for who scrolls up.
    const offset = view.following ? null : this.stale ? 0 : view.first - (view.first % PAGE_ROWS);
    const limit = view.following && view.rows > 0 ? 2 * view.rows : PAGE_ROWS;
    let page = await this.ask(offset, of, limit);
    while (epoch === this.epoch && page.counted < page.total && !this.fillsView(page)) {
      this.publish({ progress: page.counted / page.total });
      page = await this.ask(offset, page.total, limit);
    }
    if (epoch !== this.epoch) return;
    pages.put(page);
    const { matched, counted, total } = page;
    await this.fetchView(pages, matched, total);
    if (epoch !== this.epoch) return;
    this.restUntil = performance.now() + (performance.now() - from) * (1 / SORTING_SHARE - 1);
    const progress = counted < total ? counted / total : null;
    const show = () => {
      // One that was shown at once may have come before.
      if (epoch !== this.epoch || total < this.snapshot.total) return;
      // Frozen while it waited to be shown: it is counted, and asked for again when the view goes on.
      if (this.frozen && !atOnce) return this.refresh();
      this.pages = pages;
      this.publish({ matched, counted, total, ahead: 0, filter, order, progress, waiting: false });
    };
    this.stale = false;
    if (atOnce) show();
    else this.later(show);
  }

  /** Those of the rows that will be in view which are not among `pages`. */
  private async fetchView(pages: PageCache, matched: number, total: number): Promise<void> {
    const { epoch } = this;
    const { first, rows, following } = this.view;
    const last = Math.max(0, matched - rows);
    const start = following ? last : Math.min(first, last);
    const gapInView = () => pages.missing(start, Math.min(matched, start + rows));
    let asked = -1;
    for (let gap = gapInView(); gap !== null && gap !== asked; gap = gapInView()) {
      asked = gap;
      const missing = await this.ask(gap, total);
      if (epoch !== this.epoch) return;
      pages.put(missing);
    }
  }

  /** The rows of a new filter are shown before all are counted: but not to one who looks at the last. */
  private fillsView({ matched, rows }: Page): boolean {
    return !this.view.following && rows.length > 0 && matched >= this.view.first + this.view.rows;
  }

  /** `total`: the rows whose order it is in; of those in order of arrival none moves when others come. */
  private ask(offset: number | null, total: number | null, limit = PAGE_ROWS): Promise<Page> {
    const { filter, order } = this;
    return this.bridge.request('page', { filter, order, offset, limit, of: order === null ? null : total });
  }

  private publish(part: Partial<ReadsSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...part, version: this.snapshot.version + 1 };
    for (const listener of this.listeners) listener();
  }
}

// A bridge for tests: holds rows in plain arrays and answers by the contract, as the capture process would.

import { NO_LOSSES, NONE_UNSEEN } from '../../capture/losses.ts';
import { Marks } from '../../capture/marks.ts';
import type { HeatMap, TimeRange } from '../../contract/analysis.ts';
import type {
  BlockedCall,
  ExportProgress,
  Found,
  LostLine,
  Page,
  RowOrder,
  Seen,
  SeenValue,
  Status,
  Throughput,
} from '../../contract/capture.ts';
import { RECORD_ALL } from '../../contract/capture-filter.ts';
import { type Filter, matcher } from '../../contract/filter.ts';
import type { Findings } from '../../contract/findings.ts';
import { type Problem, ProblemError } from '../../contract/problem.ts';
import type { ReadRow } from '../../contract/read.ts';
import type { Args, Push, Reply, RequestName } from '../../contract/requests.ts';
import { type Link, LOST, type WindowBridge } from '../../renderer/bridge.ts';
import { folder, heatMap, latencies, sizes, topFiles } from './fake-analysis.ts';
import { detailsOf } from './fake-details.ts';
import { type Described, processNews, threadsOf } from './fake-processes.ts';

export const IDLE: Status = {
  state: 'idle',
  problem: null,
  rows: 0,
  rows_per_second: 0,
  losses: NO_LOSSES,
  not_shown: NONE_UNSEEN,
  filtered: 0,
  capture_filter: RECORD_ALL,
  ring_bytes: null,
  next_ring_mib: null,
  cost: null,
  attach: null,
  started: null,
  elapsed_ns: 0,
  file_bytes: 0,
};

export const START_NS = 1_795_356_187_231_309_123n;

/** A row with the given parts; the rest is a plain successful read. */
export function makeRow(part: Partial<ReadRow> = {}): ReadRow {
  const row = part.row ?? 0;
  return {
    row,
    time: String(START_NS + BigInt(row) * 1_000_000n),
    pid: 4242,
    tid: 4242,
    comm: 'bash',
    process: part.comm ?? 'bash',
    syscall: 'read',
    fd: 3,
    kind: 'file',
    path: '/home/me/notes.txt',
    offset: 0,
    count: '4096',
    ret: 4096,
    error: '',
    latency_ns: 12_000,
    ...part,
  };
}

type Answers = { [N in RequestName]: (args: Args<N>) => Reply<N> };

export class FakeBridge implements WindowBridge {
  rows: ReadRow[] = [];
  status: Status = IDLE;
  /** Every request so far, in order. */
  readonly asked: { name: RequestName; args: unknown }[] = [];
  /** Targets handed to the user. */
  readonly delivered: string[] = [];
  /** What is known of processes beside their reads. */
  described: Described = new Map();
  findings: Findings = { findings: [], left_out: 0, forgotten: 0, rows: 0 };
  /** Of the reads of a bucket, how many are told as lost besides those that are there; undefined: none are. */
  lostShare: ((bucket: number) => number) | undefined;
  /** Rows that are looked at for a page that is sorted, where that is not all there are. */
  lookedAt: number | null = null;
  /** What `lostLines` answers, whatever the filter. */
  lostLines: LostLine[] = [];
  /** What `blocked` answers. */
  blockedCalls: BlockedCall[] = [];
  /** In time where the reads are. */
  readonly marks = new Marks();
  /** When the next mark is dropped. */
  markTime = START_NS;
  private readonly problems = new Map<RequestName, Problem>();
  private readonly pushListeners = new Set<(push: Push) => void>();
  private readonly linkListeners = new Set<(link: Link) => void>();
  private state: Link = 'open';

  private readonly answers: Answers = {
    record: () => this.enter({ state: 'recording', started: String(START_NS), attach: 'btf' }),
    trace: () => this.enter({ state: 'recording', started: String(START_NS), attach: 'btf' }),
    stop: () => this.enter({ state: 'idle', rows_per_second: 0 }),
    chooseReads: ({ filter }) => this.enter({ capture_filter: filter }),
    export: ({ filter, format }) => ({
      rows: this.passing(filter).length,
      target: `download/abc/ioscope.${format}`,
    }),
    chooseRing: ({ mib }) => this.enter({ next_ring_mib: mib }),
    cancelExport: () => null,
    page: (args) => this.page(args),
    throughput: (args) => this.throughput(args),
    find: (args) => this.find(args),
    values: (args) => this.values(args),
    seen: () => this.seen(),
    lost: () => [],
    lostLines: () => this.lostLines,
    processes: () => processNews(this.rows, this.described),
    threads: ({ process }) => threadsOf(this.rows, process),
    details: ({ row }) => detailsOf(this.rows, row, this.described),
    findings: () => ({ ...this.findings }),
    latencies: ({ filter }) => latencies(this.passing(filter)),
    sizes: ({ filter }) => sizes(this.passing(filter)),
    heatMap: ({ filter, columns, range }) =>
      withLostColumns(heatMap(inRange(this.passing(filter), range), columns, range), this.lostShare),
    topFiles: ({ filter, order, limit }) => topFiles(this.passing(filter), order, limit),
    folder: (args) => folder(this.passing(args.filter), args.folder),
    blocked: () => this.blockedCalls,
    mark: ({ name }) => this.changeMarks(() => this.marks.add(this.markTime, name)),
    marks: () => [...this.marks.all],
    markLines: ({ filter }) => {
      const returned = (time: string) => (row: ReadRow) =>
        BigInt(row.time) + BigInt(row.latency_ns) <= BigInt(time);
      const passing = this.passing(filter);
      return this.marks.all.map(({ id, time }) => ({ id, place: passing.filter(returned(time)).length }));
    },
    renameMark: ({ id, name }) => this.changeMarks(() => this.marks.rename(id, name)),
    removeMark: ({ id }) => this.changeMarks(() => this.marks.remove(id)) ?? null,
    clear: () => {
      this.rows = [];
      this.changeMarks(() => this.marks.clear());
      this.push({ push: 'cleared' });
      return this.enter({ rows: 0 });
    },
    status: () => this.status,
  };

  async request<N extends RequestName>(name: N, args: Args<N>): Promise<Reply<N>> {
    this.asked.push({ name, args });
    await Promise.resolve();
    // As a capture process that takes its time.
    if (this.lookedAt !== null) await new Promise((resolve) => setTimeout(resolve, 20));
    const problem = this.state === 'lost' ? LOST : this.problems.get(name);
    if (problem) throw new ProblemError(problem.code, problem.message, problem.remedy);
    return this.answers[name](args);
  }

  onPush(listener: (push: Push) => void): () => void {
    this.pushListeners.add(listener);
    return () => this.pushListeners.delete(listener);
  }

  link(): Link {
    return this.state;
  }

  onLink(listener: (link: Link) => void): () => void {
    this.linkListeners.add(listener);
    return () => this.linkListeners.delete(listener);
  }

  reconnect(): void {
    this.setLink('open');
  }

  deliver(target: string): void {
    this.delivered.push(target);
  }

  /** Adds rows as a recording would, and says so. */
  record(parts: Partial<ReadRow>[]): void {
    for (const part of parts) this.rows.push(makeRow({ row: this.rows.length, ...part }));
    this.enter({ rows: this.rows.length });
  }

  setLink(link: Link): void {
    this.state = link;
    for (const listener of this.linkListeners) listener(link);
  }

  /** Lets a request fail from now on; null lets it pass again. */
  fail(name: RequestName, problem: Problem | null): void {
    if (problem) this.problems.set(name, problem);
    else this.problems.delete(name);
  }

  pushProgress(progress: ExportProgress): void {
    this.push({ push: 'export', progress });
  }

  /** Changes the status and pushes it. */
  enter(part: Partial<Status>): null {
    this.status = { ...this.status, ...part };
    this.push({ push: 'status', status: this.status });
    return null;
  }

  private changeMarks<T>(change: () => T): T {
    const changed = change();
    this.push({ push: 'marks', marks: [...this.marks.all] });
    return changed;
  }

  private push(push: Push): void {
    for (const listener of this.pushListeners) listener(push);
  }

  private passing(filter: Filter): ReadRow[] {
    return this.rows.filter(matcher(filter));
  }

  /** Of the first `of` rows those that pass, in order. */
  private shown(filter: Filter, order: RowOrder | null, of: number | null): ReadRow[] {
    const passing = this.passing(filter).filter(({ row }) => of === null || row < of);
    if (order === null) return passing;
    const way = order.descending ? -1 : 1;
    return passing.sort((a, b) => way * compared(a[order.field], b[order.field]));
  }

  private page({ filter, order, offset, limit, of }: Args<'page'>): Page {
    const total = Math.min(this.rows.length, of ?? this.rows.length);
    const counted = order === null ? total : Math.min(total, this.lookedAt ?? total);
    const passing = this.shown(filter, order, counted);
    const first = offset ?? Math.max(0, passing.length - limit);
    const rows = counted < total ? [] : passing.slice(first, first + limit);
    return { matched: passing.length, counted, total, offset: first, rows };
  }

  private find({ filter, order, find, from, backward, of }: Args<'find'>): Found | null {
    const shown = this.shown(filter, order, of);
    const places = shown.flatMap((row, place) => (matcher(find)(row) ? [place] : []));
    const before = places.filter((place) => place < from).length;
    const next = backward ? before - 1 : before;
    const nth = (next + places.length) % places.length;
    const place = places[nth];
    if (place === undefined) return null;
    return { row: shown[place]?.row ?? 0, place, nth, of: places.length, wrapped: nth !== next };
  }

  private values({ field, part, limit }: Args<'values'>): SeenValue[] {
    const counts = new Map<string, number>();
    const hints = new Map(this.rows.map(({ pid, process }) => [String(pid), process]));
    const hintOf = (value: string) => (field === 'pid' ? (hints.get(value) ?? '') : '');
    for (const row of this.rows) {
      const value = String(row[field]);
      const texts = [value, hintOf(value)].map((text) => text.toLowerCase());
      if (texts.some((text) => text.includes(part.toLowerCase()))) {
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
    const sorted = [...counts].sort((a, b) => b[1] - a[1]).slice(0, limit);
    return sorted.map(([value, reads]) => ({ value, hint: hintOf(value), reads }));
  }

  private seen(): Seen {
    const tally = <K>(of: (row: ReadRow) => K): [K, number][] => {
      const counts = new Map<K, number>();
      for (const row of this.rows) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1);
      return [...counts];
    };
    const nameOf = new Map(this.rows.map(({ pid, process, comm }) => [pid, process || comm]));
    return {
      processes: tally(({ process }) => process).map(([process, reads]) => ({ process, reads })),
      kinds: tally(({ kind }) => kind).map(([kind, reads]) => ({ kind, reads })),
      comms: tally(({ comm }) => comm).map(([comm, reads]) => ({ comm, reads })),
      pids: tally(({ pid }) => pid).map(([pid, reads]) => ({ pid, comm: nameOf.get(pid) ?? '', reads })),
    };
  }

  private throughput({ filter, buckets, series, range }: Args<'throughput'>): Throughput {
    const rows = inRange(this.passing(filter), range);
    const all = range === null ? this.rows : [];
    const first = BigInt(range?.from ?? all[0]?.time ?? START_NS);
    const span = BigInt(range?.to ?? all.at(-1)?.time ?? START_NS) - first;
    const width = span / BigInt(buckets) + 1n;
    const from = first - (first % width);
    const count = rows.length === 0 ? 0 : Number((first + span - from) / width) + 1;
    const sums = new Map<number, { comm: string; bytes: number[]; reads: number[]; total: number }>();
    for (const { pid, process, comm: thread, ret, time } of rows) {
      const comm = process || thread;
      const zeros = () => Array.from({ length: count }, () => 0);
      const sum = sums.get(pid) ?? { comm, bytes: zeros(), reads: zeros(), total: 0 };
      const bucket = Number((BigInt(time) - from) / width);
      sum.bytes[bucket] = (sum.bytes[bucket] ?? 0) + Math.max(0, ret);
      sum.reads[bucket] = (sum.reads[bucket] ?? 0) + 1;
      sum.total += Math.max(0, ret);
      sums.set(pid, sum);
    }
    const sorted = [...sums].sort(([, a], [, b]) => b.total - a.total);
    const one = ([pid, { comm, bytes, reads }]: (typeof sorted)[number]) => {
      const none = bytes.map(() => 0);
      return { pid, comm, bytes, reads, lost_bytes: none, lost_reads: none };
    };
    const rest = sorted.slice(series).map(one);
    const others = rest.length === 0 ? [] : [addUp(rest, count)];
    const shown = [...sorted.slice(0, series).map(one), ...others];
    const { lostShare } = this;
    return {
      from: String(from),
      width_ns: Number(width),
      series: lostShare ? shown.map((each) => withLost(each, lostShare)) : shown,
      lost_perhaps: 0,
    };
  }
}

/** As one sorts numbers, also those in decimal, and texts. */
function compared(a: string | number, b: string | number): number {
  const [one, other] = [a, b].map((value) => (/^-?\d+$/.test(String(value)) ? BigInt(value) : value));
  if (one === other) return 0;
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

function inRange(rows: readonly ReadRow[], range: TimeRange | null): ReadRow[] {
  const [from, to] = [BigInt(range?.from ?? 0), BigInt(range?.to ?? 2n ** 63n)];
  return rows.filter(({ time }) => BigInt(time) >= from && BigInt(time) < to);
}

function withLostColumns(map: HeatMap, share: FakeBridge['lostShare']): HeatMap {
  const columns = Array.from({ length: map.columns }, (_, column) => column);
  const lost = columns.flatMap((column) => [column, Math.round(100 * (share?.(column) ?? 0))]);
  return { ...map, lost };
}

function addUp(series: Throughput['series'], count: number): Throughput['series'][number] {
  const sum = (pick: (one: Throughput['series'][number]) => number[]) =>
    Array.from({ length: count }, (_, bucket) =>
      series.reduce((total, one) => total + (pick(one)[bucket] ?? 0), 0),
    );
  return {
    pid: 0,
    comm: '',
    bytes: sum(({ bytes }) => bytes),
    reads: sum(({ reads }) => reads),
    lost_bytes: sum((one) => one.lost_bytes),
    lost_reads: sum((one) => one.lost_reads),
  };
}

function withLost(one: Throughput['series'][number], share: (bucket: number) => number) {
  const lost = (figures: number[]) => figures.map((figure, bucket) => Math.round(figure * share(bucket)));
  const whole = (figures: number[]) => figures.map((figure, bucket) => figure + (lost(figures)[bucket] ?? 0));
  return {
    ...one,
    bytes: whole(one.bytes),
    reads: whole(one.reads),
    lost_bytes: lost(one.bytes),
    lost_reads: lost(one.reads),
  };
}

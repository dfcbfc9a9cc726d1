// When reads were lost, and of which process: fine while there are few such spans, coarser as they grow many, so that
// hours of loss stay bounded. Sums stay exact. Knows no SQL; the store keeps what is here.

/** See LostSpan in contract/capture.ts. */
export interface Span {
  /** Start of the recording, nanoseconds since 1970 UTC. */
  recording: bigint;
  row: number;
  pid: number;
  /** Id in Processes; 0: not known. */
  process: number;
  /** Nanoseconds since 1970 UTC. */
  from: bigint;
  to: bigint;
  reads: number;
  slotless: number;
  bytes: number;
  errors: number;
  latencyNs: number;
}

/** More spans than these are made fewer. */
export const MOST_SPANS = 4000;
/** The first width within which spans of one process become one; doubled until there are few enough. */
const FIRST_WIDTH_NS = 500_000_000n;
/** 73 hours. */
const LAST_WIDTH_NS = FIRST_WIDTH_NS << 19n;

export class LostSpans {
  #spans: Span[] = [];
  /** Index of the newest span of each pid. */
  #newest = new Map<number, number>();
  /** 0: as they come. */
  #width = 0n;
  #most = MOST_SPANS;
  /** Spans before this one are as they were at `takeChanged`. */
  #unchanged = 0;

  /** In the order in which they were told. */
  get all(): readonly Readonly<Span>[] {
    return this.#spans;
  }

  add(span: Span): void {
    this.#put(span);
    if (this.#spans.length > this.#most) this.#thin();
  }

  /** Takes back what a capture file holds, in order. */
  restore(spans: readonly Span[]): void {
    this.clear();
    for (const span of spans) this.#newest.set(span.pid, this.#spans.push(span) - 1);
    this.#unchanged = this.#spans.length;
  }

  /** All from the first that is new or has grown since the last call, and its index. */
  takeChanged(): { from: number; spans: Span[] } {
    const from = this.#unchanged;
    this.#unchanged = this.#spans.length;
    return { from, spans: this.#spans.slice(from) };
  }

  /** What was stored is gone. */
  forgetStored(): void {
    this.#unchanged = 0;
  }

  clear(): void {
    this.#spans = [];
    this.#newest.clear();
    this.#width = 0n;
    this.#most = MOST_SPANS;
    this.#unchanged = 0;
  }

  #put(span: Span): void {
    const index = this.#newest.get(span.pid);
    const newest = index === undefined ? undefined : this.#spans[index];
    if (index !== undefined && newest !== undefined && this.#meet(newest, span)) {
      merge(newest, span);
      this.#unchanged = Math.min(this.#unchanged, index);
      return;
    }
    this.#newest.set(span.pid, this.#spans.push(span) - 1);
  }

  #meet(a: Span, b: Span): boolean {
    if (a.recording !== b.recording) return false;
    // Totals are not read at one moment: bytes may be told after the read they belong to.
    if (b.reads === 0) return true;
    return this.#width > 0n && a.from / this.#width === b.from / this.#width;
  }

  #thin(): void {
    while (this.#spans.length > this.#most / 2 && this.#width < LAST_WIDTH_NS) {
      this.#width = this.#width === 0n ? FIRST_WIDTH_NS : 2n * this.#width;
      const spans = this.#spans;
      this.#spans = [];
      this.#newest.clear();
      for (const span of spans) this.#put(span);
    }
    // As many processes as that: there is no merging these.
    this.#most = Math.max(MOST_SPANS, 2 * this.#spans.length);
    this.#unchanged = 0;
  }
}

function merge(into: Span, span: Span): void {
  if (span.from < into.from) into.from = span.from;
  if (span.to > into.to) into.to = span.to;
  if (into.process === 0) into.process = span.process;
  into.reads += span.reads;
  into.slotless += span.slotless;
  into.bytes += span.bytes;
  into.errors += span.errors;
  into.latencyNs += span.latencyNs;
}

// Reads added up, and rows of like events that count once there are enough of them. Pure.

/** One row as findings look at it. */
export interface Look {
  row: number;
  /** Nanoseconds since some moment of the capture. */
  time: number;
  /** -1: there is no such place. */
  offset: number;
  count: number;
  ret: number;
  latency: number;
}

export class Sum {
  reads = 0;
  bytes = 0;
  latency = 0;
  firstRow = 0;
  firstTime = 0;
  lastRow = 0;
  lastTime = 0;

  add(look: Look): void {
    if (this.reads++ === 0) {
      this.firstRow = look.row;
      this.firstTime = look.time;
    }
    if (look.ret > 0) this.bytes += look.ret;
    this.latency += look.latency;
    this.lastRow = look.row;
    this.lastTime = look.time;
  }

  /** Forgets all. */
  clear(): void {
    this.reads = 0;
    this.bytes = 0;
    this.latency = 0;
  }

  /** Adds reads that came after all that are here. */
  append(later: Sum): void {
    if (later.reads === 0) return;
    if (this.reads === 0) {
      this.firstRow = later.firstRow;
      this.firstTime = later.firstTime;
    }
    this.reads += later.reads;
    this.bytes += later.bytes;
    this.latency += later.latency;
    this.lastRow = later.lastRow;
    this.lastTime = later.lastTime;
  }
}

/** Events in a row: kept from the first on as soon as there are `least`, forgotten if the row ends before. */
export class Streak {
  /** Events kept. */
  times = 0;
  #least: number;
  #length = 0;
  // Made when they are needed: most streaks have no event ever.
  #kept: Sum | null = null;
  #pending: Sum | null = null;

  constructor(least: number) {
    this.#least = least;
  }

  /** The reads of all rows that were long enough. */
  get kept(): Sum {
    this.#kept ??= new Sum();
    return this.#kept;
  }

  /** Ends the row. */
  end(): void {
    this.#length = 0;
    this.#pending?.clear();
  }

  /** One more event, whose first reads were added before. */
  event(): void {
    this.#length++;
    if (this.#length > this.#least) this.times++;
    if (this.#length !== this.#least || this.#pending === null) return;
    this.times += this.#length;
    this.kept.append(this.#pending);
    this.#pending.clear();
  }

  read(look: Look): void {
    this.#target.add(look);
  }

  reads(sum: Sum): void {
    this.#target.append(sum);
  }

  get #target(): Sum {
    if (this.#length >= this.#least) return this.kept;
    this.#pending ??= new Sum();
    return this.#pending;
  }
}

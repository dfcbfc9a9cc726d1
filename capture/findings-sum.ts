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
  /** Of all rows that were long enough. */
  readonly kept = new Sum();
  times = 0;
  #least: number;
  #length = 0;
  #pending = new Sum();

  constructor(least: number) {
    this.#least = least;
  }

  /** Ends the row. */
  end(): void {
    this.#length = 0;
    this.#pending = new Sum();
  }

  /** One more event; `more` adds reads to it. */
  event(): void {
    this.#length++;
    if (this.#length > this.#least) this.times++;
    if (this.#length !== this.#least) return;
    this.times += this.#length;
    this.kept.append(this.#pending);
    this.#pending = new Sum();
  }

  read(look: Look): void {
    this.#target.add(look);
  }

  reads(sum: Sum): void {
    this.#target.append(sum);
  }

  get #target(): Sum {
    return this.#length >= this.#least ? this.kept : this.#pending;
  }
}

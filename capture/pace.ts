// Rows per second over the last second.

const WINDOW_MS = 1000;

export class Pace {
  #marks: { ms: number; rows: number }[] = [];

  /** Takes note that there are `rows` rows at `ms`, a clock that only goes forward. Returns rows per second. */
  at(ms: number, rows: number): number {
    this.#marks.push({ ms, rows });
    // The last mark before the window stays: the rate is over at least one second once there is that much.
    while ((this.#marks[1]?.ms ?? ms) <= ms - WINDOW_MS) this.#marks.shift();
    const first = this.#marks[0];
    if (first === undefined || first.ms === ms) return 0;
    return Math.max(0, Math.round(((rows - first.rows) * 1000) / (ms - first.ms)));
  }

  reset(): void {
    this.#marks = [];
  }
}

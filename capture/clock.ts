// The loader's clock and the wall's: what turns a moment of the one into a moment of the other.

/** A step of one clock against the other: more than reading both takes. */
const STEP_NS = 50_000_000n;

export class Clock {
  /** CLOCK_REALTIME minus CLOCK_MONOTONIC. */
  offsetNs: bigint;
  #gapNs = gapNs();

  /** `offsetNs`: as the loader says it now. */
  constructor(offsetNs: bigint) {
    this.offsetNs = offsetNs;
  }

  /** The monotonic clock stands still while the machine sleeps, and the other may be set. */
  follow(): void {
    const stepNs = gapNs() - this.#gapNs;
    if (stepNs < STEP_NS && stepNs > -STEP_NS) return;
    this.#gapNs += stepNs;
    this.offsetNs += stepNs;
  }
}

/** As `offsetNs`, to a few milliseconds. */
function gapNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint();
}

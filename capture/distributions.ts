// How long the rows that pass one filter took, how much they asked for, and how much they got.

import type { Bar, Latencies, Sizes } from '../contract/analysis.ts';
import { BYTES, LATENCY, type Passing } from './passing.ts';
import type { Range } from './row-range.ts';
import { type Steps, stepRange, stepSql } from './steps.ts';

/** Of the chart of latencies. */
const BARS_AN_OCTAVE = 2;
/** The chart's middle of an octave, a step's edge: next to the root of 2. */
const HALF_OCTAVE = 181 / 128;
/** Of what percentiles are taken from: less than 0.8 % wide from 128 ns up. */
const LATENCY_STEPS: Steps = { bits: 12, octaves: 5 };
/** Each within one octave. */
const SIZE_STEPS: Steps = { bits: 6, octaves: 6 };
/** In place of a step: the call failed. */
const FAILED = -1;

/** Sums by step, or by FAILED. */
class Sums<Name extends string> {
  readonly #byStep = new Map<number, Record<Name, number>>();

  add(step: number, more: Record<Name, number>): void {
    const sums = this.#byStep.get(step);
    if (sums === undefined) this.#byStep.set(step, more);
    else for (const name of Object.keys(more) as Name[]) sums[name] += more[name];
  }

  /** From the lowest up. */
  get steps(): [step: number, sums: Record<Name, number>][] {
    return [...this.#byStep].sort(([a], [b]) => a - b);
  }
}

export class LatencySums {
  #passing: Passing;
  #sums = new Sums<'reads' | 'ns'>();

  constructor(passing: Passing) {
    this.#passing = passing;
  }

  latencies(): Promise<Latencies> {
    return this.#passing.whole(
      (rows) => this.#look(rows),
      () => this.#answer(),
    );
  }

  async #look(rows: Range): Promise<void> {
    const found = await this.#passing.select(
      rows,
      () => `${stepSql('e.latency_ns', LATENCY_STEPS)}, count(*)::DOUBLE, sum(${LATENCY})::DOUBLE`,
      'GROUP BY 1',
    );
    for (const [step, reads, ns] of found) {
      this.#sums.add(Number(step), { reads: Number(reads), ns: Number(ns ?? 0) });
    }
  }

  #answer(): Latencies {
    const { steps } = this.#sums;
    return {
      reads: addUp(steps, 'reads'),
      latency_ns: addUp(steps, 'ns'),
      bars: bars(steps, LATENCY_STEPS, latencyBar, latencyEdge),
      percentiles: percentiles(steps),
    };
  }
}

export class SizeSums {
  #passing: Passing;
  #asked = new Sums<'reads'>();
  #got = new Sums<'reads' | 'bytes' | 'short'>();

  constructor(passing: Passing) {
    this.#passing = passing;
  }

  sizes(): Promise<Sizes> {
    return this.#passing.whole(
      (rows) => this.#look(rows),
      () => this.#answer(),
    );
  }

  async #look(rows: Range): Promise<void> {
    // A count beyond BIGINT is more than any read gets.
    const found = await this.#passing.select(
      rows,
      () =>
        `${stepSql('e.count', SIZE_STEPS)},
         CASE WHEN e.ret < 0 THEN ${FAILED} ELSE ${stepSql('e.ret', SIZE_STEPS)} END,
         count(*)::DOUBLE, sum(${BYTES})::DOUBLE,
         count(*) FILTER ((${BYTES} < TRY_CAST(e.count AS BIGINT)) IS NOT FALSE)::DOUBLE`,
      'GROUP BY 1, 2',
    );
    for (const [asked, got, reads, bytes, short] of found) {
      this.#asked.add(Number(asked), { reads: Number(reads) });
      this.#got.add(Number(got), { reads: Number(reads), bytes: Number(bytes), short: Number(short) });
    }
  }

  #answer(): Sizes {
    const all = this.#got.steps;
    const good = all.filter(([step]) => step !== FAILED);
    return {
      reads: addUp(all, 'reads'),
      bytes: addUp(good, 'bytes'),
      errors: addUp(all, 'reads') - addUp(good, 'reads'),
      asked: bars(this.#asked.steps, SIZE_STEPS, octaveOf, sizeEdge),
      got: bars(good, SIZE_STEPS, octaveOf, sizeEdge),
      short: addUp(good, 'short'),
      empty: addUp(
        good.filter(([step]) => step === 0),
        'short',
      ),
    };
  }
}

type StepSums<Name extends string> = readonly [step: number, sums: Readonly<Record<Name, number>>][];

function addUp<Name extends string>(sums: StepSums<Name>, name: Name): number {
  return sums.reduce((all, [, one]) => all + one[name], 0);
}

/** -1 for nothing, else the octave: 0 for 1, 1 for 2 and 3, … Of a step's edge, which no rounding reaches. */
const octaveOf = (value: number) => (value < 1 ? -1 : Math.floor(Math.log2(value)));

const sizeEdge = (octave: number) => (octave < 0 ? 0 : 2 ** octave);

function latencyBar(ns: number): number {
  const octave = Math.max(0, octaveOf(ns));
  return octave * BARS_AN_OCTAVE + (ns >= 2 ** octave * HALF_OCTAVE ? 1 : 0);
}

function latencyEdge(bar: number): number {
  return 2 ** Math.floor(bar / BARS_AN_OCTAVE) * (bar % BARS_AN_OCTAVE === 0 ? 1 : HALF_OCTAVE);
}

/** `barOf` gives the bar of a value, `edge` where a bar begins. */
function bars(
  sums: StepSums<'reads'>,
  steps: Steps,
  barOf: (value: number) => number,
  edge: (bar: number) => number,
): Bar[] {
  const counts = new Map<number, number>();
  for (const [step, { reads }] of sums) {
    const bar = barOf(stepRange(step, steps).from);
    counts.set(bar, (counts.get(bar) ?? 0) + reads);
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([bar, reads]) => ({ from: edge(bar), to: edge(bar + 1), reads }));
}

function percentiles(sums: StepSums<'reads'>): Latencies['percentiles'] {
  const reads = addUp(sums, 'reads');
  if (reads === 0) return null;
  const below = (share: number) => {
    let left = Math.ceil(reads * share);
    const last = sums.find(([, more]) => {
      left -= more.reads;
      return left <= 0;
    });
    const { from, to } = stepRange(last?.[0] ?? 0, LATENCY_STEPS);
    return Math.min(to, Math.max(from, 1) * 1.05);
  };
  return { p50: below(0.5), p90: below(0.9), p99: below(0.99), p999: below(0.999) };
}

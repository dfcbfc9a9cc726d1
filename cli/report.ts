// What a recording without a window ends with: lines on standard error, and an exit code.

import type { LostSpan, Status } from '../contract/capture.ts';
import { lostReads, MAX_RING_MIB } from '../contract/capture.ts';
import type { CaptureFilter } from '../contract/capture-filter.ts';
import { safe } from './safe.ts';

/** All went well but for reads that were lost. */
const EXIT_INCOMPLETE = 3;

export interface Outcome {
  status: Status;
  lost: LostSpan[];
  /** Reads written. */
  written: number;
  /** null unless the recording ended because the command did. */
  commandExit: number | null;
}

export function exitCode({ status, commandExit }: Outcome): number {
  return lostReads(status.losses) > 0 ? EXIT_INCOMPLETE : (commandExit ?? 0);
}

/** Lines to print, the last one with the sums. */
export function report(outcome: Outcome): string[] {
  const { status, lost, written } = outcome;
  const { losses, not_shown } = status;
  const unseen = Object.entries(not_shown).filter(([, calls]) => calls > 0);
  const asides = [
    [losses.in_flight, 'not yet returned at the end'],
    [losses.died, 'ended with their thread'],
    [losses.compat, 'of 32-bit programs not shown'],
  ] as const;
  const more = asides.filter(([count]) => count > 0).map(([count, what]) => `, ${count} ${what}`);
  const ways = unseen.map(([way, calls]) => `${calls} ${way}`);
  return [
    ...(ways.length > 0 ? [`not shown, for they are no reads: ${ways.join(', ')}`] : []),
    ...(written === 0 && lostReads(losses) === 0 ? whyNothing(status) : []),
    ...lossLines(status, lost),
    `${written} reads written, ${lostReads(losses)} lost${more.join('')}`,
  ];
}

/** Who lost reads, when, for what cause, and what to do: a line a cause. */
function lossLines({ losses, ring_bytes }: Status, lost: readonly LostSpan[]): string[] {
  const lines: string[] = [];
  if (losses.ring_full > 0) {
    const mib = (ring_bytes ?? 0) / 2 ** 20;
    const larger =
      mib < MAX_RING_MIB ? `Give --ring ${2 * mib}, or record` : 'It is as large as can be: record';
    const spans = lost.map((span) => ({ ...span, reads: span.reads - span.slotless }));
    lines.push(
      `The ring buffer of ${mib} MiB was full: ${losses.ring_full} reads lost, ${whose(spans)}. ${larger} less with --pid, --comm, --kind or --min-latency.`,
    );
  }
  if (losses.join_full > 0) {
    const spans = lost.map((span) => ({ ...span, reads: span.slotless }));
    lines.push(
      `More threads were in a call at once than there is room for: ${losses.join_full} reads lost, ${whose(spans)}. Record fewer processes: --pid or --tree names them.`,
    );
  }
  if (losses.overwritten > 0) {
    lines.push(`The kernel did not tell of their end: ${losses.overwritten} reads lost.`);
  }
  return lines;
}

/** `mostly by code (4242), between 14:03:07.210 and 14:03:07.940 UTC`. */
function whose(spans: readonly LostSpan[]): string {
  const losing = spans.filter(({ reads }) => reads > 0);
  const sums = [...new Set(losing.map(({ pid }) => pid))].map((pid) => {
    const own = losing.filter((span) => span.pid === pid);
    return {
      who: pid === 0 ? 'processes unknown' : `${safe(own.at(-1)?.process ?? '') || 'process'} (${pid})`,
      reads: own.reduce((sum, { reads }) => sum + reads, 0),
    };
  });
  const most = sums.toSorted((a, b) => b.reads - a.reads).slice(0, 3);
  const names = most.map(({ who, reads }) => (sums.length > 1 ? `${reads} by ${who}` : `by ${who}`));
  const others = sums.length - most.length;
  const rest = others > 0 ? ` and others by ${others} more` : '';
  const times = losing.flatMap(({ from, to }) => [BigInt(from), BigInt(to)]).sort((a, b) => (a < b ? -1 : 1));
  return `${names.join(', ')}${rest}, between ${clock(times[0])} and ${clock(times.at(-1))} UTC`;
}

function clock(ns = 0n): string {
  return new Date(Number(ns / 1_000_000n)).toISOString().slice(11, 23);
}

/** In words, why a filter may have met nothing; none where nothing was chosen. */
function whyNothing({ capture_filter, filtered }: Status): string[] {
  if (filtered > 0) {
    return [
      `all ${filtered} reads were left out by ${late(capture_filter).join(', ')}: choose less narrowly there`,
    ];
  }
  const { names, cgroups } = capture_filter;
  const chosen = [
    ...names.filter(({ exclude }) => !exclude).map(({ of, name }) => `--${of} ${safe(name)}`),
    ...cgroups.filter(({ exclude }) => !exclude).map(({ path }) => `--cgroup ${safe(path)}`),
  ];
  if (chosen.length === 0) return [];
  return [
    `no read was made by ${chosen.join(', ')}; "ps -eLo pid,comm,cgroup" has the names of all threads and their control groups`,
  ];
}

/** The options that decide when a call returns. */
function late({ kinds, min_latency_ns, failures_only }: CaptureFilter): string[] {
  return [
    ...kinds.map(({ kind, exclude }) => `--${exclude ? 'not-' : ''}kind ${kind}`),
    ...(min_latency_ns > 0 ? ['--min-latency'] : []),
    ...(failures_only ? ['--failures'] : []),
  ];
}

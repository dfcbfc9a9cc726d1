// What lines of lost reads say, and the ring buffer's size that would have spared them. Pure.

import { type LostLine, MAX_RING_MIB, type Status } from '../../contract/capture.ts';
import { formatCount, formatRoundDuration } from '../parts/format.ts';

/** What a line says, in parts. The name is of a traced program. */
export interface LineText {
  what: string;
  cause: string;
  /** Whose reads most of them were; null where that is not known. */
  whose: { all: boolean; name: string } | null;
}

export function lineText({ reads, perhaps, slotless, from, to, most }: LostLine): LineText {
  const all = reads + perhaps;
  const name = most.process || (most.pid === 0 ? '' : `process ${most.pid}`);
  return {
    what: whatText(reads, perhaps),
    cause: causeText(all, slotless, Number(BigInt(to) - BigInt(from))),
    whose: name === '' || 2 * most.reads <= all ? null : { all: most.reads === all, name },
  };
}

function whatText(reads: number, perhaps: number): string {
  const counted = (count: number) => `${formatCount(count)} ${count === 1 ? 'read' : 'reads'}`;
  const were = (count: number) => (count === 1 ? 'was' : 'were');
  if (perhaps === 0) return `${counted(reads)} ${were(reads)} lost here`;
  if (reads === 0) return `${counted(perhaps)} ${were(perhaps)} lost here that may pass the filter`;
  return `${counted(reads)} ${were(reads)} lost here, and ${formatCount(perhaps)} that may pass the filter`;
}

function causeText(reads: number, slotless: number, ns: number): string {
  const full = ns > 0 ? `ring buffer full for ${formatRoundDuration(ns)}` : 'ring buffer full';
  if (slotless === 0) return full;
  if (slotless === reads) return 'too many threads were inside a read';
  return `${full}, and too many threads were inside a read`;
}

/** The ring buffer's sizes in MiB; null where there is none. */
export interface RingSize {
  /** Of the recording that runs or was the last. */
  now: number | null;
  /** Another one, chosen for the next. */
  next: number | null;
  double: number | null;
}

export function ringSize(status: Pick<Status, 'ring_bytes' | 'next_ring_mib'> | null): RingSize {
  const now = status?.ring_bytes ? status.ring_bytes / 2 ** 20 : null;
  const chosen = status?.next_ring_mib ?? null;
  return {
    now,
    next: chosen === now ? null : chosen,
    double: now !== null && 2 * now <= MAX_RING_MIB ? 2 * now : null,
  };
}

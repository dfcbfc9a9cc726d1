// Why reads are missing from the table, in words, and what to do about each cause. Pure.

import { type Losses, MAX_RING_MIB } from '../../contract/capture.ts';

export interface Cause {
  key: keyof Losses;
  what: string;
  /** `ringMib`: size of the ring buffer; null where it is not known. */
  remedy(ringMib: number | null): string;
  /** Tracing ran for the whole read, and still it has no row. */
  lost: boolean;
}

export const CAUSES: readonly Cause[] = [
  {
    key: 'ring_full',
    what: 'the ring buffer was full',
    remedy: ringRemedy,
    lost: true,
  },
  {
    key: 'join_full',
    what: 'too many threads were inside a read',
    remedy: () => 'The join map had no room for another thread. Record fewer programs at once.',
    lost: true,
  },
  {
    key: 'overwritten',
    what: 'the end of the read was never seen',
    remedy: () => 'The kernel missed the exit of a call. Recording again usually helps.',
    lost: true,
  },
  { key: 'started_before', what: 'had begun before recording did', remedy: () => '', lost: false },
  { key: 'in_flight', what: 'had not returned when recording stopped', remedy: () => '', lost: false },
  { key: 'died', what: 'their thread ended inside the read', remedy: () => '', lost: false },
  { key: 'compat', what: 'made by 32-bit programs, which are not shown', remedy: () => '', lost: false },
];

function ringRemedy(mib: number | null): string {
  const less = 'Programs read faster than this machine could store. Choose less to record beside Record';
  if (mib === null || mib >= MAX_RING_MIB) return `${less}.`;
  return `${less}, or start ioscope with --ring ${2 * mib}: the buffer has ${mib} MiB now.`;
}

/** The causes that occurred, the lost ones first. */
export function causesOf(losses: Losses): (Cause & { reads: number })[] {
  return CAUSES.map((cause) => ({ ...cause, reads: losses[cause.key] })).filter(({ reads }) => reads > 0);
}

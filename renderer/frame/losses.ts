// Why reads are missing from the table, in words, and what to do about each cause. Pure.

import type { Losses } from '../../contract/capture.ts';

export interface Cause {
  key: keyof Losses;
  what: string;
  remedy: string;
  /** Tracing ran for the whole read, and still it has no row. */
  lost: boolean;
}

export const CAUSES: readonly Cause[] = [
  {
    key: 'ring_full',
    what: 'the ring buffer was full',
    remedy:
      'Programs read faster than this machine can store. Close what else keeps it busy, or record fewer programs.',
    lost: true,
  },
  {
    key: 'join_full',
    what: 'too many threads were inside a read',
    remedy: 'The join map had no room for another thread. Record fewer programs at once.',
    lost: true,
  },
  {
    key: 'overwritten',
    what: 'the end of the read was never seen',
    remedy: 'The kernel missed the exit of a call. Recording again usually helps.',
    lost: true,
  },
  { key: 'started_before', what: 'had begun before recording did', remedy: '', lost: false },
  { key: 'in_flight', what: 'had not returned when recording stopped', remedy: '', lost: false },
  { key: 'died', what: 'their thread ended inside the read', remedy: '', lost: false },
  { key: 'compat', what: 'made by 32-bit programs, which are not shown', remedy: '', lost: false },
];

/** The causes that occurred, the lost ones first. */
export function causesOf(losses: Losses): (Cause & { reads: number })[] {
  return CAUSES.map((cause) => ({ ...cause, reads: losses[cause.key] })).filter(({ reads }) => reads > 0);
}

// Arithmetic on what no row shows.

import type { Losses, NotShown } from '../contract/capture.ts';

export const NO_LOSSES: Readonly<Losses> = {
  ring_full: 0,
  join_full: 0,
  started_before: 0,
  died: 0,
  in_flight: 0,
  overwritten: 0,
  compat: 0,
};

export const NONE_UNSEEN: Readonly<NotShown> = {
  mmap: 0,
  io_uring: 0,
  sendfile: 0,
  splice: 0,
  copy_file_range: 0,
};

export const WAYS = Object.keys(NONE_UNSEEN) as (keyof NotShown)[];

export const LOSS_CAUSES = Object.keys(NO_LOSSES) as (keyof Losses)[];

export function sumUnseen(a: NotShown, b: NotShown): NotShown {
  const total = { ...a };
  for (const way of WAYS) total[way] += b[way];
  return total;
}

export function sum(a: Losses, b: Losses): Losses {
  const total = { ...a };
  for (const cause of LOSS_CAUSES) total[cause] += b[cause];
  return total;
}

// Arithmetic on Losses.

import type { Losses } from '../contract/capture.ts';

export const NO_LOSSES: Readonly<Losses> = {
  ring_full: 0,
  join_full: 0,
  started_before: 0,
  died: 0,
  in_flight: 0,
  overwritten: 0,
  compat: 0,
};

export const LOSS_CAUSES = Object.keys(NO_LOSSES) as (keyof Losses)[];

export function sum(a: Losses, b: Losses): Losses {
  const total = { ...a };
  for (const cause of LOSS_CAUSES) total[cause] += b[cause];
  return total;
}

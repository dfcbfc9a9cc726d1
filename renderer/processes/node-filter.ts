// What a line of the tree is to the filter: the one place where the two meet. Pure.

import type { Term } from '../../contract/filter.ts';
import type { Tree } from './process-tree.ts';
import type { Line } from './tree-lines.ts';

/** More pids than this make no filter a person can read: the names must do. */
const MOST_PIDS = 100;

type Condition = Omit<Term, 'exclude'>;

/**
 * Conditions that are met together by the reads of the line. A process by its pid; an application by the names of
 * its processes, which hold for those to come, unless another application has one of these names, too.
 */
export function conditionsOf({ node, thread }: Line, { named }: Pick<Tree, 'named'>): Condition[] {
  const pids: Condition[] = node.processes.map(({ pid }) => ({ field: 'pid', value: String(pid) }));
  if (thread !== null) return [...pids, { field: 'comm', value: thread.comm }];
  if (node.kind === 'process') return pids;
  const counts = new Map<string, number>();
  for (const { name } of node.processes) counts.set(name, (counts.get(name) ?? 0) + 1);
  const described = node.processes.every(({ uid }) => uid >= 0);
  const alone = described && [...counts].every(([name, count]) => named.get(name) === count);
  if (!alone && pids.length <= MOST_PIDS) return pids;
  return [...counts.keys()].map((value) => ({ field: 'process', value }));
}

export type FilterState = 'included' | 'excluded' | '';

export function stateOf(conditions: readonly Condition[], chips: readonly Term[]): FilterState {
  const has = (exclude: boolean) =>
    conditions.every(({ field, value }) =>
      chips.some((chip) => chip.field === field && chip.value === value && chip.exclude === exclude),
    );
  if (conditions.length === 0) return '';
  if (has(false)) return 'included';
  return has(true) ? 'excluded' : '';
}

export function termsOf(conditions: readonly Condition[], exclude: boolean): Term[] {
  return conditions.map((condition) => ({ ...condition, exclude }));
}

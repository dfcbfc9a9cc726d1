// Whether what is being typed can filter before Enter: half a name as a whole one would hide everything. Pure.

import type { Seen } from '../../contract/capture.ts';
import type { Expression, FilterField } from '../../contract/filter.ts';
import { SYSCALLS } from '../../contract/read.ts';

/** Values seen so far, of the fields that have few enough. */
export type Known = Readonly<Partial<Record<FilterField, ReadonlySet<string>>>>;

export function knownFrom(seen: Seen | null): Known {
  return {
    process: new Set(seen?.processes.map(({ process }) => process)),
    comm: new Set(seen?.comms.map(({ comm }) => comm)),
    pid: new Set(seen?.pids.map(({ pid }) => String(pid))),
    kind: new Set(seen?.kinds.map(({ kind }) => kind)),
    syscall: new Set(SYSCALLS),
    path: new Set(),
  };
}

/** Every whole value in it is one that was seen. */
export function canApply(expression: Expression, known: Known): boolean {
  switch (expression.op) {
    case 'and':
    case 'or':
      return expression.of.every((part) => canApply(part, known));
    case 'not':
      return canApply(expression.of, known);
    case 'text':
      return true;
    case 'is': {
      const values = known[expression.field];
      return expression.compare !== '=' || values === undefined || values.has(expression.value);
    }
  }
}

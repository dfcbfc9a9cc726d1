// States one can go back to, and forth again. Pure.

const MOST = 100;

export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
}

export function begin<T>(present: T): History<T> {
  return { past: [], present, future: [] };
}

export function advance<T>({ past, present }: History<T>, next: T): History<T> {
  return { past: [...past, present].slice(-MOST), present: next, future: [] };
}

/** Changes the present without a step to go back. */
export function amend<T>(history: History<T>, present: T): History<T> {
  return { ...history, present };
}

export function back<T>({ past, present, future }: History<T>): History<T> | null {
  const last = past.at(-1);
  return last === undefined ? null : { past: past.slice(0, -1), present: last, future: [present, ...future] };
}

export function forth<T>({ past, present, future }: History<T>): History<T> | null {
  const [next, ...rest] = future;
  return next === undefined ? null : { past: [...past, present], present: next, future: rest };
}

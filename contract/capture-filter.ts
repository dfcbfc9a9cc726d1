// Which calls the kernel records: decided before anything leaves it. What is not recorded cannot be had back;
// to hide rows that are there, see Filter in read.ts.

import { nameBytes } from './name-text.ts';
import type { Kind } from './read.ts';

/**
 * One process, with or without its descendants, those born later too. Of rules on a process and on its ancestors, the
 * one on the nearest counts. No process may be both included and excluded.
 */
export interface ProcessRule {
  pid: number;
  descendants: boolean;
  exclude: boolean;
}

/**
 * A thread's name (`comm`) or that of its process, written as in ReadRow. One with `*` at its end stands for all
 * that begin so. The kernel keeps 15 bytes of a name: a longer one is met by its beginning and by the name of the
 * program's file.
 */
export interface NameRule {
  of: 'comm' | 'process';
  name: string;
  exclude: boolean;
}

/** A control group (version 2) with all below it, as /proc/PID/cgroup names it: `/user.slice/…/app-x.scope`. */
export interface CgroupRule {
  path: string;
  exclude: boolean;
}

/** A sort of file. What could not be told passes unless `unknown` is excluded. */
export interface KindRule {
  kind: Kind;
  exclude: boolean;
}

/**
 * A call passes if no excluding rule meets it and, of each list that has including rules, one does; names of
 * threads and names of processes count as two lists.
 */
export interface CaptureFilter {
  processes: ProcessRule[];
  names: NameRule[];
  cgroups: CgroupRule[];
  kinds: KindRule[];
  /** Nanoseconds; quicker calls are not recorded. */
  min_latency_ns: number;
  failures_only: boolean;
}

export const RECORD_ALL: Readonly<CaptureFilter> = {
  processes: [],
  names: [],
  cgroups: [],
  kinds: [],
  min_latency_ns: 0,
  failures_only: false,
};

/** Bytes of a name in a rule, without its `*`. */
export const NAME_RULE_BYTES = 62;
/** Most rules of each list. */
export const RULES_MAX = { processes: 1000, names: 32, cgroups: 16, kinds: 16 } as const;

/** Whether a rule may have this name: not empty, not too long, and without a NUL, which no name has. */
export function isName(name: string): boolean {
  const bytes = nameBytes(name.replace(/\*$/, ''));
  return name !== '' && bytes.length <= NAME_RULE_BYTES && !bytes.includes(0);
}

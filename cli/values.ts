// Values of options: what is written, as what is meant; or what would be right.

import { InvalidArgumentError } from 'commander';
import { isName, NAME_RULE_BYTES } from '../contract/capture-filter.ts';
import type { Kind } from '../contract/read.ts';
import { KINDS } from '../contract/read.ts';

export function integer(name: string, least: number, most: number) {
  return (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`A ${name} is a whole number from ${least} to ${most}.`);
  };
}

/** PID_MAX_LIMIT, include/linux/threads.h. */
export const pid = integer('PID', 1, 2 ** 22);

export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 86_400 * 7) return value;
  throw new InvalidArgumentError(
    'A duration is a number of seconds above 0 and at most a week, e.g. 10 or 0.5.',
  );
}

export function name(text: string): string {
  if (isName(text)) return text;
  throw new InvalidArgumentError(
    `A name has at least one character and at most ${NAME_RULE_BYTES} bytes; a * at its end stands for any rest.`,
  );
}

export function cgroup(text: string): string {
  if (/^\/[^\0]*$/.test(text)) return text;
  throw new InvalidArgumentError(
    'A control group begins with a slash, as the last field of /proc/PID/cgroup.',
  );
}

export function kind(text: string): Kind {
  const found = KINDS.find((one) => one === text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`A kind is one of ${KINDS.join(', ')}.`);
}

const UNITS: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9 };
const LONGEST_NS = 86_400e9;

/** Nanoseconds. */
export function latency(text: string): number {
  const [, value = '', unit = ''] = /^(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s)$/.exec(text) ?? [];
  const ns = Math.round(Number(value) * (UNITS[unit] ?? 0));
  if (ns >= 1 && ns <= LONGEST_NS) return ns;
  throw new InvalidArgumentError('A latency is a number with ns, us, ms or s behind it, e.g. 1ms or 0.5s.');
}

/** For an option that may be repeated. */
export function each<T>(parse: (text: string) => T) {
  return (text: string, before: T[] = []): T[] => [...before, parse(text)];
}

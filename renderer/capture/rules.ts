// A capture filter as a list of rules one can read, add to and take from. Pure; knows nothing of the window.

import { type CaptureFilter, NAME_RULE_BYTES, RECORD_ALL, RULES_MAX } from '../../contract/capture-filter.ts';
import { KINDS, type Kind } from '../../contract/read.ts';
import { formatDuration } from '../parts/format.ts';
import { visibleText } from '../parts/visible-text.ts';

/** What a rule goes by, and how that is asked for. */
export const SUBJECTS = [
  { subject: 'process', label: 'Process name', hint: 'chromium, or chrom* for all that begin so' },
  { subject: 'comm', label: 'Thread name', hint: 'ThreadPoolForeg, or Thread* for all that begin so' },
  { subject: 'tree', label: 'PID and children', hint: '4711' },
  { subject: 'pid', label: 'PID alone', hint: '4711' },
  { subject: 'cgroup', label: 'Control group', hint: '/user.slice/…/app-org.gnome.gedit-4711.scope' },
] as const;

export type Subject = (typeof SUBJECTS)[number]['subject'];

/** One rule about who reads. */
export interface Rule {
  subject: Subject;
  value: string;
  exclude: boolean;
}

const PID_MAX = 2 ** 22;

export function rulesOf({ processes, names, cgroups }: CaptureFilter): Rule[] {
  return [
    ...names.map(({ of, name, exclude }): Rule => ({ subject: of, value: name, exclude })),
    ...processes.map(
      ({ pid, descendants, exclude }): Rule => ({
        subject: descendants ? 'tree' : 'pid',
        value: String(pid),
        exclude,
      }),
    ),
    ...cgroups.map(({ path, exclude }): Rule => ({ subject: 'cgroup', value: path, exclude })),
  ];
}

/** The same filter with other rules about who reads. */
export function withRules(filter: CaptureFilter, rules: readonly Rule[]): CaptureFilter {
  const next: CaptureFilter = { ...filter, processes: [], names: [], cgroups: [] };
  for (const { subject, value, exclude } of rules) {
    if (subject === 'cgroup') next.cgroups.push({ path: value, exclude });
    else if (subject === 'process' || subject === 'comm') {
      next.names.push({ of: subject, name: value, exclude });
    } else next.processes.push({ pid: Number(value), descendants: subject === 'tree', exclude });
  }
  return next;
}

/** What is wrong with a rule as typed, and how to put it right; null if nothing is. */
export function complaint({ subject, value }: Rule, among: readonly Rule[]): string | null {
  if (value === '') return null;
  if (among.some((other) => other.subject === subject && other.value === value))
    return 'There is such a rule.';
  if (subject === 'pid' || subject === 'tree') {
    const pid = /^\d{1,7}$/.test(value) ? Number(value) : 0;
    if (pid < 1 || pid > PID_MAX) return `A PID is a whole number from 1 to ${PID_MAX}.`;
  } else if (subject === 'cgroup') {
    if (!value.startsWith('/'))
      return 'A control group begins with /, as in /proc/PID/cgroup behind the colons.';
  } else if (new TextEncoder().encode(value.replace(/\*$/, '')).length > NAME_RULE_BYTES) {
    return `A name has at most ${NAME_RULE_BYTES} bytes: end it with * to mean all that begin so.`;
  }
  return among.length >= RULES_MAX.cgroups && subject === 'cgroup'
    ? 'That is one control group too many.'
    : null;
}

/** How rules work together, where there is more than one that includes; empty where that is plain. */
export function togetherText(rules: readonly Rule[]): string {
  const only = rules.filter(({ exclude }) => !exclude);
  if (only.length < 2) return '';
  const sorts = new Set(only.map(({ subject }) => (subject === 'tree' ? 'pid' : subject)));
  if (sorts.size === 1) return 'What meets any of these is recorded.';
  return 'Rules of one sort are alternatives; of each sort, one must hold.';
}

/** Whether files of this kind are recorded. */
export function records({ kinds }: CaptureFilter, kind: Kind): boolean {
  if (kinds.some((rule) => rule.exclude && rule.kind === kind)) return false;
  const only = kinds.filter(({ exclude }) => !exclude);
  return only.length === 0 || kind === 'unknown' || only.some((rule) => rule.kind === kind);
}

/** The same filter recording just these kinds. */
export function withKinds(filter: CaptureFilter, recorded: ReadonlySet<Kind>): CaptureFilter {
  const left = KINDS.filter((kind) => !recorded.has(kind));
  return { ...filter, kinds: left.map((kind) => ({ kind, exclude: true })) };
}

function ruleText({ subject, value, exclude }: Rule): string {
  const name = subject === 'cgroup' ? (value.split('/').at(-1) ?? value) : value;
  const text = { tree: `PID ${name} and children`, pid: `PID ${name}` }[subject as 'tree' | 'pid'] ?? name;
  return `${exclude ? 'not ' : ''}${visibleText(text)}`;
}

function kindsText(filter: CaptureFilter): string {
  const recorded = KINDS.filter((kind) => kind !== 'unknown' && records(filter, kind));
  const left = KINDS.filter((kind) => !records(filter, kind));
  if (left.length === 0) return '';
  if (recorded.length <= 3) return recorded.length === 0 ? 'no kind of file' : `${recorded.join(', ')} only`;
  return left.length <= 3 ? `no ${left.join(', ')}` : `${recorded.length} kinds`;
}

/** What is recorded, in a few words; `Everything` where nothing is left out. */
export function describeFilter(filter: CaptureFilter): string {
  const parts = [
    ...rulesOf(filter).map(ruleText),
    kindsText(filter),
    filter.min_latency_ns > 0 ? `slower than ${formatDuration(filter.min_latency_ns)}` : '',
    filter.failures_only ? 'failures' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'Everything' : parts.join(', ');
}

export function isSame(a: CaptureFilter, b: CaptureFilter): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export const EVERYTHING: CaptureFilter = { ...RECORD_ALL };

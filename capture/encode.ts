// The frames the capture process sends to the loader, as loader/frame.h lays them out.

import type { CaptureFilter, KindRule, ProcessRule } from '../contract/capture-filter.ts';
import { nameBytes } from '../contract/name-text.ts';
import { ProblemError } from '../contract/problem.ts';
import { KINDS } from '../contract/read.ts';
import { CGROUPS_MAX, FRAME, LAYOUT, NAME, NAMES_MAX, SCOPE, SCOPE_MAX } from './layout.ts';

/** A filter as the kernel's side understands it. */
export interface KernelFilter {
  filter: CaptureFilter;
  /** Processes left out with their descendants, whatever the filter says. */
  leaveOut: readonly number[];
  /** The id of a control group. Throws a ProblemError where there is none. */
  cgroupId(path: string): bigint;
}

function frame(type: number, payload: Uint8Array = new Uint8Array()): Uint8Array {
  const { size, fields } = LAYOUT.frame_header;
  const bytes = new Uint8Array(size + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(fields.type[0], type, true);
  view.setUint32(fields.length[0], payload.length, true);
  bytes.set(payload, size);
  return bytes;
}

/** START. `ringMib` 0 leaves the size of the ring to the loader. Throws as `encodeFilter`. */
export function encodeStart(kernelFilter: KernelFilter, ringMib: number): Uint8Array {
  const { size, fields } = LAYOUT.start;
  const behind = encodePayload(kernelFilter);
  const payload = new Uint8Array(size - LAYOUT.filter.size + behind.length);
  new DataView(payload.buffer).setUint32(fields.ring_mib[0], ringMib, true);
  payload.set(behind, fields.filter[0]);
  return frame(FRAME.START, payload);
}

/** FILTER. Throws a ProblemError for more entries than the kernel's side takes, and for a group there is not. */
export function encodeFilter(kernelFilter: KernelFilter): Uint8Array {
  return frame(FRAME.FILTER, encodePayload(kernelFilter));
}

/** BLOCKED frames answer it. */
export function encodeAskBlocked(): Uint8Array {
  return frame(FRAME.ASK_BLOCKED);
}

export function encodeStop(): Uint8Array {
  return frame(FRAME.STOP);
}

function encodePayload({ filter, leaveOut, cgroupId }: KernelFilter): Uint8Array {
  const scope = scopeOf(filter.processes, leaveOut);
  limit(scope.size, SCOPE_MAX, 'processes');
  limit(filter.names.length, NAMES_MAX, 'names');
  limit(filter.cgroups.length, CGROUPS_MAX, 'control groups');
  const { fields } = LAYOUT.filter;
  const parts = [
    record('filter', (view) => {
      view.setBigUint64(fields.min_latency_ns[0], BigInt(filter.min_latency_ns), true);
      view.setUint32(fields.kinds[0], kindBits(filter.kinds), true);
      view.setUint32(fields.failures_only[0], filter.failures_only ? 1 : 0, true);
      view.setUint32(fields.everything[0], filter.processes.every(({ exclude }) => exclude) ? 1 : 0, true);
      view.setUint32(fields.scope_count[0], scope.size, true);
      view.setUint32(fields.name_count[0], filter.names.length, true);
      view.setUint32(fields.cgroup_count[0], filter.cgroups.length, true);
    }),
    ...[...scope].map(([pid, mark]) => encodeScope(pid, mark)),
    ...filter.names.map(encodeName),
    ...filter.cgroups.map(({ path, exclude }) => encodeCgroup(cgroupId(path), exclude)),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

type Mark = (typeof SCOPE)[keyof typeof SCOPE];

/** A mark a process: of several rules for one the widest, and ioscope's own are left out before all. */
function scopeOf(rules: readonly ProcessRule[], leaveOut: readonly number[]): Map<number, Mark> {
  const marks = new Map<number, Mark>();
  // The last one counts.
  for (const rule of rules.toSorted((a, b) => Number(a.descendants) - Number(b.descendants))) {
    const contrary = rules.some(({ pid, exclude }) => pid === rule.pid && exclude !== rule.exclude);
    if (contrary) throw contradiction(rule.pid);
    marks.set(rule.pid, markOf(rule));
  }
  for (const pid of leaveOut) marks.set(pid, SCOPE.LEAVE_OUT);
  return marks;
}

function markOf({ descendants, exclude }: ProcessRule): Mark {
  if (exclude) return descendants ? SCOPE.LEAVE_OUT : SCOPE.NOT_ONE;
  return descendants ? SCOPE.TREE : SCOPE.ONE;
}

function contradiction(pid: number): ProblemError {
  return new ProblemError(
    'contradiction',
    `Process ${pid} is both to be recorded and to be left out.`,
    'Name it for one of the two.',
  );
}

/** A bit a kind. What could not be told passes unless that is excluded. */
function kindBits(rules: readonly KindRule[]): number {
  const bitOf = (kind: KindRule['kind']) => 1 << KINDS.indexOf(kind);
  const bits = (list: KindRule[]) => list.reduce((all, { kind }) => all | bitOf(kind), 0);
  const including = rules.filter(({ exclude }) => !exclude);
  const all = (1 << KINDS.length) - 1;
  const included = including.length === 0 ? all : bits(including) | bitOf('unknown');
  return included & ~bits(rules.filter(({ exclude }) => exclude));
}

function encodeScope(pid: number, mark: Mark): Uint8Array {
  const { fields } = LAYOUT.scope_entry;
  return record('scope_entry', (view) => {
    view.setUint32(fields.pid[0], pid, true);
    view.setUint32(fields.mark[0], mark, true);
  });
}

function encodeName({ of, name, exclude }: CaptureFilter['names'][number]): Uint8Array {
  const { fields } = LAYOUT.filter_name;
  const isPrefix = name.endsWith('*');
  const text = nameBytes(isPrefix ? name.slice(0, -1) : name);
  return record('filter_name', (view, bytes) => {
    bytes.set(text, fields.text[0]);
    view.setUint8(fields.bytes[0], text.length);
    view.setUint8(
      fields.flags[0],
      (exclude ? NAME.EXCLUDE : 0) | (isPrefix ? NAME.PREFIX : 0) | (of === 'process' ? NAME.PROCESS : 0),
    );
  });
}

function encodeCgroup(id: bigint, exclude: boolean): Uint8Array {
  const { fields } = LAYOUT.filter_cgroup;
  return record('filter_cgroup', (view) => {
    view.setBigUint64(fields.id[0], id, true);
    view.setUint32(fields.exclude[0], exclude ? 1 : 0, true);
  });
}

function record(name: keyof typeof LAYOUT, fill: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const bytes = new Uint8Array(LAYOUT[name].size);
  fill(new DataView(bytes.buffer), bytes);
  return bytes;
}

function limit(count: number, most: number, what: string): void {
  if (count <= most) return;
  throw new ProblemError(
    'filter-too-large',
    `${count} ${what} were given; ${most} are the most.`,
    `Give fewer ${what}.`,
  );
}

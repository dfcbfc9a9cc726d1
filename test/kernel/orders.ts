// What the loader is told, as bytes: frames, START, and the filter in it.

import { FRAME, KIND, LAYOUT, NAME, SCOPE } from '../../capture/layout.ts';
import type { Kind } from '../../contract/read.ts';

export type Mark = keyof typeof SCOPE;

/** A filter in words; what is not said lets everything through. */
export interface Wanted {
  everything?: boolean;
  scope?: { pid: number; mark: Mark }[];
  /** One with `*` at its end: all that begin so. */
  names?: { name: string; of?: 'comm' | 'process'; exclude?: boolean }[];
  cgroups?: { id: bigint; exclude?: boolean }[];
  /** All, if not said. */
  kinds?: Kind[];
  minLatencyNs?: bigint;
  failuresOnly?: boolean;
}

export const ALL_KINDS = (1 << Object.keys(KIND).length) - 1;

export function frame(type: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const header = Buffer.alloc(LAYOUT.frame_header.size);
  header.writeUInt32LE(type, 0);
  header.writeUInt32LE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function kindBit(kind: Kind): number {
  const [, number] = Object.entries(KIND).find(([name]) => name.toLowerCase() === kind) ?? [];
  if (number === undefined) throw new Error(`no kind ${kind}`);
  return 1 << number;
}

function scopeEntry({ pid, mark }: { pid: number; mark: Mark }): Buffer {
  const { size, fields } = LAYOUT.scope_entry;
  const entry = Buffer.alloc(size);
  entry.writeUInt32LE(pid, fields.pid[0]);
  entry.writeUInt32LE(SCOPE[mark], fields.mark[0]);
  return entry;
}

function nameEntry({ name, of, exclude }: NonNullable<Wanted['names']>[number]): Buffer {
  const { size, fields } = LAYOUT.filter_name;
  const entry = Buffer.alloc(size);
  const prefix = name.endsWith('*');
  const text = Buffer.from(prefix ? name.slice(0, -1) : name, 'latin1');
  text.copy(entry, fields.text[0]);
  entry[fields.bytes[0]] = text.length;
  entry[fields.flags[0]] =
    (exclude ? NAME.EXCLUDE : 0) | (prefix ? NAME.PREFIX : 0) | (of === 'process' ? NAME.PROCESS : 0);
  return entry;
}

function cgroupEntry({ id, exclude }: NonNullable<Wanted['cgroups']>[number]): Buffer {
  const { size, fields } = LAYOUT.filter_cgroup;
  const entry = Buffer.alloc(size);
  entry.writeBigUInt64LE(id, fields.id[0]);
  entry.writeUInt32LE(exclude ? 1 : 0, fields.exclude[0]);
  return entry;
}

/** struct filter and what it counts. */
export function filterPayload(wanted: Wanted): Buffer {
  const { scope = [], names = [], cgroups = [], kinds } = wanted;
  const { size, fields } = LAYOUT.filter;
  const head = Buffer.alloc(size);
  head.writeBigUInt64LE(wanted.minLatencyNs ?? 0n, fields.min_latency_ns[0]);
  head.writeUInt32LE(
    kinds === undefined ? ALL_KINDS : kinds.reduce((mask, kind) => mask | kindBit(kind), 0),
    fields.kinds[0],
  );
  head.writeUInt32LE(wanted.failuresOnly ? 1 : 0, fields.failures_only[0]);
  head.writeUInt32LE(wanted.everything ? 1 : 0, fields.everything[0]);
  head.writeUInt32LE(scope.length, fields.scope_count[0]);
  head.writeUInt32LE(names.length, fields.name_count[0]);
  head.writeUInt32LE(cgroups.length, fields.cgroup_count[0]);
  return Buffer.concat([
    head,
    ...scope.map(scopeEntry),
    ...names.map(nameEntry),
    ...cgroups.map(cgroupEntry),
  ]);
}

export function filterFrame(wanted: Wanted): Buffer {
  return frame(FRAME.FILTER, filterPayload(wanted));
}

export function startFrame(wanted: Wanted, ringMib = 0): Buffer {
  const before = Buffer.alloc(LAYOUT.start.fields.filter[0]);
  before.writeUInt32LE(ringMib, LAYOUT.start.fields.ring_mib[0]);
  return frame(FRAME.START, Buffer.concat([before, filterPayload(wanted)]));
}

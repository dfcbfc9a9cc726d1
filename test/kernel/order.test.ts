// The frames that carry a filter: taken in pieces, and only if right in every field.

import { describe, expect, test } from 'vitest';
import { CGROUPS_MAX, FRAME, KIND, LAYOUT, NAME_LEN, NAMES_MAX, SCOPE_MAX } from '../../capture/layout.ts';
import { goneFromKernel, heldBpfIds } from './bpftool.ts';
import { Obedient } from './obedient.ts';
import { filterFrame, filterPayload, frame, startFrame, type Wanted } from './orders.ts';
import { failing, Peer, within } from './peer.ts';
import { whyNot } from './workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/kernel/order.test.ts not run: ${reason}`);

const { filter, scope_entry, filter_name, filter_cgroup } = LAYOUT;

/** One of each, so that each has fields to spoil. */
const WANTED: Wanted = {
  scope: [{ pid: 1, mark: 'ONE' }],
  names: [{ name: 'name' }],
  cgroups: [{ id: 1n }],
};
const SCOPE_AT = filter.size;
const NAME_AT = SCOPE_AT + scope_entry.size;
const CGROUP_AT = NAME_AT + filter_name.size;

function spoiled(spoil: (payload: Buffer) => void): Buffer {
  const payload = filterPayload(WANTED);
  spoil(payload);
  return payload;
}

const uint32 = (at: number, value: number) => spoiled((payload) => payload.writeUInt32LE(value, at));
const byte = (at: number, value: number) => spoiled((payload) => payload.writeUInt8(value, at));
const nameWith = (text: string, bytes: number, flags: number) =>
  spoiled((payload) => {
    payload.fill(0, NAME_AT, CGROUP_AT);
    payload.write(text, NAME_AT, 'latin1');
    payload.writeUInt8(bytes, NAME_AT + filter_name.fields.bytes[0]);
    payload.writeUInt8(flags, NAME_AT + filter_name.fields.flags[0]);
  });

const WRONG = [
  { what: 'no filter at all', payload: Buffer.alloc(0) },
  { what: 'half a filter', payload: filterPayload({}).subarray(0, filter.size - 1) },
  { what: 'more than is counted', payload: Buffer.concat([filterPayload(WANTED), Buffer.alloc(8)]) },
  { what: 'less than is counted', payload: filterPayload(WANTED).subarray(0, -1) },
  { what: 'a kind that is none', payload: uint32(filter.fields.kinds[0], 1 << (KIND.ANON + 1)) },
  { what: 'failures only, but how much', payload: uint32(filter.fields.failures_only[0], 2) },
  { what: 'more than everything', payload: uint32(filter.fields.everything[0], 2) },
  { what: 'one process too few', payload: uint32(filter.fields.scope_count[0], 0) },
  { what: 'too many processes', payload: uint32(filter.fields.scope_count[0], SCOPE_MAX + 1) },
  { what: 'too many names', payload: uint32(filter.fields.name_count[0], NAMES_MAX + 1) },
  { what: 'too many cgroups', payload: uint32(filter.fields.cgroup_count[0], CGROUPS_MAX + 1) },
  { what: 'so many that their size is small', payload: uint32(filter.fields.scope_count[0], 2 ** 29 + 1) },
  { what: 'no mark', payload: uint32(SCOPE_AT + scope_entry.fields.mark[0], 0) },
  { what: 'an unknown mark', payload: uint32(SCOPE_AT + scope_entry.fields.mark[0], 5) },
  { what: 'process 0', payload: uint32(SCOPE_AT + scope_entry.fields.pid[0], 0) },
  { what: 'a process beyond all', payload: uint32(SCOPE_AT + scope_entry.fields.pid[0], 2 ** 22 + 1) },
  { what: 'an unknown flag of a name', payload: nameWith('name', 4, 8) },
  { what: 'a name of nothing', payload: nameWith('', 0, 0) },
  { what: 'a name with something behind it', payload: nameWith('names', 4, 0) },
  { what: 'a name shorter than said', payload: nameWith('name', 5, 0) },
  { what: 'a name with a NUL', payload: nameWith('na\0me', 5, 0) },
  { what: 'a name beyond its field', payload: nameWith('n'.repeat(NAME_LEN), NAME_LEN + 1, 0) },
  { what: 'cgroup 0', payload: spoiled((payload) => payload.writeBigUInt64LE(0n, CGROUP_AT)) },
  { what: 'a cgroup excluded twice', payload: uint32(CGROUP_AT + filter_cgroup.fields.exclude[0], 2) },
  { what: 'something reserved', payload: byte(CGROUP_AT + filter_cgroup.fields.reserved[0], 1) },
];

describe.skipIf(reason !== null)('orders', () => {
  test.each(WRONG)('FILTER with $what: the loader ends and says why', async ({ payload }) => {
    const peer = await Peer.recording({ everything: true, scope: [{ pid: process.pid, mark: 'LEAVE_OUT' }] });
    const held = heldBpfIds(peer.pid);
    peer.send(frame(FRAME.FILTER, payload));
    expect(await within('end of the loader', peer.exited)).toBe(1);
    expect(peer.error?.code).toBe('protocol');
    expect(peer.filtered).toEqual([]);
    expect(await goneFromKernel(held)).toEqual([]);
  });

  test.each(WRONG)('START with $what', async ({ payload }) => {
    const before = Buffer.alloc(LAYOUT.start.fields.filter[0]);
    const peer = await failing({ answer: frame(FRAME.START, Buffer.concat([before, payload])) });
    expect(peer.error?.code).toBe('protocol');
  });

  test.each([
    { what: 'a ring beyond all', at: LAYOUT.start.fields.ring_mib[0], value: 1025 },
    { what: 'something reserved', at: LAYOUT.start.fields.reserved[0], value: 1 },
  ])('START with $what', async ({ at, value }) => {
    const answer = startFrame({});
    answer.writeUInt32LE(value, LAYOUT.frame_header.size + at);
    expect((await failing({ answer })).error?.code).toBe('protocol');
  });

  test.each([
    { what: 'START once more', bytes: startFrame({}) },
    { what: 'a frame longer than any', bytes: frame(FRAME.FILTER, Buffer.alloc(64 << 10)) },
    { what: 'STOP with something in it', bytes: frame(FRAME.STOP, Buffer.alloc(1)) },
  ])('while recording $what', async ({ bytes }) => {
    const peer = await Peer.recording({});
    peer.send(bytes);
    expect(await within('end of the loader', peer.exited)).toBe(1);
    expect(peer.error?.code).toBe('protocol');
  });

  test('the most that a filter may hold', async () => {
    const wanted: Wanted = {
      scope: Array.from({ length: SCOPE_MAX }, (_, index) => ({
        pid: 2 ** 22 - index,
        mark: 'TREE' as const,
      })),
      names: Array.from({ length: NAMES_MAX }, (_, index) => ({ name: String(index).padEnd(NAME_LEN, 'n') })),
      cgroups: Array.from({ length: CGROUPS_MAX }, (_, index) => ({ id: BigInt(index + 2 ** 40) })),
      minLatencyNs: 2n ** 64n - 1n,
    };
    const peer = await Peer.recording(wanted);
    for (let round = 0; round < 3; round++) await peer.filter(wanted);
    expect(await peer.stop()).toBe(0);
  });

  test('a frame that comes a byte at a time, and frames that come at once', async () => {
    const program = new Obedient();
    const wanted: Wanted = { names: [{ name: 'workload' }], scope: [{ pid: program.pid, mark: 'TREE' }] };
    const peer = await Peer.recording({});
    for (const one of filterFrame(wanted)) {
      peer.send(Buffer.of(one));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await within(
      'FILTERED',
      peer.until(() => peer.filtered.length === 1),
    );
    const count = await program.read();
    peer.send(Buffer.concat([filterFrame({}), filterFrame(wanted), filterFrame({})]));
    await within(
      'FILTERED',
      peer.until(() => peer.filtered.length === 4),
    );
    await program.read();
    await program.dismiss();
    expect(await peer.stop()).toBe(0);
    expect(peer.rows.map((row) => row.count)).toEqual([count]);
    expect([...peer.filtered].sort()).toEqual(peer.filtered);
  });

  test.each([
    { ringMib: 1, args: ['--ring', '2'], bytes: 1 << 20 },
    { ringMib: 3, args: [], bytes: 4 << 20 },
    { ringMib: 0, args: ['--ring', '2'], bytes: 2 << 20 },
  ])('a ring of $ringMib MiB with $args', async ({ ringMib, args, bytes }) => {
    const peer = await Peer.recording({ ringMib, args });
    expect(peer.ready?.ringBytes).toBe(bytes);
    expect(await peer.stop()).toBe(0);
  });
});

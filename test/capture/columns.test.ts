import { describe, expect, test } from 'vitest';
import { toColumns } from '../../capture/columns.ts';
import { IdMap } from '../../capture/id-map.ts';
import { Names } from '../../capture/names.ts';
import { nameText } from '../../contract/name-text.ts';
import { toProblem } from '../../contract/problem.ts';
import { records } from './records.ts';

const idsOf = (names: Names) => ({ names, files: new IdMap(), processes: new IdMap() });

const i64 = (words: Uint32Array) => [...new BigInt64Array(words.buffer)];
const u64 = (words: Uint32Array) => [...new BigUint64Array(words.buffer)];

describe('columns', () => {
  test('keep every value, to the edges of its type', () => {
    const names = new Names();
    const columns = toColumns(
      records([
        {
          start_ns: 1n,
          latency_ns: 2n ** 63n,
          count: 2n ** 64n - 1n,
          ret: -512n,
          offset: -1n,
          call: 5,
          pid: 2 ** 32 - 1,
          tid: 1,
          fd: -1,
        },
        {
          start_ns: 2n ** 62n,
          latency_ns: 0n,
          count: 0n,
          ret: 2n ** 62n,
          offset: 2n ** 62n + 1n,
          call: 1,
          pid: 1,
          tid: 2 ** 31,
          fd: 2 ** 31 - 1,
        },
      ]),
      0n,
      idsOf(names),
    );
    expect(i64(columns.time)).toEqual([1n, 2n ** 62n]);
    expect(u64(columns.latency_ns)).toEqual([2n ** 63n, 0n]);
    expect(u64(columns.count)).toEqual([2n ** 64n - 1n, 0n]);
    expect(i64(columns.ret)).toEqual([-512n, 2n ** 62n]);
    expect(i64(columns.offset)).toEqual([-1n, 2n ** 62n + 1n]);
    expect([...columns.call]).toEqual([5, 1]);
    expect([...columns.pid]).toEqual([2 ** 32 - 1, 1]);
    expect([...columns.tid]).toEqual([1, 2 ** 31]);
    expect([...new Int32Array(columns.fd.buffer)]).toEqual([-1, 2 ** 31 - 1]);
  });

  test.each([0n, 1n, -1n, 0xffff_ffffn, -0xffff_ffffn, 1_795_000_000_000_000_000n, -(2n ** 40n) + 7n])(
    'add a clock offset of %s with its carry',
    (offset) => {
      const starts = [5n, 0xffff_fffen, 0xffff_ffffn, 2n ** 33n + 3n, 2n ** 50n];
      const columns = toColumns(
        records(starts.map((start_ns) => ({ start_ns }))),
        offset,
        idsOf(new Names()),
      );
      expect(i64(columns.time)).toEqual(starts.map((start) => start + offset));
    },
  );

  test('give each distinct comm one id, wherever it stands', () => {
    const names = new Names();
    const comms = ['cat', 'cat', 'git', 'cat', 'fifteen-bytes-x', 'git'];
    const columns = toColumns(records(comms.map((comm) => ({ comm }))), 0n, idsOf(names));
    expect([...columns.comm].map((id) => names.texts[id])).toEqual(comms);
    expect(names.texts).toEqual(['cat', 'git', 'fifteen-bytes-x']);
  });

  test('have the capture’s ids for files and processes, 0 for those not announced', () => {
    const ids = idsOf(new Names());
    for (const [from, to] of [
      [1, 7],
      [4095, 8],
      [4096, 9],
      [2 ** 32 - 1, 10],
    ] as const) {
      ids.files.set(from, to);
    }
    ids.processes.set(3, 5);
    const events = [1, 4095, 4096, 2 ** 32 - 1, 2, 0].map((file) => ({ file, process: 3 }));
    const columns = toColumns(records([...events, { process: 4 }]), 0n, ids);
    expect([...columns.file]).toEqual([7, 8, 9, 10, 0, 0, 0]);
    expect([...columns.process]).toEqual([5, 5, 5, 5, 5, 5, 0]);
    ids.files.set(1, 11);
    expect([...toColumns(records([{ file: 1 }]), 0n, ids).file]).toEqual([11]);
  });

  test.each([0, 6, 255])('are not made of a call %d, which there is none of', (call) => {
    const make = () => toColumns(records([{}, { call }]), 0n, idsOf(new Names()));
    expect(make).toThrow();
    try {
      make();
    } catch (caught) {
      expect(toProblem(caught).code).toBe('protocol');
    }
  });

  test('of no records are empty', () => {
    expect(toColumns(new Uint8Array(), 5n, idsOf(new Names())).length).toBe(0);
  });
});

describe('names', () => {
  test.each([
    ['cat', [0x63, 0x61, 0x74]],
    ['ключ', [...new TextEncoder().encode('ключ')]],
    ['a\\\\b', [0x61, 0x5c, 0x62]],
    ['a\\xffb', [0x61, 0xff, 0x62]],
    ['\\\\\\xff', [0x5c, 0xff]],
    ['a\nb', [0x61, 0x0a, 0x62]],
    ['', []],
  ])('are shown as %s', (text, bytes) => {
    expect(nameText(Uint8Array.from(bytes))).toBe(text);
  });

  test('that differ in bytes differ in text', () => {
    const raws = [
      [0xff],
      [0x5c, 0x78, 0x66, 0x66],
      [0x5c],
      [0x5c, 0x5c],
      [0xc3, 0xbf],
      [0xc3],
      [0xef, 0xbb, 0xbf],
      [],
    ];
    const texts = raws.map((raw) => nameText(Uint8Array.from(raw)));
    expect(new Set(texts).size).toBe(raws.length);
  });

  test('taken back from a capture keep their ids', () => {
    const names = new Names();
    names.restore(new TextEncoder().encode('cat'));
    names.restore(Uint8Array.of(0xff));
    const columns = toColumns(
      records([{ comm: Uint8Array.of(0xff) }, { comm: 'cat' }, { comm: 'new' }]),
      0n,
      idsOf(names),
    );
    expect([...columns.comm]).toEqual([1, 0, 2]);
  });
});

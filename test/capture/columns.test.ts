import { describe, expect, test } from 'vitest';
import { toColumns } from '../../capture/columns.ts';
import { Names } from '../../capture/names.ts';
import { nameText } from '../../contract/name-text.ts';
import { records } from './records.ts';

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
          pid: 2 ** 32 - 1,
          tid: 1,
          fd: -1,
        },
        {
          start_ns: 2n ** 62n,
          latency_ns: 0n,
          count: 0n,
          ret: 2n ** 62n,
          pid: 1,
          tid: 2 ** 31,
          fd: 2 ** 31 - 1,
        },
      ]),
      0n,
      names,
    );
    expect(i64(columns.time)).toEqual([1n, 2n ** 62n]);
    expect(u64(columns.latency_ns)).toEqual([2n ** 63n, 0n]);
    expect(u64(columns.count)).toEqual([2n ** 64n - 1n, 0n]);
    expect(i64(columns.ret)).toEqual([-512n, 2n ** 62n]);
    expect([...columns.pid]).toEqual([2 ** 32 - 1, 1]);
    expect([...columns.tid]).toEqual([1, 2 ** 31]);
    expect([...new Int32Array(columns.fd.buffer)]).toEqual([-1, 2 ** 31 - 1]);
  });

  test.each([0n, 1n, -1n, 0xffff_ffffn, -0xffff_ffffn, 1_795_000_000_000_000_000n, -(2n ** 40n) + 7n])(
    'add a clock offset of %s with its carry',
    (offset) => {
      const starts = [5n, 0xffff_fffen, 0xffff_ffffn, 2n ** 33n + 3n, 2n ** 50n];
      const columns = toColumns(records(starts.map((start_ns) => ({ start_ns }))), offset, new Names());
      expect(i64(columns.time)).toEqual(starts.map((start) => start + offset));
    },
  );

  test('give each distinct comm one id, wherever it stands', () => {
    const names = new Names();
    const comms = ['cat', 'cat', 'git', 'cat', 'fifteen-bytes-x', 'git'];
    const columns = toColumns(records(comms.map((comm) => ({ comm }))), 0n, names);
    expect([...columns.comm].map((id) => names.texts[id])).toEqual(comms);
    expect(names.texts).toEqual(['cat', 'git', 'fifteen-bytes-x']);
  });

  test('of no records are empty', () => {
    expect(toColumns(new Uint8Array(), 5n, new Names()).length).toBe(0);
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
      names,
    );
    expect([...columns.comm]).toEqual([1, 0, 2]);
  });
});

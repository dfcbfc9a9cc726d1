import { describe, expect, test } from 'vitest';
import { type CaptureFilter, isName, RECORD_ALL } from '../../contract/capture-filter.ts';
import type { Filter } from '../../contract/filter.ts';
import { FILTER_FIELDS, isNumberField } from '../../contract/filter.ts';
import { nameBytes, nameText } from '../../contract/name-text.ts';
import { toProblem } from '../../contract/problem.ts';
import type { Args, RequestName } from '../../contract/requests.ts';
import { checkCall, checkRequest } from '../../contract/validate.ts';

const FILTER: Filter = {
  op: 'and',
  of: [
    { op: 'not', of: { op: 'is', field: 'comm', compare: '=', value: '<b>"\u0000é' } },
    {
      op: 'or',
      of: [
        { op: 'text', compare: '~', value: '=cmd()' },
        { op: 'is', field: 'time', compare: '..', value: '1..18446744073709551615' },
      ],
    },
  ],
};

const CHOSEN: CaptureFilter = {
  processes: [{ pid: 1, descendants: true, exclude: false }],
  names: [{ of: 'comm', name: 'a*', exclude: true }],
  cgroups: [{ path: '/user.slice', exclude: false }],
  kinds: [{ kind: 'file', exclude: true }],
  min_latency_ns: 1000,
  failures_only: true,
};

/** Of every request, args as a window sends them. */
const GOOD: { [N in RequestName]: Args<N> } = {
  record: {},
  trace: { command: 'git log', directory: '', keepOn: false },
  stop: {},
  chooseReads: { filter: CHOSEN },
  export: { filter: FILTER, format: 'jsonl' },
  chooseRing: { mib: 256 },
  cancelExport: {},
  page: { filter: FILTER, order: { field: 'latency_ns', descending: true }, offset: 0, limit: 100, of: 7 },
  throughput: { filter: FILTER, buckets: 300, series: 4, range: { from: '1', to: '3999999999999999999' } },
  find: { filter: FILTER, order: null, find: FILTER, from: 0, backward: true, of: null },
  values: { field: 'path', part: '<b>', limit: 20 },
  latencies: { filter: FILTER },
  sizes: { filter: FILTER },
  heatMap: { filter: FILTER, columns: 200, range: { from: '0', to: '1' } },
  topFiles: { filter: FILTER, order: 'factor', limit: 100, folder: '/home' },
  folder: { filter: FILTER, folder: '' },
  details: { row: 7 },
  findings: {},
  seen: {},
  lost: {},
  lostLines: { filter: FILTER },
  markLines: { filter: FILTER },
  processes: { since: 7 },
  threads: { process: '4242 98765' },
  blocked: {},
  mark: { name: '' },
  marks: {},
  renameMark: { id: 7, name: '<b>\u202E' },
  removeMark: { id: 7 },
  clear: {},
  status: {},
};

const code = (name: unknown, args: unknown): string | null => {
  try {
    checkRequest(name, args);
    return null;
  } catch (caught) {
    return toProblem(caught).code;
  }
};

interface Place {
  /** Its name in the object that it is in. */
  key: string;
  replace(other: unknown): unknown;
}

/** Every place of `value`, and a way to have replaced what is there. */
function* places(value: unknown, key = ''): Generator<Place> {
  yield { key, replace: (other) => other };
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    for (const { key, replace } of places(inner, name)) {
      const put = (other: unknown) => ({ ...value, [name]: replace(other) });
      yield {
        key,
        replace: Array.isArray(value) ? (other) => value.with(Number(name), replace(other)) : put,
      };
    }
  }
}

/** Places of requests where there may be nothing. */
const MAY_BE_NULL = (name: string, key: string) =>
  /^((page|find) (order|of)|page offset|(throughput|heatMap) range)$/.test(`${name} ${key}`);

describe.each(Object.entries(GOOD))('%s', (name, args) => {
  test('passes as a window sends it, unchanged', () => {
    expect(checkRequest(name, args)).toEqual({ name, args });
    expect(checkCall({ id: 3, name, args })).toEqual({ id: 3, name, args });
  });

  test('does not pass with anything else in any place of it', () => {
    const strange = [
      null,
      undefined,
      Number.NaN,
      -1,
      0.5,
      2 ** 53,
      'x'.repeat(20_000),
      [{}],
      { x: 1 },
      () => 1,
    ];
    for (const { key, replace } of places(args)) {
      for (const value of strange) {
        if (value === null && MAY_BE_NULL(name, key)) continue;
        expect(code(name, replace(value)), `${key}: ${value}`).toBe('bad-request');
      }
    }
  });

  test('does not pass with a key too many or too few', () => {
    expect(code(name, { ...args, path: '/etc/passwd' })).toBe('bad-request');
    for (const key of Object.keys(args)) {
      const less = Object.fromEntries(Object.entries(args).filter(([other]) => other !== key));
      expect(code(name, less), `without ${key}`).toBe('bad-request');
    }
  });
});

const is = (field: string, compare: string, value: string): unknown => ({ op: 'is', field, compare, value });
const takes = (filter: unknown) =>
  code('page', { filter, order: null, offset: 0, limit: 1, of: null }) === null;

test.each(FILTER_FIELDS)('a condition on %s passes, with the longest value there is', (field) => {
  expect(takes(is(field, '=', isNumberField(field) ? '9'.repeat(20) : '\\xff'.repeat(4096)))).toBe(true);
});

/** A list in a list, and so on. */
function nested(depth: number): unknown {
  return depth === 0 ? FILTER : { op: 'and', of: [nested(depth - 1)] };
}

test.each([
  ['text compared as a number', is('comm', '<', '1')],
  ['a number as a text', is('pid', '~', '1')],
  ['a number that is none', is('pid', '=', '1 OR 1=1')],
  ['half a range', is('time', '..', '1..')],
  ['a range of three', is('time', '..', '1..2..3')],
  ['an unknown field', is('row', '=', '1')],
  ['a field of Object', is('constructor', '=', '1')],
  ['too deep', nested(100)],
  ['too many', { op: 'or', of: Array(3000).fill(is('comm', '=', 'x')) }],
  ['too long in all', { op: 'or', of: Array(100).fill(is('comm', '=', 'x'.repeat(16_000))) }],
  ['too long a word', { op: 'text', compare: '~', value: 'x'.repeat(1001) }],
])('a filter is refused: %s', (_what, filter) => expect(takes(filter)).toBe(false));

test('a filter as large as any passes', () => {
  expect(takes(nested(50))).toBe(true);
  expect(takes({ op: 'or', of: Array(1500).fill(is('comm', 'like', '*')) })).toBe(true);
});

test.each(['', 'Record', 'listen', 'write', 'constructor', '__proto__', 'toString', null, 7, ['page']])(
  'there is no request %s',
  (name) => expect(code(name, {})).toBe('bad-request'),
);

test.each([
  ['a page too long', 'page', { ...GOOD.page, limit: 10_001 }],
  ['an order by what is no column', 'page', { ...GOOD.page, order: { field: 'row', descending: true } }],
  ['an order without a way', 'page', { ...GOOD.page, order: { field: 'time' } }],
  ['a ring too large', 'chooseRing', { mib: 2048 }],
  ['a ring of no size it can have', 'chooseRing', { mib: 100 }],
  ['no order said', 'find', { ...GOOD.find, order: undefined }],
  ['of fewer rows than none', 'page', { ...GOOD.page, of: -1 }],
  ['a range that ends before it begins', 'heatMap', { ...GOOD.heatMap, range: { from: '2', to: '2' } }],
  ['a range beyond 64 bits', 'heatMap', { ...GOOD.heatMap, range: { from: '2', to: '9'.repeat(19) } }],
  ['too many buckets', 'throughput', { ...GOOD.throughput, buckets: 3001 }],
  ['a field without values', 'values', { ...GOOD.values, field: 'time' }],
  ['too many values', 'values', { ...GOOD.values, limit: 101 }],
])('%s is refused', (_what, name, args) => expect(code(name, args)).toBe('bad-request'));

test.each<[string, Partial<CaptureFilter>]>([
  ['a pid that no process has', { processes: [{ pid: 2 ** 22 + 1, descendants: false, exclude: false }] }],
  ['no pid', { processes: [{ pid: 0, descendants: false, exclude: false }] }],
  ['a name of nothing', { names: [{ of: 'comm', name: '', exclude: false }] }],
  ['a name too long', { names: [{ of: 'comm', name: 'é'.repeat(32), exclude: false }] }],
  ['a name with a NUL', { names: [{ of: 'process', name: 'a\0b', exclude: false }] }],
  ['a name with a NUL written out', { names: [{ of: 'process', name: 'a\\x00', exclude: false }] }],
  ['a control group without its slash', { cgroups: [{ path: 'user.slice', exclude: false }] }],
  ['a control group with a NUL', { cgroups: [{ path: '/a\0', exclude: false }] }],
  ['too many names', { names: Array(33).fill(CHOSEN.names[0]) }],
  ['too many processes', { processes: Array(1001).fill(CHOSEN.processes[0]) }],
])('nothing is recorded by %s', (_what, part) => {
  expect(code('chooseReads', { filter: { ...RECORD_ALL, ...part } })).toBe('bad-request');
});

test.each(['*', 'x'.repeat(62), `${'x'.repeat(62)}*`, '\\xff'.repeat(62), 'é'.repeat(31)])(
  'a rule may have the name %s',
  (name) => expect(isName(name)).toBe(true),
);

test.each(['cat', 'a\\b', '\\\\', 'x41', 'ключ', '\n'])(
  'the bytes of a name are those its text has: %s',
  (text) => {
    const bytes = new TextEncoder().encode(text);
    expect([...nameBytes(nameText(bytes))]).toEqual([...bytes]);
    const broken = Uint8Array.of(...bytes, 0xff, 0x5c);
    expect([...nameBytes(nameText(broken))]).toEqual([...broken]);
  },
);

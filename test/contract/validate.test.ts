import { describe, expect, test } from 'vitest';
import type { Args, RequestName } from '../../contract/capture.ts';
import { toProblem } from '../../contract/problem.ts';
import type { Filter } from '../../contract/read.ts';
import { FILTER_FIELDS } from '../../contract/read.ts';
import { checkCall, checkRequest } from '../../contract/validate.ts';

const FILTER: Filter = { terms: [{ field: 'comm', value: '<b>"\u0000é', exclude: true }], text: '=cmd()' };

/** Of every request, args as a window sends them. */
const GOOD: { [N in RequestName]: Args<N> } = {
  record: {},
  stop: {},
  export: { filter: FILTER, format: 'jsonl' },
  cancelExport: {},
  page: { filter: FILTER, offset: 0, limit: 100 },
  throughput: { filter: FILTER, buckets: 300, series: 4 },
  distribution: { filter: FILTER },
  heatMap: { filter: FILTER, columns: 200 },
  topFiles: { filter: FILTER, order: 'factor', limit: 100, folder: '/home' },
  folder: { filter: FILTER, folder: '' },
  details: { row: 7 },
  findings: {},
  seen: {},
  blocked: {},
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

/** The value at every place of `value`, and a way to have it replaced there. */
function* places(value: unknown): Generator<(other: unknown) => unknown> {
  yield (other) => other;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    for (const replace of places(inner)) {
      const put = (other: unknown) => ({ ...value, [key]: replace(other) });
      yield Array.isArray(value) ? (other) => value.with(Number(key), replace(other)) : put;
    }
  }
}

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
    for (const replace of places(args)) {
      for (const value of strange) expect(code(name, replace(value)), String(value)).toBe('bad-request');
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

test.each(FILTER_FIELDS)('a condition on %s passes, with the longest path there is', (field) => {
  const filter: Filter = { terms: [{ field, value: '\\xff'.repeat(4096), exclude: false }], text: '' };
  expect(code('page', { filter, offset: 0, limit: 1 })).toBeNull();
});

test.each(['', 'Record', 'listen', 'write', 'constructor', '__proto__', 'toString', null, 7, ['page']])(
  'there is no request %s',
  (name) => expect(code(name, {})).toBe('bad-request'),
);

test.each([
  ['a page too long', 'page', { ...GOOD.page, limit: 10_001 }],
  ['too many buckets', 'throughput', { ...GOOD.throughput, buckets: 3001 }],
  ['too long a text', 'page', { ...GOOD.page, filter: { terms: [], text: 'x'.repeat(1001) } }],
  [
    'too many terms',
    'page',
    { ...GOOD.page, filter: { ...FILTER, terms: Array(1001).fill(FILTER.terms[0]) } },
  ],
  [
    'an unknown field',
    'page',
    { ...GOOD.page, filter: { ...FILTER, terms: [{ ...FILTER.terms[0], field: 'tid' }] } },
  ],
])('%s is refused', (_what, name, args) => expect(code(name, args)).toBe('bad-request'));

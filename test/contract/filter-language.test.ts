import { describe, expect, test } from 'vitest';
import {
  type Condition,
  type Expression,
  FILTER_FIELDS,
  NO_FILTER,
  simplify,
} from '../../contract/filter.ts';
import { isExpression } from '../../contract/filter-check.ts';
import { type FilterError, parseFilter } from '../../contract/filter-language.ts';
import { filterText } from '../../contract/filter-text.ts';
import { makeRow } from '../renderer/fake-bridge.ts';
import { Dice, randomExpression } from './expressions.ts';

const STARTED = 1_795_356_187_231_309_123n;
const CLOCK = { started: String(STARTED) };

const is = (field: Condition['field'], compare: Condition['compare'], value: string): Expression => ({
  op: 'is',
  field,
  compare,
  value,
});
const has = (value: string): Expression => ({ op: 'text', compare: '~', value });
const not = (of: Expression): Expression => ({ op: 'not', of });
const and = (...of: Expression[]): Expression => ({ op: 'and', of });
const or = (...of: Expression[]): Expression => ({ op: 'or', of });

/** Nanoseconds of a local time of day on the recording's day. */
function local(hours: number, minutes: number, seconds: number, ns = 0): string {
  const date = new Date(Number(STARTED / 1_000_000n));
  date.setHours(hours, minutes, seconds, 0);
  return String(BigInt(date.getTime()) * 1_000_000n + BigInt(ns));
}

function read(text: string): Expression {
  const parsed = parseFilter(text, CLOCK);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return parsed.expression;
}

function errorOf(text: string): FilterError {
  const parsed = parseFilter(text, CLOCK);
  if (parsed.ok) throw new Error(`${text} is no error`);
  return parsed.error;
}

describe('reads', () => {
  test.each<[string, Expression]>([
    ['', NO_FILTER],
    ['  ', NO_FILTER],
    ['foo', has('foo')],
    ['foo bar', and(has('foo'), has('bar'))],
    ['"foo bar"', has('foo bar')],
    ["'it''s'", has('its')],
    ['*.ts', { op: 'text', compare: 'like', value: '*.ts' }],
    ['"*.ts"', has('*.ts')],
    ['1234', has('1234')],
    ['comm:cat', is('comm', '=', 'cat')],
    ['comm: cat', is('comm', '=', 'cat')],
    ['COMM=cat', is('comm', '=', 'cat')],
    ['comm:"Web Content"', is('comm', '=', 'Web Content')],
    ['comm:Web" "Content', is('comm', '=', 'Web Content')],
    ['comm:c?t*', is('comm', 'like', 'c?t*')],
    ['comm:"c?"*', is('comm', 'like', 'c\\?*')],
    ['comm:""', is('comm', '=', '')],
    ['comm~web', is('comm', '~', 'web')],
    ['comm!~web', not(is('comm', '~', 'web'))],
    ['comm!=cat', not(is('comm', '=', 'cat'))],
    ['-comm:cat', not(is('comm', '=', 'cat'))],
    ['!comm:cat', not(is('comm', '=', 'cat'))],
    ['not comm:cat', not(is('comm', '=', 'cat'))],
    ['NOT NOT comm:cat', is('comm', '=', 'cat')],
    ['comm:cat,git', or(is('comm', '=', 'cat'), is('comm', '=', 'git'))],
    ['-comm:cat,g*', not(or(is('comm', '=', 'cat'), is('comm', 'like', 'g*')))],
    ['pid:1, 2,3', or(is('pid', '=', '1'), is('pid', '=', '2'), is('pid', '=', '3'))],
    ['pid:1 pid:2', or(is('pid', '=', '1'), is('pid', '=', '2'))],
    ['pid:1 and pid:2', and(is('pid', '=', '1'), is('pid', '=', '2'))],
    ['pid:1 x pid:2', and(or(is('pid', '=', '1'), is('pid', '=', '2')), has('x'))],
    ['-pid:1 -pid:2', and(not(is('pid', '=', '1')), not(is('pid', '=', '2')))],
    ['a or b c', or(has('a'), and(has('b'), has('c')))],
    ['a || b && c', or(has('a'), and(has('b'), has('c')))],
    ['(a or b) c', and(or(has('a'), has('b')), has('c'))],
    ['not (a or b)', not(or(has('a'), has('b')))],
    ['-(a)b', and(not(has('a')), has('b'))],
    ['order notes android', and(has('order'), has('notes'), has('android'))],
    ['"or" "not"', and(has('or'), has('not'))],
    ['a(1).txt', has('a(1).txt')],
    ['pid>100', is('pid', '>', '100')],
    ['pid:>=100', is('pid', '>=', '100')],
    ['fd:-1', is('fd', '=', '-1')],
    ['ret < 0', is('ret', '<', '0')],
    ['ret:-11', is('ret', '=', '-11')],
    ['count<4k', is('count', '<', '4096')],
    ['count:4K', is('count', '=', '4096')],
    ['ret>=1MiB', is('ret', '>=', '1048576')],
    ['count>1.5 kB', is('count', '>', '1536')],
    ['count>18446744073709551614', is('count', '>', '18446744073709551614')],
    ['offset:1k..4k', is('offset', '..', '1024..4096')],
    ['latency>1ms', is('latency_ns', '>', '1000000')],
    ['latency > 1.5 ms', is('latency_ns', '>', '1500000')],
    ['latency_ns<=250us', is('latency_ns', '<=', '250000')],
    ['latency>2µs', is('latency_ns', '>', '2000')],
    ['latency>500', is('latency_ns', '>', '500')],
    ['call:READ', is('syscall', '=', 'read')],
    ['kind:file,pipe', or(is('kind', '=', 'file'), is('kind', '=', 'pipe'))],
    ['kind:*fd', is('kind', 'like', '*fd')],
    ['error:enoent', is('error', '=', 'ENOENT')],
    ['error:*', is('error', 'like', '?*')],
    ['error:any', is('error', 'like', '?*')],
    ['error:none', is('error', '=', '')],
    ['path:/etc/passwd', is('path', '=', '/etc/passwd')],
    ['path:/etc/', is('path', 'like', '/etc/*')],
    ['path:*.ts', is('path', 'like', '*.ts')],
    ['path:package.json', is('path', 'like', '*/package.json')],
    ['path:src/*.ts', is('path', 'like', '*/src/*.ts')],
    ['path:"package.json"', is('path', '=', 'package.json')],
    ['path:pipe:[5]', is('path', '=', 'pipe:[5]')],
    ['pipe:[5]', has('pipe:[5]')],
    ['path:(unreachable)/x', is('path', '=', '(unreachable)/x')],
    ['comm:a\\nb', is('comm', '=', 'a\nb')],
    ['comm:\\xff\\\\', is('comm', '=', '\\xff\\\\')],
    ['comm:\\u{202e}x', is('comm', '=', '\u202ex')],
    ['time>14:03:07.5', is('time', '>', local(14, 3, 7, 500_000_000))],
    ['time:14:03', is('time', '..', `${local(14, 3, 0)}..${BigInt(local(14, 4, 0)) - 1n}`)],
    ['time:14:03..15:00', is('time', '..', `${local(14, 3, 0)}..${local(15, 0, 0)}`)],
    ['time>=2026-11-22T14:03:07.000000001Z', is('time', '>=', '1795356187000000001')],
    ['time>="2026-11-22 14:03:07Z"', is('time', '>=', '1795356187000000000')],
    ['time>=2026-11-22T15:03:07+01:00', is('time', '>=', '1795356187000000000')],
    ['time>+1.5s', is('time', '>', String(STARTED + 1_500_000_000n))],
    ['time<+250ms', is('time', '<', String(STARTED + 250_000_000n))],
    ['latency>2 min', is('latency_ns', '>', '120000000000')],
    ['latency>5 sec a', and(is('latency_ns', '>', '5000000000'), has('a'))],
    ['count<100 bytes', is('count', '<', '100')],
    ['count<4 b', is('count', '<', '4')],
    ['time>+2 sec', is('time', '>', String(STARTED + 2_000_000_000n))],
    ['kind:F*', is('kind', 'like', 'f*')],
  ])('%s', (text, expression) => expect(read(text)).toEqual(expression));
});

test.each([
  ['time>2026-11-22 14:03', 'time>2026-11-22T14:03'],
  ['time:2026-11-22  14:03:07.5 a', 'time:2026-11-22T14:03:07.5 a'],
  ['time:2026-11-22 14:03..2026-11-22 15:00', 'time:2026-11-22T14:03..2026-11-22T15:00'],
  ['time:2026-11-22 14:03,2026-11-23', 'time:2026-11-22T14:03,2026-11-23'],
])('a space between date and time parts nothing: %s', (spaced, text) => {
  expect(read(spaced)).toEqual(read(text));
});

describe('says what is wrong, and where', () => {
  test.each<[string, string, RegExp]>([
    ['a nme:x', 'nme', /There is no field “nme”: there are time, pid/],
    ['a pid:x', 'x', /“x” does not fit: pid takes a number/],
    ['pid~1', '1', /pid is a number/],
    ['count>1ms', '1ms', /takes bytes/],
    ['latency>4k', '4k', /takes a duration/],
    ['time>25:00', '25:00', /takes a time/],
    ['comm>a', 'a', /comm is a text/],
    ['kind:nothing', 'nothing', /takes unknown, file, dir/],
    ['error:no', 'no', /a name such as ENOENT/],
    ['a or or b', 'or ', /condition is missing/],
    ['and b', 'and', /condition is missing/],
    ['(a))', ')', /There is no \( before/],
    ['() a', '()', /nothing in these parentheses/],
    ['pid:1,,2', 'pid:1,', /A value is missing/],
    ['pid:1..2..3', '1..2..3', /two ends/],
    ['time>2026-13-45', '2026-13-45', /takes a time/],
    ['time:2026-02-30', '2026-02-30', /takes a time/],
    ['offset<9999999999999TiB', 'offset<9999999999999TiB', /too large/],
    ['x'.repeat(1001), 'x'.repeat(1001), /too long/],
  ])('%s', (text, at, message) => {
    const error = errorOf(text);
    expect(error.message).toMatch(message);
    expect(text.slice(error.start, error.end)).toBe(at);
    expect(error.unfinished).toBe(false);
  });

  test.each([
    'comm:',
    'latency > ',
    'comm:"Web',
    '(a',
    '(',
    'a or',
    'not',
    '-(',
    'pid:1,',
    'kind:fi',
    'count:1..',
  ])('only that more must follow: %s', (text) => expect(errorOf(text).unfinished).toBe(true));
});

const HOSTILE_TEXTS = [
  'a b',
  '<b>"bold"</b>',
  `it's "both"`,
  'line\nbreak\ttab\r\x1b[31m\x7f',
  '\u202Egnp.exe\u200b',
  'a\\\\b',
  '\\xff\\xfe',
  '=cmd()',
  '-rf',
  '!x',
  '(a)',
  ')',
  'a,b',
  'or',
  'NOT',
  'comm:x',
  '*?',
  ' lead and trail ',
  '',
  '..',
  '||',
  'é𝄞漢',
  '“quoted”',
];
const ROWS = HOSTILE_TEXTS.map((text, row) =>
  makeRow({
    row,
    comm: text,
    process: HOSTILE_TEXTS[(row * 7) % HOSTILE_TEXTS.length] ?? '',
    path: row % 3 === 0 ? `/tmp/${text}` : row % 3 === 1 ? '' : `pipe:[${row}]`,
    kind: row % 2 === 0 ? 'file' : 'pipe',
    offset: row - 1,
    count: String(2n ** BigInt(row * 2)),
    ret: row % 4 === 0 ? -11 : row * 512,
    error: row % 4 === 0 ? 'EAGAIN' : '',
    latency_ns: 1000 ** (row % 4),
    time: String(STARTED + BigInt(row) * 100_000_000n),
  }),
);

describe('writes what it reads', () => {
  test.each([CLOCK, { started: null }])('random expressions over hostile names, %o', (clock) => {
    const dice = new Dice(7);
    for (let round = 0; round < 4000; round++) {
      const expression = randomExpression(dice, ROWS);
      const text = filterText(expression, clock);
      expect(parseFilter(text, clock), text).toEqual({ ok: true, expression: simplify(expression) });
      expect(isExpression(expression)).toBe(true);
      // It fits into a box of one line, in which everything is seen.
      expect(text).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }
  });

  test.each([
    'comm:cat,git -kind:socket latency>1ms',
    'count<4KiB (path:*.ts or error:*)',
    'pid:1 and pid:2',
    '"comm:[x]"',
    'pipe:[4]',
    'not (a or b)',
    '-error:none',
    'time:14:03:07',
    'ret:-1',
    'latency:250µs..1ms',
  ])('as a person would: %s', (text) => expect(filterText(read(text), CLOCK)).toBe(text));
});

describe('hostile texts', () => {
  const pieces = [
    '(',
    ')',
    '-',
    'not ',
    'or ',
    'and ',
    '"',
    "'",
    'comm:',
    'pid:1',
    ',',
    '*',
    ' ',
    '\\',
    '>',
    'x',
    '𝄞',
    '\u0000',
    '1..2',
    'time:',
  ];
  test('are read or refused, with a place inside the text', () => {
    const dice = new Dice(11);
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: dice.roll(12) }, () => dice.pick(pieces)).join('');
      const parsed = parseFilter(text, CLOCK);
      if (parsed.ok) {
        expect(isExpression(parsed.expression), text).toBe(true);
        expect(parseFilter(filterText(parsed.expression, CLOCK), CLOCK), text).toEqual(parsed);
      } else {
        const { start, end } = parsed.error;
        expect(0 <= start && start <= end && end <= text.length, text).toBe(true);
      }
    }
  });

  test.each([
    ['parentheses', '('.repeat(10_000)],
    ['negations', 'not '.repeat(5000)],
    ['minuses', '-'.repeat(10_000)],
    ['words', 'ab '.repeat(4000)],
    ['values', `pid:${'1,'.repeat(5000)}1`],
    ['a megabyte', 'x'.repeat(1_000_000)],
    ['quotes', `"'`.repeat(5000)],
  ])('too much of it: %s', (_, text) => expect(parseFilter(text).ok).toBe(false));

  test.each([
    ['a word', 'x'.repeat(900)],
    ['a path', `path:"/${'x'.repeat(4000)}"`],
    ['stars', `path:${'*a'.repeat(400)}`],
    ['many words', 'ab '.repeat(900)],
  ])('long and right: %s', (_, text) => {
    const parsed = parseFilter(text);
    expect(parsed.ok && isExpression(parsed.expression)).toBe(true);
  });
});

test('every field can be asked for', () => {
  for (const field of FILTER_FIELDS) {
    expect(parseFilter(`${field}:`), field).toMatchObject({ ok: false, error: { unfinished: true } });
  }
});

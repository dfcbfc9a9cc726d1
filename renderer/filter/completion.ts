// What the filter box offers to complete: fields, signs, and values with how often they were seen. Pure.

import { type SeenValue, VALUE_FIELDS, type ValueField } from '../../contract/capture.ts';
import type { Condition, FilterField } from '../../contract/filter.ts';
import { ALIASES, fieldNamed } from '../../contract/filter-language.ts';
import { valueText } from '../../contract/filter-text.ts';

/** The word the caret stands in. */
export interface Place {
  start: number;
  end: number;
  /** `-`, `!` or nothing. */
  not: string;
  field: FilterField | null;
  /** What was typed of the value, or the whole word; without a quote that was opened. */
  part: string;
  /** Where `part` begins, with its quote. */
  partStart: number;
}

export interface Offer {
  /** Stands before the value: a field, or what kind of thing it is. */
  head: string;
  value: string;
  hint: string;
  /** null: not a thing that is counted. */
  reads: number | null;
  /** What the word becomes. */
  text: string;
  /** The word is complete with it. */
  whole: boolean;
}

const HEAD = /^([-!]?)(?:([a-z_]+)(?::|!=|!~|>=|<=|[=<>~])(?:>=|<=|[<>~])?)?/i;

export function placeAt(text: string, caret: number): Place {
  const before = text.slice(0, caret);
  const { start, value } = begun(before);
  const [head = '', not = '', name] = HEAD.exec(before.slice(start)) ?? [];
  const field = name === undefined ? null : (fieldNamed(name) ?? null);
  const from = field === null ? start + not.length : start + head.length;
  const partStart = field === null ? from : Math.max(from, value);
  const part = before.slice(partStart).replace(/^["']/, '');
  return { start, end: caret, not, field, part, partStart };
}

/** Where the last word begins, and in it the last value of a list. What is in quotes ends neither. */
function begun(text: string): { start: number; value: number } {
  let quote = '';
  let start = 0;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    // In a name a parenthesis stays with it.
    const opens = char === '(' && /^[-!]?$/.test(text.slice(start, at));
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === ',') value = at + 1;
    else if (/\s/.test(char) || opens) start = at + 1;
  }
  return { start, value };
}

const ABOUT: Record<FilterField, string> = {
  time: 'when the call began: time>14:03:07, time:14:03..14:05, time>+2s',
  pid: 'the process, by its number',
  tid: 'the thread, by its number',
  comm: 'the thread, by its name',
  process: 'the process, by its name',
  syscall: 'read, pread64, readv, preadv or preadv2',
  fd: 'the descriptor',
  kind: 'file, pipe, socket and so on',
  path: 'what was read: path:*.json, path:/etc/, path~cache',
  offset: 'where in the file: offset:0, offset>1MiB',
  count: 'bytes asked for: count<4k',
  ret: 'bytes returned: ret:0, ret>=1MiB',
  error: 'error:EAGAIN, error:* for any, error:none',
  latency_ns: 'how long the call took: latency>1ms',
};
/** In the order of their use. */
const FIELDS: FilterField[] = [
  'process',
  'path',
  'latency_ns',
  'error',
  'kind',
  'pid',
  'count',
  'ret',
  'comm',
  'time',
  'syscall',
  'offset',
  'tid',
  'fd',
];
const nameOf = (field: FilterField) =>
  Object.keys(ALIASES).find((name) => name !== 'call' && ALIASES[name] === field) ?? field;
const SIGNS: Partial<Record<FilterField, string>> = {
  latency_ns: '>',
  count: '<',
  time: '>',
  offset: '>',
  ret: '<',
};

export function fieldOffers({ not, part }: Place): Offer[] {
  const wanted = part.toLowerCase();
  return FIELDS.filter((field) => [nameOf(field), field].some((name) => name.startsWith(wanted))).map(
    (field) => {
      const head = `${nameOf(field)}${SIGNS[field] ?? ':'}`;
      return { head, value: '', hint: ABOUT[field], reads: null, text: not + head, whole: false };
    },
  );
}

const PRESETS: Partial<Record<FilterField, [string, string][]>> = {
  latency_ns: [
    ['>100us', 'slower than a disk cache'],
    ['>1ms', 'waits for a device or for someone'],
    ['>10ms', 'can be felt'],
    ['>100ms', 'blocks'],
  ],
  count: [
    ['<4k', 'less than a page'],
    ['>=1MiB', 'large'],
  ],
  ret: [
    [':0', 'end of file'],
    ['<0', 'failed'],
    ['>=1MiB', 'large'],
  ],
  offset: [
    [':0', 'at the beginning'],
    [':-1', 'not a place in a file'],
  ],
  fd: [[':0', 'standard input']],
  error: [
    [':*', 'any error'],
    [':none', 'no error'],
  ],
};

/** Ready-made comparisons of a field. */
export function presetOffers({ field, not, part }: Place): Offer[] {
  if (field === null) return [];
  const presets = PRESETS[field] ?? [];
  return presets
    .filter(([value]) => value.replace(/^\W+/, '').startsWith(part) || part === '')
    .map(([value, hint]) => {
      const head = nameOf(field);
      return { head, value, hint, reads: null, text: `${not}${head}${value}`, whole: true };
    });
}

export function isValueField(field: FilterField | null): field is ValueField {
  return field !== null && (VALUE_FIELDS as readonly FilterField[]).includes(field);
}

/** Values of one field as words; `typed` is the beginning of the word that stays, up to the value. */
export function valueOffers(field: ValueField, seen: readonly SeenValue[], typed: string): Offer[] {
  return seen
    .filter(({ value }) => field !== 'error' || value !== '')
    .map(({ value, hint, reads }) => {
      const condition: Condition = { op: 'is', field, compare: '=', value };
      const head = /^[-!]/.test(typed) ? `not ${field}` : field;
      return { head, value, hint, reads, text: typed + valueText(condition), whole: true };
    });
}

/** The most useful first: what begins like the part typed, then by reads. */
export function ranked(offers: readonly Offer[], part: string, most: number): Offer[] {
  const wanted = part.toLowerCase();
  const begins = ({ value }: Offer) => Number(wanted !== '' && value.toLowerCase().startsWith(wanted));
  return [...offers].sort((a, b) => begins(b) - begins(a) || (b.reads ?? 0) - (a.reads ?? 0)).slice(0, most);
}

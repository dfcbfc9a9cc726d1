// The filter as people type it: text to Expression, or what is wrong with it, where, and how to put it right.
// Words, `field:value`, comparisons with units, quotes, wildcards, not, and, or, parentheses, lists, ranges.

import {
  type Compare,
  type Condition,
  type Expression,
  FILTER_FIELDS,
  type FilterField,
  isNumberField,
  MOST_NODES,
  type NumberField,
  simplify,
  type TextField,
  together,
} from './filter.ts';
import { isExpression } from './filter-check.ts';
import { type Clock, readNumber, TAKES } from './filter-values.ts';
import { isWild, Reader, type Word } from './filter-words.ts';
import { KINDS, SYSCALLS } from './read.ts';

export type { Clock } from './filter-values.ts';

/** What is wrong, from `start` to `end` of the text. */
export interface FilterError {
  start: number;
  end: number;
  message: string;
  /** Nothing is wrong yet: more must follow. */
  unfinished: boolean;
}

export type Parsed = { ok: true; expression: Expression } | { ok: false; error: FilterError };

const MOST_LENGTH = 50_000;
/** Parentheses and negations inside each other: well under what a window may send. */
const MOST_NESTED = 24;

/** Names a field goes by, beside its own. */
export const ALIASES: Readonly<Record<string, FilterField>> = { latency: 'latency_ns', call: 'syscall' };

const NO_CLOCK: Clock = { started: null };

/** Never throws, whatever the text. Of an empty text: the filter that lets all pass. */
export function parseFilter(text: string, clock: Clock = NO_CLOCK): Parsed {
  try {
    if (text.length > MOST_LENGTH) fail(0, text.length, 'This is too long for a filter.');
    return { ok: true, expression: new Parser(text, clock).whole() };
  } catch (caught) {
    if (caught instanceof Wrong) return { ok: false, error: caught.error };
    throw caught;
  }
}

/** Ends the reading of a text; never leaves `parseFilter`. */
class Wrong extends Error {
  readonly error: FilterError;
  constructor(error: FilterError) {
    super(error.message);
    this.error = error;
  }
}

function fail(start: number, end: number, message: string, unfinished = false): never {
  throw new Wrong({ start, end, message, unfinished });
}

export function fieldNamed(name: string): FilterField | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : FILTER_FIELDS.find((field) => field === lower);
}

class Parser {
  #reader: Reader;
  #clock: Clock;
  #nodes = 0;

  constructor(text: string, clock: Clock) {
    this.#reader = new Reader(text);
    this.#clock = clock;
  }

  whole(): Expression {
    const reader = this.#reader;
    reader.skipSpace();
    if (reader.atEnd) return { op: 'and', of: [] };
    const expression = this.#either(0);
    if (!reader.atEnd) {
      fail(reader.at, reader.at + 1, 'There is no ( before this ): remove it, or put it in quotes.');
    }
    const simple = simplify(expression);
    if (!isExpression(simple)) {
      fail(0, reader.length, 'A text in this filter is too long, or a number in it too large.');
    }
    return simple;
  }

  #either(depth: number): Expression {
    const of = [this.#all(depth)];
    while (this.#reader.take(/(?:or(?=[\s()]|$)|\|\|)\s*/iy)) of.push(this.#all(depth));
    return of.length === 1 && of[0] ? of[0] : { op: 'or', of };
  }

  #all(depth: number): Expression {
    const runs = [[this.#one(depth)]];
    for (;;) {
      if (this.#reader.take(/(?:and(?=[\s()]|$)|&&)\s*/iy)) runs.push([this.#one(depth)]);
      else if (this.#reader.atEnd || this.#reader.sees(/\)|or(?=[\s()]|$)|\|\|/iy)) break;
      else runs.at(-1)?.push(this.#one(depth));
    }
    const of = runs.map(together);
    return of.length === 1 && of[0] ? of[0] : { op: 'and', of };
  }

  #one(depth: number): Expression {
    const reader = this.#reader;
    const start = reader.at;
    if (++this.#nodes > MOST_NODES / 2) fail(start, start + 1, 'This filter has too many conditions.');
    if (depth > MOST_NESTED) fail(start, start + 1, 'This filter is nested too deep.');
    if (reader.take(/not(?=[\s(]|$)\s*|!(?!=)\s*|-(?=\S)/iy)) {
      if (reader.atEnd) fail(start, reader.at, 'Say what is to be left out.', true);
      return { op: 'not', of: this.#one(depth + 1) };
    }
    if (reader.take(/\(\s*/y)) {
      if (reader.atEnd) fail(start, reader.at, 'Close the parenthesis.', true);
      if (reader.sees(/\)/y)) fail(start, reader.at + 1, 'There is nothing in these parentheses.');
      const inner = this.#either(depth + 1);
      if (!reader.take(/\)\s*/y)) fail(start, reader.at, 'Close the parenthesis.', true);
      return inner;
    }
    if (reader.atEnd || reader.sees(/(?:and|or)(?=[\s()]|$)|&&|\|\||\)/iy)) {
      const end = Math.min(reader.at + 3, reader.length);
      const message = 'A condition is missing here: to search for this word, put it in quotes.';
      fail(Math.max(0, end - 3), end, message, reader.atEnd);
    }
    return this.#condition();
  }

  /** A field with its values, or a bare word. */
  #condition(): Expression {
    const reader = this.#reader;
    const start = reader.at;
    const head = reader.take(/([a-z_]+)(\s*(?:!=|!~|>=|<=|[=<>~])\s*|:\s*(?:(?:>=|<=|[<>~])\s*)?)/iy);
    const [whole = '', name = '', mark = ''] = head ?? [];
    const field = fieldNamed(name);
    // Kinds of file that have no path are named like this: they are searched for as they stand.
    const isName = field === undefined && mark === ':' && reader.sees(/\[/y);
    if (head === null || isName || (field === undefined && mark.trim() !== mark)) {
      reader.at = start;
      return this.#search(reader.word());
    }
    if (field === undefined) {
      const fields = FILTER_FIELDS.map(shownName).join(', ');
      fail(
        start,
        start + name.length,
        `There is no field “${name}”: there are ${fields}. To search for it, put it in quotes.`,
      );
    }
    const sign = mark.replace(/^:/, '').trim() || '=';
    if (reader.atEnd) {
      fail(start, start + whole.length, `Say which ${name}, for example ${EXAMPLES[field]}.`, true);
    }
    return this.#values(field, sign, start);
  }

  /** A list of values after a field and its sign. */
  #values(field: FilterField, sign: string, start: number): Expression {
    const reader = this.#reader;
    const negated = sign.startsWith('!');
    const compare = negated ? sign.slice(1) : sign;
    const of: Expression[] = [];
    do {
      const word = reader.value(isNumberField(field));
      if (word.end === word.start) fail(start, reader.at, 'A value is missing here.', reader.atEnd);
      this.#checkClosed(word);
      if (++this.#nodes > MOST_NODES / 2) fail(start, word.end, 'This filter has too many conditions.');
      of.push(isNumberField(field) ? this.#number(field, compare, word) : this.#text(field, compare, word));
    } while (reader.takeComma());
    reader.skipSpace();
    const expression: Expression = of.length === 1 && of[0] ? of[0] : { op: 'or', of };
    return negated ? { op: 'not', of: expression } : expression;
  }

  #checkClosed(word: Word): void {
    if (word.open) fail(word.start, word.end, 'Close the quote.', true);
  }

  #search(word: Word): Expression {
    this.#checkClosed(word);
    this.#reader.skipSpace();
    if (isWild(word)) return { op: 'text', compare: 'like', value: word.pattern };
    return { op: 'text', compare: '~', value: word.text };
  }

  #number(field: NumberField, compare: string, word: Word): Expression {
    const read = (text: string) => {
      const span = readNumber(field, text, this.#clock);
      if (span === null)
        return fail(word.start, word.end, `“${text}” does not fit: ${shownName(field)} ${TAKES[field]}.`);
      return span;
    };
    const is = (kind: Compare, value: string): Condition => ({ op: 'is', field, compare: kind, value });
    if (compare === '~')
      fail(word.start, word.end, `${shownName(field)} is a number: use :, <, >, or a range such as 1..9.`);
    if (compare !== '=') return is(compare as Compare, String(read(word.text).from));
    const [from = '', to, ...others] = word.text.split('..');
    if (others.length > 0) fail(word.start, word.end, 'A range has two ends, such as 1..9.');
    if (to !== undefined) {
      const end = to === '' ? fail(word.start, word.end, 'Say where the range ends.', true) : to;
      return is('..', `${read(from).from}..${read(end).from}`);
    }
    const span = read(from);
    return span.from === span.to ? is('=', String(span.from)) : is('..', `${span.from}..${span.to}`);
  }

  #text(field: TextField, compare: string, word: Word): Expression {
    const is = (kind: Compare, value: string): Condition => ({ op: 'is', field, compare: kind, value });
    if (compare === '~') return is('~', word.text);
    if (compare !== '=') {
      fail(
        word.start,
        word.end,
        `${field} is a text: use ${field}:, ${field}~ for a part of it, or wildcards.`,
      );
    }
    if (word.quoted) return isWild(word) ? is('like', word.pattern) : is('=', word.text);
    if (field === 'error') return this.#error(word);
    if (field === 'path') return pathCondition(word);
    const choices = CHOICES[field];
    const known = (text: string) => (choices === undefined ? text : text.toLowerCase());
    if (isWild(word)) return is('like', known(word.pattern));
    const value = known(word.text);
    if (choices?.includes(value) === false) {
      // Its beginning is right so far.
      const begun = choices.some((choice) => choice.startsWith(value)) && this.#reader.atEnd;
      const message = `“${word.text}” is no ${field}: ${field}: takes ${choices.join(', ')}.`;
      fail(word.start, word.end, message, begun);
    }
    return is('=', value);
  }

  #error(word: Word): Condition {
    const is = (compare: Compare, value: string): Condition => ({ op: 'is', field: 'error', compare, value });
    const value = word.text.toUpperCase();
    if (value === 'NONE') return is('=', '');
    if (value === '*' || value === 'ANY') return is('like', '?*');
    if (isWild(word)) return is('like', word.pattern.toUpperCase());
    if (!value.startsWith('E'.slice(0, value.length))) {
      fail(word.start, word.end, 'error: takes a name such as ENOENT, * for any error, or none.');
    }
    return is('=', value);
  }
}

/** The name people know a field by. */
function shownName(field: FilterField): string {
  return field === 'latency_ns' ? 'latency' : field;
}

const CHOICES: Partial<Record<TextField, readonly string[]>> = { kind: KINDS, syscall: SYSCALLS };

/** How whole paths begin: see ReadRow.path. */
const PATH_START = /^(?:\/|…|\(unreachable\)|pipe:|socket:|ns:|anon_inode:|\*|\?|\/)/;

/** A folder stands for all in it; what does not begin like a path is the end of one. */
function pathCondition(word: Word): Condition {
  const folder = word.text.endsWith('/') && word.text !== '/' ? '*' : '';
  const place = PATH_START.test(word.text) ? '' : '*/';
  const is = (compare: Compare, value: string): Condition => ({ op: 'is', field: 'path', compare, value });
  if (folder === '' && place === '' && !isWild(word)) return is('=', word.text);
  return is('like', `${place}${word.pattern}${folder}`);
}

const EXAMPLES: Record<FilterField, string> = {
  time: 'time>14:03:07.5',
  pid: 'pid:1234',
  tid: 'tid:1234',
  comm: 'comm:firefox',
  process: 'process:code',
  syscall: 'syscall:pread64',
  fd: 'fd:3',
  kind: 'kind:file',
  path: 'path:*.json',
  offset: 'offset:0',
  count: 'count<4k',
  ret: 'ret:0',
  error: 'error:EAGAIN',
  latency_ns: 'latency>1ms',
};

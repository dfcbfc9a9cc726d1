// An expression written back as text that reads as the same expression. Pure.

import {
  type Condition,
  type Expression,
  type FilterField,
  isNumberField,
  listedField,
  type NumberField,
  simplify,
} from './filter.ts';
import { type Clock, readNumber, writeNumber, writeTime } from './filter-values.ts';
import { piecesOf } from './filter-wildcard.ts';
import { spell } from './filter-words.ts';
import { KINDS, SYSCALLS } from './read.ts';

const NO_CLOCK: Clock = { started: null };

/** Reads as `simplify(expression)`; one that passes all is empty, one that passes none cannot be written else. */
export function filterText(expression: Expression, clock: Clock = NO_CLOCK): string {
  return write(simplify(expression), clock, false);
}

function write(expression: Expression, clock: Clock, nested: boolean): string {
  switch (expression.op) {
    case 'is':
      return condition([expression], clock);
    case 'text':
      return expression.compare === '~' ? word(expression.value) : pattern(expression.value, SEARCHED);
    case 'not':
      return negated(expression.of, clock);
    case 'or': {
      if (expression.of.length === 0) return '-""';
      const list = asList(expression.of);
      if (list) return condition(list, clock);
      const text = expression.of.map((part) => write(part, clock, true)).join(' or ');
      return nested ? `(${text})` : text;
    }
    case 'and': {
      if (expression.of.length === 0) return nested ? '""' : '';
      const text = expression.of.map((part) => write(part, clock, true)).join(glue(expression.of));
      return nested ? `(${text})` : text;
    }
  }
}

function negated(inner: Expression, clock: Clock): string {
  const isPlain = inner.op === 'is' || inner.op === 'text' || (inner.op === 'or' && asList(inner.of));
  if (isPlain || (inner.op === 'or' && inner.of.length === 0)) return `-${write(inner, clock, true)}`;
  return `not ${write(inner, clock, true)}`;
}

/** Values of one field side by side would be alternatives: they take an `and` between them. */
function glue(parts: readonly Expression[]): string {
  const fields = parts.map(listedField).filter((field) => field !== null);
  return new Set(fields).size < fields.length ? ' and ' : ' ';
}

/** Conditions that can be written as values of one field, or null. */
function asList(parts: readonly Expression[]): Condition[] | null {
  const [first] = parts;
  const conditions = parts.filter((part) => part.op === 'is');
  if (first?.op !== 'is' || conditions.length < parts.length) return null;
  const sign = signOf(first);
  return conditions.every((part) => part.field === first.field && signOf(part) === sign) ? conditions : null;
}

const SHOWN_FIELDS: Partial<Record<FilterField, string>> = { latency_ns: 'latency' };

/** What stands between the field and its values. */
function signOf({ compare }: Condition): string {
  return compare === '=' || compare === 'like' || compare === '..' ? ':' : compare;
}

function condition(list: readonly Condition[], clock: Clock): string {
  const [first] = list;
  if (first === undefined) return '';
  const values = list.map((one) => valueText(one, clock));
  return `${SHOWN_FIELDS[first.field] ?? first.field}${signOf(first)}${values.join(',')}`;
}

/** One value of a condition as the language reads it. */
export function valueText({ field, compare, value }: Condition, clock: Clock = NO_CLOCK): string {
  if (isNumberField(field)) return numberText(field, compare, value, clock);
  if (compare === '~') return word(value);
  if (field === 'error' && value === '' && compare === '=') return 'none';
  if (field === 'error' && value === '?*' && compare === 'like') return '*';
  if (compare === 'like') return pattern(value, field);
  return readsBack(field, value) ? word(value) : quoted(value);
}

function numberText(field: NumberField, compare: string, value: string, clock: Clock): string {
  if (compare === '..') {
    const [from = '0', to = '0'] = value.split('..');
    const [first, last] = [from, to].map((one) => writeNumber(field, BigInt(one), clock));
    const span = field === 'time' ? readNumber(field, first ?? '', clock) : null;
    return span !== null && span.from < span.to && String(span.to) === to ? `${first}` : `${first}..${last}`;
  }
  // To the nanosecond: a shorter time would stand for a longer moment.
  if (field === 'time' && compare === '=') return writeTime(BigInt(value), clock, 9);
  return writeNumber(field, BigInt(value), clock);
}

/** How names of kinds that have no path begin: see PATH_START in filter-language.ts. */
const FILELESS = /^(?:pipe|socket|ns|anon_inode):\[/;

/** Whether the language takes an unquoted value of the field for just this one. */
function readsBack(field: FilterField, value: string): boolean {
  switch (field) {
    case 'path':
      if (value === '/') return true;
      return (/^(?:\/|…\/|\(unreachable\)\/)/.test(value) || FILELESS.test(value)) && !value.endsWith('/');
    case 'kind':
      return (KINDS as readonly string[]).includes(value);
    case 'syscall':
      return (SYSCALLS as readonly string[]).includes(value);
    case 'error':
      return /^E[A-Z0-9_]*$/.test(value);
    default:
      return true;
  }
}

/** What needs no quotes anywhere, and begins like no sign. */
const PLAIN = /^(?![-!~=<>])(?:[\p{L}\p{N}_./@%+~#[\]{}…^:;$&|-]|\\)+$/u;
const KEYWORD = /^(?:and|or|not)$|^(?:\|\||&&)|^[a-z_]+\s*[:~]/i;

function word(value: string): string {
  const text = spell(value);
  const isBracketed = FILELESS.test(text) && !text.includes(':', text.indexOf('['));
  return PLAIN.test(text) && (isBracketed || !KEYWORD.test(text)) && !text.includes('..')
    ? text
    : quoted(value);
}

/** A text may hold both sorts of quotes: pieces side by side are one value. */
function quoted(value: string): string {
  const text = spell(value);
  if (!text.includes('"')) return `"${text}"`;
  if (!text.includes("'")) return `'${text}'`;
  return text
    .split(/(")/)
    .filter((piece) => piece !== '')
    .map((piece) => (piece === '"' ? `'"'` : `"${piece}"`))
    .join('');
}

const SEARCHED = null;

/** A pattern with its literal pieces quoted where they must be. */
function pattern(value: string, field: FilterField | null): string {
  const pieces = piecesOf(value);
  const isSafe = pieces.every(
    (piece) => 'wildcard' in piece || (SAFE.test(spell(piece.literal)) && !/[*?]/.test(piece.literal)),
  );
  const plain = pieces.map((piece) => ('wildcard' in piece ? piece.wildcard : spell(piece.literal))).join('');
  const isWild = pieces.some((piece) => 'wildcard' in piece);
  const keeps = field === null ? !KEYWORD.test(plain) && !/^[-!]/.test(plain) : keepsPattern(field, plain);
  if (isSafe && isWild && keeps) return plain;
  const text = pieces.map((piece) => ('wildcard' in piece ? piece.wildcard : quoted(piece.literal))).join('');
  return isWild && text.includes('"') ? text : `""${text}`;
}

const SAFE = /^(?:[\p{L}\p{N}_./@%+~#[\]{}…^:;$&|-]|\\)+$/u;

/** Whether an unquoted pattern is read as it is, with nothing put before or behind it. */
function keepsPattern(field: FilterField, text: string): boolean {
  if (/^[<>~=!]/.test(text)) return false;
  if (field === 'path') return /^(?:[/*?…]|\(unreachable\))/.test(text) && !text.endsWith('/');
  if (field === 'error') return text === text.toUpperCase() && text !== '*';
  return true;
}

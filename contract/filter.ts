// What a view filter is: an expression over the columns of a read, its one meaning, and how expressions are put
// together. It hides rows and discards none. Knows no text form and no SQL.

import { globMatcher, piecesOf } from './filter-wildcard.ts';
import { COLUMNS, type ReadRow } from './read.ts';

export const FILTER_FIELDS = COLUMNS;
export type FilterField = (typeof FILTER_FIELDS)[number];

/** Fields that are compared as numbers: nanoseconds for time and latency, bytes for offset, count and ret. */
export const NUMBER_FIELDS = ['time', 'pid', 'tid', 'fd', 'offset', 'count', 'ret', 'latency_ns'] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];
export type TextField = Exclude<FilterField, NumberField>;

export function isNumberField(field: FilterField): field is NumberField {
  return (NUMBER_FIELDS as readonly FilterField[]).includes(field);
}

/** `like`: the whole value against wildcards, see filter-wildcard.ts; `~`: a part of it, case aside. */
export const TEXT_COMPARES = ['=', 'like', '~'] as const;
/** `..`: from the one to the other of `FROM..TO`, both included. */
export const NUMBER_COMPARES = ['=', '<', '<=', '>', '>=', '..'] as const;
export type Compare = (typeof TEXT_COMPARES)[number] | (typeof NUMBER_COMPARES)[number];

/** One field against one value: a text as ReadRow writes it, or a whole number in decimal. */
export interface Condition {
  op: 'is';
  field: FilterField;
  compare: Compare;
  value: string;
}

/**
 * What is typed as a bare word. `~`: part of comm, process or path, case aside, or the pid. `like`: wildcards for
 * one of these three as a whole, or for the last name of the path; case aside.
 */
export interface TextSearch {
  op: 'text';
  compare: '~' | 'like';
  value: string;
}

/** `and` of nothing passes every row, `or` of nothing none. */
export type Expression =
  | { op: 'and' | 'or'; of: Expression[] }
  | { op: 'not'; of: Expression }
  | TextSearch
  | Condition;

export type Filter = Expression;

export const NO_FILTER: Expression = { op: 'and', of: [] };

/** One cell's value, to be shown alone or to be left out. */
export interface Term {
  field: FilterField;
  value: string;
  exclude: boolean;
}

export function termExpression({ field, value, exclude }: Term): Expression {
  const condition: Condition = { op: 'is', field, compare: '=', value };
  return exclude ? { op: 'not', of: condition } : condition;
}

/** Limits on what a window may send, and on what the language reads. */
export const MOST_DEEP = 64;
export const MOST_NODES = 2000;

export function sameExpression(a: Expression, b: Expression): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether it lets every row pass by its form alone. */
export function passesAll(expression: Expression): boolean {
  return expression.op === 'and' && expression.of.every(passesAll);
}

const NOTHING_PASSES: Expression = { op: 'or', of: [] };

/** The same meaning in its shortest form: what passes all or nothing is gone, unless it is the whole. */
export function simplify(expression: Expression): Expression {
  switch (expression.op) {
    case 'not': {
      const inner = simplify(expression.of);
      if (inner.op === 'not') return inner.of;
      if (isList(inner, 'and') && inner.of.length === 0) return NOTHING_PASSES;
      if (isList(inner, 'or') && inner.of.length === 0) return NO_FILTER;
      return { op: 'not', of: inner };
    }
    case 'and':
    case 'or': {
      const { op } = expression;
      const of = expression.of.map(simplify).flatMap((part) => (part.op === op ? part.of : [part]));
      const decides = of.find((part) => (part.op === 'and' || part.op === 'or') && part.of.length === 0);
      const [only] = of;
      return decides ?? (of.length === 1 && only ? only : { op, of });
    }
    case 'text':
      return expression.value === '' && expression.compare === '~' ? NO_FILTER : expression;
    case 'is':
      return expression.compare === 'like' ? withoutNeedlessPattern(expression) : expression;
  }
}

function isList(
  expression: Expression,
  op: 'and' | 'or',
): expression is { op: 'and' | 'or'; of: Expression[] } {
  return expression.op === op;
}

/** A pattern without wildcards is a value. */
function withoutNeedlessPattern(condition: Condition): Condition {
  const pieces = piecesOf(condition.value);
  if (pieces.some((piece) => 'wildcard' in piece)) return condition;
  const value = pieces.map((piece) => ('literal' in piece ? piece.literal : '')).join('');
  return { ...condition, compare: '=', value };
}

/** The field whose values it lists, if it is one value of a field or some of them. */
export function listedField(expression: Expression): FilterField | null {
  const parts = expression.op === 'or' ? expression.of : [expression];
  const [first] = parts;
  if (first?.op !== 'is') return null;
  const { field } = first;
  return parts.every((part) => part.op === 'is' && part.field === field && part.compare === '=')
    ? field
    : null;
}

/**
 * All of them at once; but values of one field are alternatives, since a row has only one of them: `pid:1` beside
 * `pid:2` shows both.
 */
export function together(parts: readonly Expression[]): Expression {
  const lists = new Map<FilterField, Expression[]>();
  const of: Expression[] = [];
  for (const part of parts) {
    const field = listedField(part);
    const list = field === null ? undefined : lists.get(field);
    if (list) {
      list.push(part);
    } else if (field === null) {
      of.push(part);
    } else {
      const fresh = [part];
      lists.set(field, fresh);
      of.push({ op: 'or', of: fresh });
    }
  }
  return simplify({ op: 'and', of });
}

/** The parts that must all hold. */
export function partsOf(expression: Expression): Expression[] {
  const simple = simplify(expression);
  return simple.op === 'and' ? simple.of : [simple];
}

/** Whether a row passes. For many rows, make a `matcher` once. */
export function matches(expression: Expression, row: ReadRow): boolean {
  return matcher(expression)(row);
}

export function matcher(expression: Expression): (row: ReadRow) => boolean {
  switch (expression.op) {
    case 'and': {
      const parts = expression.of.map(matcher);
      return (row) => parts.every((part) => part(row));
    }
    case 'or': {
      const parts = expression.of.map(matcher);
      return (row) => parts.some((part) => part(row));
    }
    case 'not': {
      const inner = matcher(expression.of);
      return (row) => !inner(row);
    }
    case 'text': {
      const passes = searchMatcher(expression);
      const pid = pidOf(expression.value);
      const isPid = expression.compare === '~' ? (row: ReadRow) => row.pid === pid : () => false;
      return (row) =>
        passes.name(row.comm) || passes.name(row.process) || passes.path(row.path) || isPid(row);
    }
    case 'is': {
      const { field } = expression;
      if (isNumberField(field)) {
        const passes = numberMatcher(expression);
        return (row) => passes(BigInt(row[field]));
      }
      const passes = textMatcher(expression);
      return (row) => passes(row[field]);
    }
  }
}

/** The test of a text field's value. Compares that are not for texts match nothing. */
export function textMatcher({ compare, value }: Condition): (text: string) => boolean {
  switch (compare) {
    case '=':
      return (text) => text === value;
    case 'like':
      return globMatcher(value);
    case '~': {
      const wanted = value.toLowerCase();
      return (text) => text.toLowerCase().includes(wanted);
    }
    default:
      return () => false;
  }
}

/** The tests of a search: of a comm or process, and of a path. */
export function searchMatcher({ compare, value }: TextSearch): {
  name: (text: string) => boolean;
  path: (text: string) => boolean;
} {
  const wanted = value.toLowerCase();
  if (compare === '~') {
    const holds = (text: string) => text.toLowerCase().includes(wanted);
    return { name: holds, path: holds };
  }
  const glob = globMatcher(wanted);
  const name = (text: string) => glob(text.toLowerCase());
  return { name, path: (text) => name(text) || name(text.slice(text.lastIndexOf('/') + 1)) };
}

/** -1, which no process has, for what is no pid. */
export function pidOf(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : -1;
}

/** The numbers a condition lets pass, both included; null: no bound. Of what is no number nothing passes. */
export interface Bounds {
  from: bigint | null;
  to: bigint | null;
}

const NOTHING: Bounds = { from: 1n, to: 0n };
const NUMBER = /^-?\d{1,30}$/;

export function boundsOf({ compare, value }: Condition): Bounds {
  if (compare === '..') {
    const [from = '', to = '', ...rest] = value.split('..');
    if (!NUMBER.test(from) || !NUMBER.test(to) || rest.length > 0) return NOTHING;
    return { from: BigInt(from), to: BigInt(to) };
  }
  if (!NUMBER.test(value)) return NOTHING;
  const number = BigInt(value);
  switch (compare) {
    case '=':
      return { from: number, to: number };
    case '<':
      return { from: null, to: number - 1n };
    case '<=':
      return { from: null, to: number };
    case '>':
      return { from: number + 1n, to: null };
    case '>=':
      return { from: number, to: null };
    default:
      return NOTHING;
  }
}

/** The time that the conditions of a filter leave, and what else it asks; null where it has none on time. */
export function timeOf(filter: Filter): (Bounds & { rest: Filter }) | null {
  const parts = partsOf(filter);
  const times = parts.filter((part): part is Condition => part.op === 'is' && part.field === 'time');
  if (times.length === 0) return null;
  let from: bigint | null = null;
  let to: bigint | null = null;
  for (const bounds of times.map(boundsOf)) {
    if (bounds.from !== null && (from === null || bounds.from > from)) from = bounds.from;
    if (bounds.to !== null && (to === null || bounds.to < to)) to = bounds.to;
  }
  const others = parts.filter((part) => !times.some((time) => time === part));
  return { from, to, rest: simplify({ op: 'and', of: others }) };
}

function numberMatcher(condition: Condition): (value: bigint) => boolean {
  const { from, to } = boundsOf(condition);
  return (value) => (from === null || value >= from) && (to === null || value <= to);
}

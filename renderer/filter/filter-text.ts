// What a person types into the filter box, as terms of a Filter. Pure; knows nothing of the window.

import type { Filter, FilterField, Term } from '../../contract/read.ts';
import { FILTER_FIELDS, KINDS, SYSCALLS } from '../../contract/read.ts';

/** Values seen so far: they decide whether a bare word is a name or part of one. Of paths there are too many. */
export type Known = Readonly<Partial<Record<FilterField, ReadonlySet<string>>>>;

export const NOTHING_KNOWN: Known = {};

/** A word of the box: where it stands, and what it says before anything is checked. */
export interface Token {
  start: number;
  end: number;
  exclude: boolean;
  /** What stands before the colon, lower case; null for a bare word. */
  field: string | null;
  value: string;
  /** A quote was opened and not closed. */
  open: boolean;
}

/** What is wrong in the box, where, and how to put it right. */
export interface FilterError {
  start: number;
  end: number;
  message: string;
}

export interface Reading {
  /** Conditions with a field, valid in themselves. */
  terms: Term[];
  /** Bare words with a negation: they need a field, or a name that was seen. */
  negated: string[];
  /** All other bare words; together they are one text. */
  words: string[];
  error: FilterError | null;
}

/** Bytes of a thread's name the kernel keeps (TASK_COMM_LEN less its NUL). */
const COMM_BYTES = 15;

const TOKEN = /(not\s+|[-!])?(?:([a-z_]+):)?(?:"([^"]*)("|$)|'([^']*)('|$)|(\S+))?/iy;

/** Splits the box into words. Quotes hold spaces together: `comm:"Web Content"`. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at++;
      continue;
    }
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const end = match?.[0] ? at + match[0].length : at + 1;
    const [, not, field, double, doubleEnd, single, singleEnd, bare] = match ?? [];
    found.push({
      start: at,
      end,
      exclude: not !== undefined,
      field: field?.toLowerCase() ?? null,
      value: double ?? single ?? bare ?? '',
      open: doubleEnd === '' || singleEnd === '',
    });
    at = end;
  }
  return found;
}

/** Fields with few values, and what one is called. */
const CHOICES: Partial<Record<FilterField, { values: readonly string[]; what: string }>> = {
  kind: { values: KINDS, what: 'kind' },
  syscall: { values: SYSCALLS, what: 'call that is shown' },
};

/** How every path begins: see ReadRow.path. */
const PATH_STARTS = ['/', '…/', '(unreachable)/', 'pipe:[', 'socket:[', 'ns:[', 'anon_inode:'];

/** Bytes of a name as the kernel counts them: an escape such as `\xff` or `\\` is one. */
function commBytes(value: string): number {
  return new TextEncoder().encode(value.replace(/\\(x[0-9a-f]{2}|\\)/gi, '?')).length;
}

function firstBytes(value: string): string {
  let short = value;
  while (commBytes(short) > COMM_BYTES) short = short.slice(0, -1);
  return short;
}

/** One is the beginning of the other: it is right so far. */
const agree = (a: string, b: string) => a.startsWith(b) || b.startsWith(a);

const fieldOf = (name: string | null) => FILTER_FIELDS.find((field) => field === name);

/** What is wrong with a token that has a field, or null. */
function complaint({ open, field: name, value }: Token): string | null {
  if (open) return 'Close the quote.';
  if (name === null || value === '') return null;
  const field = fieldOf(name);
  if (field === undefined) {
    const fields = FILTER_FIELDS.map((known) => `${known}:`);
    return `There is no field “${name}”: use ${fields.slice(0, -1).join(', ')} or ${fields.at(-1)}.`;
  }
  if (field === 'pid' && !/^\d{1,10}$/.test(value)) {
    return `“${value}” is no process id: pid: takes a number.`;
  }
  if ((field === 'comm' || field === 'process') && commBytes(value) > COMM_BYTES) {
    return `The kernel keeps ${COMM_BYTES} bytes of a name: try ${field}:${quoted(firstBytes(value))}.`;
  }
  if (field === 'path' && !PATH_STARTS.some((start) => agree(start, value))) {
    return `path: takes a whole path. To find a part of one, type ${quoted(value)} alone.`;
  }
  return CHOICES[field]?.values.some((choice) => choice.startsWith(value)) === false
    ? noChoice(field, value)
    : null;
}

function noChoice(field: FilterField, value: string): string {
  const { values = [], what = field } = CHOICES[field] ?? {};
  return `“${value}” is no ${what}: ${field}: takes ${values.join(', ')}.`;
}

/** Reads the whole box. A field without a value yet (`comm:`) is neither a term nor an error. */
export function readFilterText(text: string): Reading {
  const reading: Reading = { terms: [], negated: [], words: [], error: null };
  for (const token of tokens(text)) {
    const message = complaint(token);
    if (message !== null) {
      reading.error ??= { start: token.start, end: token.end, message };
    } else if (token.field !== null) {
      const field = fieldOf(token.field);
      if (token.value === '' || field === undefined) continue;
      const value = field === 'pid' ? String(Number(token.value)) : token.value;
      reading.terms.push({ field, value, exclude: token.exclude });
    } else if (token.exclude) {
      if (token.value !== '') reading.negated.push(token.value);
    } else {
      reading.words.push(token.value);
    }
  }
  return reading;
}

const isKnown = ({ field, value }: Term, known: Known) => known[field]?.has(value) === true;

/**
 * The filter while the box is being typed in: text applies at once, a condition as soon as its value is one
 * that was seen (half a name would hide everything). null: malformed, so the last valid filter stays.
 */
export function liveFilter(chips: readonly Term[], draft: string, known: Known): Filter | null {
  const reading = readFilterText(draft);
  if (reading.error !== null) return null;
  const terms = reading.terms.filter((term) => isKnown(term, known)).reduce(withTerm, [...chips]);
  return { terms, text: reading.words.join(' ') };
}

/** A bare word as a condition: a name that was seen, or a number. */
function wordAsTerm(word: string, exclude: boolean, known: Known): Term | null {
  const field = (['process', 'comm'] as const).find((name) => known[name]?.has(word));
  if (field !== undefined) return { field, value: word, exclude };
  if (/^\d{1,10}$/.test(word)) return { field: 'pid', value: String(Number(word)), exclude };
  return null;
}

export interface Committed {
  terms: Term[];
  /** What stays in the box. */
  draft: string;
  error: FilterError | null;
}

/** What Enter does: every condition becomes a chip, a bare word too if it is a name that was seen or a number. */
export function commitDraft(chips: readonly Term[], draft: string, known: Known): Committed {
  const reading = readFilterText(draft);
  const error = reading.error ?? unfinished(reading, draft) ?? unknownNegation(reading, draft, known);
  if (error !== null) return { terms: [...chips], draft, error };
  const negated = reading.negated
    .map((word) => wordAsTerm(word, true, known))
    .filter((term) => term !== null);
  const text = reading.words.join(' ');
  // A name may hold spaces: all words together are tried before each alone.
  const words = text !== '' && wordAsTerm(text, false, known) ? [text] : reading.words;
  const named = words.map((word) => wordAsTerm(word, false, known)).filter((term) => term !== null);
  const left = words.filter((word) => wordAsTerm(word, false, known) === null);
  const terms = [...reading.terms, ...negated, ...named].reduce(withTerm, [...chips]);
  return { terms, draft: left.join(' '), error: null };
}

/** The beginning of a choice is right while one types, but nothing to filter by. */
function unfinished(reading: Reading, draft: string): FilterError | null {
  const term = reading.terms.find(({ field, value }) => CHOICES[field]?.values.includes(value) === false);
  return term ? { start: 0, end: draft.length, message: noChoice(term.field, term.value) } : null;
}

function unknownNegation(reading: Reading, draft: string, known: Known): FilterError | null {
  const word = reading.negated.find((candidate) => wordAsTerm(candidate, true, known) === null);
  if (word === undefined) return null;
  const message = `No program named “${word}” was seen yet: write -process:${quoted(word)} to leave it out all the same.`;
  return { start: 0, end: draft.length, message };
}

/** The terms with one more: it takes the place of one for the same value. */
export function withTerm(terms: readonly Term[], term: Term): Term[] {
  return [...withoutTerm(terms, term), term];
}

export function withoutTerm(terms: readonly Term[], term: Term): Term[] {
  return terms.filter((other) => !(other.field === term.field && other.value === term.value));
}

/** The same terms in their places, with the one for this value turned round. */
export function toggleTerm(terms: readonly Term[], term: Term): Term[] {
  return terms.map((other) =>
    other.field === term.field && other.value === term.value ? { ...other, exclude: !other.exclude } : other,
  );
}

/** As one word of the box. */
export function quoted(value: string): string {
  if (!/[\s"']/.test(value)) return value;
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}

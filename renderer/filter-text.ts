// What a person types into the filter box, as terms of a Filter. Pure; knows nothing of the window.

import type { Filter, FilterField, Term } from '../contract/read.ts';

/** Names and process ids seen so far: they decide whether a bare word is a name or part of one. */
export interface Known {
  comms: ReadonlySet<string>;
  pids: ReadonlySet<string>;
}

export const NOTHING_KNOWN: Known = { comms: new Set(), pids: new Set() };

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

const FIELDS: readonly FilterField[] = ['comm', 'pid'];

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

/** Bytes of a name as the kernel counts them: an escape such as `\xff` or `\\` is one. */
function commBytes(value: string): number {
  return new TextEncoder().encode(value.replace(/\\(x[0-9a-f]{2}|\\)/gi, '?')).length;
}

function firstBytes(value: string): string {
  let short = value;
  while (commBytes(short) > COMM_BYTES) short = short.slice(0, -1);
  return short;
}

/** What is wrong with a token that has a field, or null. */
function complaint(token: Token): string | null {
  if (token.open) return 'Close the quote.';
  if (token.field === null || token.value === '') return null;
  if (!FIELDS.some((field) => field === token.field)) {
    return `There is no field “${token.field}”: use comm: or pid:.`;
  }
  if (token.field === 'pid' && !/^\d{1,10}$/.test(token.value)) {
    return `“${token.value}” is no process id: pid: takes a number.`;
  }
  if (token.field === 'comm' && commBytes(token.value) > COMM_BYTES) {
    return `The kernel keeps ${COMM_BYTES} bytes of a name: try comm:${quoted(firstBytes(token.value))}.`;
  }
  return null;
}

/** Reads the whole box. A field without a value yet (`comm:`) is neither a term nor an error. */
export function readFilterText(text: string): Reading {
  const reading: Reading = { terms: [], negated: [], words: [], error: null };
  for (const token of tokens(text)) {
    const message = complaint(token);
    if (message !== null) {
      reading.error ??= { start: token.start, end: token.end, message };
    } else if (token.field !== null) {
      if (token.value === '') continue;
      const field = token.field === 'pid' ? 'pid' : 'comm';
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

const isKnown = (term: Term, known: Known) =>
  (term.field === 'pid' ? known.pids : known.comms).has(term.value);

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
  if (known.comms.has(word)) return { field: 'comm', value: word, exclude };
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
  const error = reading.error ?? unknownNegation(reading, draft, known);
  if (error !== null) return { terms: [...chips], draft, error };
  const negated = reading.negated
    .map((word) => wordAsTerm(word, true, known))
    .filter((term) => term !== null);
  const text = reading.words.join(' ');
  // A name may hold spaces: all words together are tried before each alone.
  const words = known.comms.has(text) ? [text] : reading.words;
  const named = words.map((word) => wordAsTerm(word, false, known)).filter((term) => term !== null);
  const left = words.filter((word) => wordAsTerm(word, false, known) === null);
  const terms = [...reading.terms, ...negated, ...named].reduce(withTerm, [...chips]);
  return { terms, draft: left.join(' '), error: null };
}

function unknownNegation(reading: Reading, draft: string, known: Known): FilterError | null {
  const word = reading.negated.find((candidate) => wordAsTerm(candidate, true, known) === null);
  if (word === undefined) return null;
  const message = `No program named “${word}” was seen yet: write -comm:${quoted(word)} to leave it out all the same.`;
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

function quoted(value: string): string {
  if (!/[\s"']/.test(value)) return value;
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}

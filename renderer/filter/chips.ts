// The conditions of the filter bar as chips: what they filter by together, and how they change. Pure.

import {
  type Expression,
  type Filter,
  type FilterField,
  listedField,
  partsOf,
  sameExpression,
  simplify,
  type Term,
  termExpression,
  together,
} from '../../contract/filter.ts';

export interface Chip {
  id: number;
  expression: Expression;
  /** It stays, and filters nothing. */
  off: boolean;
}

export type Chips = readonly Chip[];

let lastId = 0;

export function makeChip(expression: Expression): Chip {
  return { id: ++lastId, expression: simplify(expression), off: false };
}

/** What the chips that are on filter by, with what else is to hold. */
export function filterOf(chips: Chips, ...more: Expression[]): Filter {
  return together([...chips.filter(({ off }) => !off).map(({ expression }) => expression), ...more]);
}

/** A chip for each part; one that is there already is switched on. Values of one field stand side by side. */
export function withParts(chips: Chips, expression: Expression): Chips {
  return chipParts(expression).reduce(withPart, chips);
}

/** Chips of one field are alternatives: where several lists of one must hold at once, they are one chip. */
function chipParts(expression: Expression): Expression[] {
  const parts = partsOf(expression);
  return parts.flatMap((part): Expression[] => {
    const field = listedField(part);
    const of = field === null ? [part] : parts.filter((other) => listedField(other) === field);
    if (of.length === 1) return of;
    return of[0] === part ? [{ op: 'and', of }] : [];
  });
}

function withPart(chips: Chips, part: Expression): Chips {
  const same = chips.find((chip) => sameExpression(chip.expression, part));
  if (same) return replace(chips, { ...same, off: false });
  const field = listedField(part);
  const last = field === null ? -1 : chips.findLastIndex((chip) => listedField(chip.expression) === field);
  const at = last < 0 ? chips.length : last + 1;
  return [...chips.slice(0, at), makeChip(part), ...chips.slice(at)];
}

/** A chip for each part; a range, as charts choose it, takes the place of others of its field that are on. */
export function withRanges(chips: Chips, expression: Expression): Chips {
  const parts = partsOf(expression);
  const fields = parts.flatMap((part) => rangeField(part) ?? []);
  const isNew = ({ expression: one }: Chip) => !parts.some((part) => sameExpression(part, one));
  const old = chips.filter((chip) => isNew(chip) && isRangeOf(chip, fields));
  return withParts(
    chips.filter((chip) => !old.includes(chip)),
    expression,
  );
}

/** Without ranges of these fields that are on. */
export function withoutRanges(chips: Chips, fields: readonly FilterField[]): Chips {
  return chips.filter((chip) => !isRangeOf(chip, fields));
}

function isRangeOf({ expression, off }: Chip, fields: readonly FilterField[]): boolean {
  const field = rangeField(expression);
  return !off && field !== null && fields.includes(field);
}

const rangeField = (expression: Expression): FilterField | null =>
  expression.op === 'is' && expression.compare === '..' ? expression.field : null;

/** The term's chip: it takes the place of one that says the opposite. */
export function withTerm(chips: Chips, term: Term): Chips {
  const opposite = chipOf(chips, { ...term, exclude: !term.exclude });
  if (opposite) return replace(chips, { ...opposite, expression: termExpression(term), off: false });
  return withPart(chips, termExpression(term));
}

export function withoutTerm(chips: Chips, term: Term): Chips {
  const expression = termExpression(term);
  return chips.flatMap((chip) => (sameExpression(chip.expression, expression) ? [] : [chip]));
}

function chipOf(chips: Chips, term: Term): Chip | undefined {
  const expression = termExpression(term);
  return chips.find((chip) => sameExpression(chip.expression, expression));
}

/** Only these parts: every other condition on their fields goes. */
export function withOnly(chips: Chips, expression: Expression): Chips {
  const parts = partsOf(expression);
  const fields = new Set(parts.map(fieldOf));
  const others = chips.filter((chip) => {
    const field = fieldOf(chip.expression);
    return field === null || !fields.has(field);
  });
  return [...others, ...parts.map(makeChip)];
}

/** The field that a condition, or its opposite, is about; null: several. */
function fieldOf(expression: Expression): FilterField | null {
  const inner = expression.op === 'not' ? expression.of : expression;
  return inner.op === 'is' ? inner.field : listedField(inner);
}

export function replace(chips: Chips, chip: Chip): Chips {
  return chips.map((other) => (other.id === chip.id ? chip : other));
}

export function without(chips: Chips, { id }: Chip): Chips {
  return chips.filter((chip) => chip.id !== id);
}

export function negated(chip: Chip): Chip {
  return { ...chip, expression: simplify({ op: 'not', of: chip.expression }), off: false };
}

/** Chips that are on and say one value of one field, for lists that show what is chosen. */
export function termsOf(chips: Chips): Term[] {
  return chips.flatMap(({ expression, off }) => {
    const term = off ? null : termOf(expression);
    return term === null ? [] : [term];
  });
}

/** null for what is not one value of one field. */
export function termOf(expression: Expression): Term | null {
  const exclude = expression.op === 'not';
  const inner = exclude ? expression.of : expression;
  if (inner.op !== 'is' || inner.compare !== '=') return null;
  return { field: inner.field, value: inner.value, exclude };
}

/** Whether this chip and the one before it are alternatives. */
export function isAlternative(before: Chip | undefined, chip: Chip): boolean {
  if (before === undefined || before.off || chip.off) return false;
  const field = listedField(chip.expression);
  return field !== null && listedField(before.expression) === field;
}

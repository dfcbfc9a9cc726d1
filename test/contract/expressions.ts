// Random expressions over the values of given rows, the same ones for the same seed.

import {
  type Condition,
  type Expression,
  FILTER_FIELDS,
  type FilterField,
  isNumberField,
  type NumberField,
} from '../../contract/filter.ts';
import { escapeWildcards } from '../../contract/filter-wildcard.ts';
import type { ReadRow } from '../../contract/read.ts';

export class Dice {
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** From 0 to below - 1. */
  roll(below: number): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#seed / 2 ** 32) * below);
  }

  pick<T>(from: readonly T[]): T {
    const one = from[this.roll(from.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }
}

export function randomExpression(dice: Dice, rows: readonly ReadRow[], depth = 3): Expression {
  const kind = depth === 0 ? 5 + dice.roll(5) : dice.roll(10);
  if (kind < 4) {
    const of = Array.from({ length: dice.roll(4) }, () => randomExpression(dice, rows, depth - 1));
    return { op: kind < 2 ? 'and' : 'or', of };
  }
  if (kind === 4) return { op: 'not', of: randomExpression(dice, rows, depth - 1) };
  const row = dice.pick(rows);
  if (kind === 5) {
    const text = dice.pick([row.comm, row.process, row.path, String(row.pid)]);
    return dice.roll(2) === 0
      ? { op: 'text', compare: '~', value: dice.pick([text, part(dice, text), text.toUpperCase()]) }
      : { op: 'text', compare: 'like', value: `${wild(dice, text)}*` };
  }
  const field = dice.pick(FILTER_FIELDS);
  return isNumberField(field) ? numberCondition(dice, field, row) : textCondition(dice, field, row);
}

function numberCondition(dice: Dice, field: NumberField, row: ReadRow): Condition {
  const value = BigInt(row[field]) + BigInt(dice.roll(3) - 1);
  const is = (compare: Condition['compare'], text: string): Condition => ({
    op: 'is',
    field,
    compare,
    value: text,
  });
  const compare = dice.pick(['=', '<', '<=', '>', '>=', '..'] as const);
  return is(compare, compare === '..' ? `${value}..${value + BigInt(dice.roll(3000))}` : String(value));
}

function textCondition(dice: Dice, field: FilterField, row: ReadRow): Condition {
  const text = String(row[field as keyof ReadRow]);
  const compare = dice.pick(['=', 'like', '~'] as const);
  const value = { '=': text, like: wild(dice, text), '~': part(dice, text) }[compare];
  return { op: 'is', field, compare, value };
}

/** A piece of a text, whole characters only. */
function part(dice: Dice, text: string): string {
  const chars = [...text];
  const from = dice.roll(chars.length + 1);
  return chars.slice(from, from + 1 + dice.roll(4)).join('');
}

/** A pattern that the text fits, most often, and others may. */
function wild(dice: Dice, text: string): string {
  const chars = [...text];
  return [...chars, '']
    .map((char, at) => {
      const luck = dice.roll(8);
      if (luck === 0 && at < chars.length) return '?';
      return luck === 1 ? `*${escapeWildcards(char)}` : escapeWildcards(char);
    })
    .join('');
}

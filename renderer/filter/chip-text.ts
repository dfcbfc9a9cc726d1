// A condition in words, as a chip has it: `comm: firefox`, `not pid: 42`, `latency > 1 ms`. Pure.

import { type Condition, type Expression, isNumberField, simplify } from '../../contract/filter.ts';
import type { Clock } from '../../contract/filter-language.ts';
import { filterText, valueText } from '../../contract/filter-text.ts';
import { visibleText } from '../parts/visible-text.ts';

const FIELD_NAMES: Partial<Record<Condition['field'], string>> = { latency_ns: 'latency' };

/** What stands before the value, and the value; for what is more than one condition, its text alone. */
export interface ChipText {
  head: string;
  value: string;
}

export function chipText(expression: Expression, clock: Clock): ChipText {
  const simple = simplify(expression);
  if (simple.op === 'not') {
    const { head, value } = chipText(simple.of, clock);
    return simple.of.op === 'and' || (simple.of.op === 'or' && head === '')
      ? { head: 'not ', value: `(${value})` }
      : { head: `not ${head}`, value };
  }
  if (simple.op === 'is') return conditionText([simple], clock);
  if (simple.op === 'text') return { head: '', value: `“${visibleText(simple.value)}”` };
  const list = listOf(simple.of);
  return list ? conditionText(list, clock) : { head: '', value: filterText(simple, clock) };
}

/** The chip in one string. */
export function chipLabel(expression: Expression, clock: Clock): string {
  const { head, value } = chipText(expression, clock);
  return head + value;
}

function listOf(parts: readonly Expression[]): Condition[] | null {
  const conditions = parts.filter((part) => part.op === 'is');
  const [first] = conditions;
  const alike = conditions.every(({ field, compare }) => field === first?.field && compare === first.compare);
  return alike && conditions.length === parts.length ? conditions : null;
}

function conditionText(list: readonly Condition[], clock: Clock): ChipText {
  const [first] = list;
  if (first === undefined) return { head: '', value: '' };
  const { field, compare } = first;
  const name = FIELD_NAMES[field] ?? field;
  const sign = ['=', 'like', '..'].includes(compare) ? ': ' : ` ${compare} `;
  return { head: name + sign, value: list.map((one) => shown(one, clock)).join(', ') };
}

function shown(condition: Condition, clock: Clock): string {
  const { field, compare, value } = condition;
  const text = valueText(condition, clock);
  if (isNumberField(field)) {
    const units = text.replace(/(\d)([a-zµ]+i?B?)/gi, field === 'time' ? '$&' : '$1 $2');
    return units.replace('..', ' – ');
  }
  if (field === 'error') return text === '*' ? 'any' : visibleText(text);
  if (compare === 'like') return visibleText(text);
  return value === '' ? '⟨empty⟩' : visibleText(value);
}

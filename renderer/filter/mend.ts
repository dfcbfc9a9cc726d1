// Why a condition may match nothing at all, and what was probably meant. Pure.

import type { SeenValue, ValueField } from '../../contract/capture.ts';
import type { Condition, Expression } from '../../contract/filter.ts';
import { isValueField } from './completion.ts';

/** Bytes of a thread's name the kernel keeps (TASK_COMM_LEN less its NUL). */
const COMM_BYTES = 15;

/** Bytes of a name as the kernel counts them: an escape such as `\xff` or `\\` is one. */
function nameBytes(value: string): number {
  return new TextEncoder().encode(value.replace(/\\(x[0-9a-f]{2}|\\)/gi, '?')).length;
}

/** A name as the kernel has it, or null if it has it whole. */
export function cutName({ field, compare, value }: Condition): string | null {
  if ((field !== 'comm' && field !== 'process') || compare === 'like') return null;
  if (nameBytes(value) <= COMM_BYTES) return null;
  let short = value;
  while (nameBytes(short) > COMM_BYTES) short = [...short].slice(0, -1).join('');
  return short;
}

/** The one value of one field that a chip asks for, if it does. */
export function askedValue(expression: Expression): (Condition & { field: ValueField }) | null {
  const isAsked = expression.op === 'is' && (expression.compare === '=' || expression.compare === '~');
  if (!isAsked || !isValueField(expression.field)) return null;
  return { ...expression, field: expression.field };
}

/** What to look for among the values seen, to find the one that was meant: the last name of a path. */
export function likeliest({ field, value }: Condition): string {
  return field === 'path' ? value.slice(value.lastIndexOf('/') + 1) : (value.split(/[\s-]/)[0] ?? value);
}

/** Of the values seen, the one that was probably meant. */
export function meant(asked: Condition, seen: readonly SeenValue[]): SeenValue | null {
  return seen.find(({ value }) => value !== asked.value && value !== '') ?? null;
}

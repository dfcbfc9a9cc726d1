// Whether a value from a window is an expression: of bounded size and depth, and with compares that suit its fields.

import {
  FILTER_FIELDS,
  type FilterField,
  isNumberField,
  MOST_DEEP,
  MOST_NODES,
  NUMBER_COMPARES,
  TEXT_COMPARES,
} from './filter.ts';

const MOST_TEXT = 1000;
/** A path of 4096 bytes, each written as \xNN, and its marks. */
const MOST_VALUE = 4 * 4096 + 100;
/** Of a whole expression, in UTF-16 units: what is compared with every name there is. */
const MOST_LENGTH = 500_000;
const NUMBER = /^-?\d{1,20}$/;

export function isExpression(value: unknown): boolean {
  const left = { nodes: MOST_NODES, length: MOST_LENGTH };
  const check = (node: unknown, depth: number): boolean => {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return false;
    if (depth > MOST_DEEP || --left.nodes < 0) return false;
    const given = new Map<string, unknown>(Object.entries(node));
    const has = (...keys: string[]) => given.size === keys.length && keys.every((key) => given.has(key));
    const of = given.get('of');
    const text = given.get('value');
    switch (given.get('op')) {
      case 'and':
      case 'or':
        return has('op', 'of') && Array.isArray(of) && of.every((part) => check(part, depth + 1));
      case 'not':
        return has('op', 'of') && check(of, depth + 1);
      case 'text':
        return has('op', 'compare', 'value') && isOneOf(['~', 'like'], given.get('compare')) && short(text);
      case 'is':
        return (
          has('op', 'field', 'compare', 'value') &&
          isCondition(given.get('field'), given.get('compare'), text)
        );
      default:
        return false;
    }
  };
  const short = (text: unknown) => typeof text === 'string' && text.length <= MOST_TEXT;
  const isCondition = (field: unknown, compare: unknown, text: unknown) => {
    if (!isOneOf(FILTER_FIELDS, field) || typeof text !== 'string') return false;
    left.length -= text.length;
    if (left.length < 0 || text.length > MOST_VALUE) return false;
    if (!isNumberField(field as FilterField)) return isOneOf(TEXT_COMPARES, compare);
    if (!isOneOf(NUMBER_COMPARES, compare)) return false;
    const numbers = compare === '..' ? text.split('..') : [text];
    return numbers.length === (compare === '..' ? 2 : 1) && numbers.every((one) => NUMBER.test(one));
  };
  return check(value, 0);
}

function isOneOf(allowed: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && allowed.includes(value);
}

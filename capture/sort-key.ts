// What rows are sorted by: how a column's values fall into bins that can be put in order, and the rows of some bins.
// Names are sorted by their texts, which the store knows by ids.

import type { DuckDBType } from '@duckdb/node-api';
import { isNumberField, type NumberField, type TextField } from '../contract/filter.ts';
import type { Column, ReadRow } from '../contract/read.ts';
import { SYSCALLS } from '../contract/read.ts';
import { Chosen } from './chosen.ts';
import { errorName } from './errno.ts';
import { ID_COLUMNS, NUMBER_COLUMNS, numberPart, type Part } from './filter-sql.ts';
import type { Met } from './intake.ts';
import { stepRange, stepSql } from './steps.ts';

/** Fine enough that a bin of a large capture holds few rows, and at most some ten thousand bins. */
const STEPS = { bits: 12, octaves: 4 };
/** Bins of a time, or within one bin. */
const BIN_BITS = 12;

export interface SortKey {
  /** SQL for the number of a row's bin. */
  bin: string;
  /** What rows of one bin are sorted by; null: they are all equal. */
  value: { sql: string; type: DuckDBType } | null;
  /** What the bin of this number is put in order by. */
  place(bin: number): number | string;
  /** The same of a row as it is shown, where that is all it is sorted by. */
  shown(row: ReadRow): number | string;
  /** Lets the rows of these bins pass; of numbers also what lies between them. */
  among(bins: readonly number[]): Part;
  /** The rows of this bin sorted among themselves; null: they are all equal. */
  within(bin: number): SortKey | null;
}

/** `span`: the least and the greatest time in the capture. */
export function sortKey(field: Column, met: Met, span: { least: bigint; most: bigint }): SortKey {
  if (!isNumberField(field)) return textKey(field, met);
  if (field === 'time') return shiftedKey(field, widthOf(span.most - span.least));
  if (field === 'pid' || field === 'tid' || field === 'fd') return shiftedKey(field, 0n);
  return steppedKey(field);
}

/** Of a number in steps that grow with it, below 0 as above: an offset may be anything. */
function steppedKey(field: NumberField): SortKey {
  const { sql, least } = NUMBER_COLUMNS[field];
  const step = stepSql(sql, STEPS);
  const rangeOf = (bin: number): [bigint, bigint] => {
    const { from, to } = stepRange(bin < 0 ? -1 - bin : bin, STEPS);
    return bin < 0 ? [-BigInt(to), -1n - BigInt(from)] : [BigInt(from), BigInt(to) - 1n];
  };
  if (least >= 0n) return numberKey(field, step, rangeOf);
  const below = `-1 - (${stepSql(`(-1 - ${sql})`, STEPS)})`;
  return numberKey(field, `CASE WHEN ${sql} < 0 THEN ${below} ELSE ${step} END`, rangeOf);
}

/** Of a number in steps of 2 ** width. */
function shiftedKey(field: NumberField, width: bigint, base = 0n): SortKey {
  const { sql, type } = NUMBER_COLUMNS[field];
  const above = base === 0n ? sql : `(${sql} - CAST(${base} AS ${type}))`;
  const bin = width === 0n ? above : `(${above} >> ${width})`;
  return numberKey(field, bin, (number) => {
    const from = base + (BigInt(number) << width);
    return [from, from + (1n << width) - 1n];
  });
}

function numberKey(field: NumberField, bin: string, rangeOf: (bin: number) => [bigint, bigint]): SortKey {
  const column = NUMBER_COLUMNS[field];
  return {
    bin,
    value: column,
    place: (number) => number,
    shown: (row) => Number(row[field]),
    among: (bins) => {
      const [from] = rangeOf(Math.min(...bins));
      const [, to] = rangeOf(Math.max(...bins));
      return numberPart(column, { op: 'is', field, compare: '..', value: `${from}..${to}` });
    },
    within: (number) => {
      const [from, to] = rangeOf(number);
      return from === to ? null : shiftedKey(field, widthOf(to - from), from);
    },
  };
}

/** So wide that a span has 2 ** BIN_BITS bins. */
function widthOf(span: bigint): bigint {
  return BigInt(Math.max(0, span.toString(2).length - BIN_BITS));
}

function textKey(field: TextField, met: Met): SortKey {
  const { bin, text } = textsOf(field, met);
  return {
    bin,
    value: null,
    place: text,
    shown: (row) => row[field],
    among: (bins) => {
      const wanted = new Set(bins);
      const chosen = new Chosen((id) => wanted.has(id));
      chosen.extend(bins.reduce((most, id) => Math.max(most, id), 0) + 1);
      return (binding) => chosen.sql(`(${bin})`, binding);
    },
    within: () => null,
  };
}

function textsOf(field: TextField, met: Met): { bin: string; text: (id: number) => string } {
  switch (field) {
    case 'comm':
      return { bin: ID_COLUMNS.comm, text: (id) => met.names.texts[id] ?? '' };
    case 'process':
      return { bin: ID_COLUMNS.process, text: (id) => met.processes.texts[id] ?? '' };
    case 'path':
      return { bin: ID_COLUMNS.path, text: (id) => met.files.texts[id] ?? '' };
    case 'kind':
      return { bin: ID_COLUMNS.kind, text: (id) => met.files.kinds[id] ?? 'unknown' };
    case 'syscall':
      return { bin: ID_COLUMNS.syscall, text: (id) => SYSCALLS[id - 1] ?? '' };
    case 'error':
      return {
        bin: 'CASE WHEN e.ret < 0 THEN -e.ret ELSE 0 END',
        text: (id) => (id === 0 ? '' : errorName(-id)),
      };
  }
}

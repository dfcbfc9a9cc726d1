// A view filter as a condition over `events e`. Texts are resolved to ids here, those of new files and processes
// as they come; numbers are compared in the type of their column.

import type { DuckDBType } from '@duckdb/node-api';
import { BIGINT, INTEGER, UBIGINT, UINTEGER } from '@duckdb/node-api';
import {
  boundsOf,
  type Condition,
  type Expression,
  isNumberField,
  type NumberField,
  pidOf,
  searchMatcher,
  simplify,
  type TextField,
  type TextSearch,
  textMatcher,
} from '../contract/filter.ts';
import { SYSCALLS } from '../contract/read.ts';
import { Chosen } from './chosen.ts';
import { errorName } from './errno.ts';
import type { Met } from './intake.ts';
import type { Binding } from './sql.ts';

/** The column of `events` that decides, for fields that stand for ids. */
export const ID_COLUMNS: Record<Exclude<TextField, 'error'>, string> = {
  comm: 'e.comm',
  process: 'e.process',
  path: 'e.file',
  kind: 'e.file',
  syscall: 'e.call',
};

interface NumberColumn {
  sql: string;
  type: DuckDBType;
  least: bigint;
  most: bigint;
}

const column = (sql: string, type: DuckDBType, bits: number, signed: boolean): NumberColumn => ({
  sql,
  type,
  least: signed ? -(1n << BigInt(bits - 1)) : 0n,
  most: (1n << BigInt(signed ? bits - 1 : bits)) - 1n,
});
export const NUMBER_COLUMNS: Record<NumberField, NumberColumn> = {
  time: column('e.time', BIGINT, 64, true),
  pid: column('e.pid', UINTEGER, 32, false),
  tid: column('e.tid', UINTEGER, 32, false),
  fd: column('e.fd', INTEGER, 32, true),
  offset: column('e."offset"', BIGINT, 64, true),
  count: column('e.count', UBIGINT, 64, false),
  ret: column('e.ret', BIGINT, 64, true),
  latency_ns: column('e.latency_ns', UBIGINT, 64, false),
};

const CALLS = ['', ...SYSCALLS];
/** By their numbers, success at 0; there is no larger one: MAX_ERRNO in include/linux/err.h. */
const ERRORS = Array.from({ length: 4096 }, (_, number) => errorName(-number));

/** One part of the filter: given a Binding, its SQL, which is true or false for every row there was then. */
export type Part = (binding: Binding) => string;

export class FilterSql {
  #met: Met;
  #whole: Part;

  constructor(filter: Expression, met: Met) {
    this.#met = met;
    this.#whole = this.#part(simplify(filter));
  }

  /** The condition as of now, with its values added to `binding`. What was never seen matches nothing. */
  sql(binding: Binding): string {
    return this.#whole(binding);
  }

  #part(expression: Expression): Part {
    switch (expression.op) {
      case 'and':
        return joined(
          expression.of.map((part) => this.#part(part)),
          ' AND ',
          'true',
        );
      case 'or':
        return joined(this.#alternatives(expression.of), ' OR ', 'false');
      case 'not': {
        const inner = this.#part(expression.of);
        return (binding) => `NOT (${inner(binding)})`;
      }
      case 'text':
        return this.#search(expression);
      case 'is':
        return isNumberField(expression.field)
          ? numberPart(NUMBER_COLUMNS[expression.field], expression)
          : this.#where(expression.field, textMatcher(expression));
    }
  }

  /** Texts of one field are looked up together: a list of a thousand costs the scan no more than one. */
  #alternatives(of: readonly Expression[]): Part[] {
    const texts = new Map<TextField, ((text: string) => boolean)[]>();
    const parts: Part[] = [];
    for (const one of of) {
      if (one.op !== 'is' || isNumberField(one.field)) {
        parts.push(this.#part(one));
        continue;
      }
      const tests = texts.get(one.field) ?? [];
      tests.push(textMatcher(one));
      texts.set(one.field, tests);
    }
    for (const [field, tests] of texts) {
      parts.push(this.#where(field, (text) => tests.some((test) => test(text))));
    }
    return parts;
  }

  #search(search: TextSearch): Part {
    const passes = searchMatcher(search);
    const parts = [
      this.#where('comm', passes.name),
      this.#where('process', passes.name),
      this.#where('path', passes.path),
    ];
    const pid = search.compare === '~' ? pidOf(search.value) : -1;
    if (pid >= 0) {
      parts.push(
        numberPart(NUMBER_COLUMNS.pid, { op: 'is', field: 'pid', compare: '=', value: String(pid) }),
      );
    }
    return joined(parts, ' OR ', 'false');
  }

  #where(field: TextField, passes: (text: string) => boolean): Part {
    if (field === 'error') return errorPart(passes);
    const texts = this.#texts(field);
    const chosen = new Chosen((id) => passes(texts[id] ?? ''));
    return (binding) => {
      chosen.extend(texts.length);
      return chosen.sql(ID_COLUMNS[field], binding);
    };
  }

  #texts(field: keyof typeof ID_COLUMNS): readonly string[] {
    const { names, processes, files } = this.#met;
    return {
      comm: names.texts,
      process: processes.texts,
      path: files.texts,
      kind: files.kinds,
      syscall: CALLS,
    }[field];
  }
}

function joined(parts: readonly Part[], glue: ' AND ' | ' OR ', ofNothing: 'true' | 'false'): Part {
  return (binding) => {
    const written = parts.map((part) => part(binding)).filter((sql) => sql !== ofNothing);
    return written.length === 0 ? ofNothing : `(${written.join(glue)})`;
  };
}

function errorPart(passes: (name: string) => boolean): Part {
  const [success = '', ...names] = ERRORS;
  const numbers = names.flatMap((name, index) => (passes(name) ? [index + 1] : []));
  const chosen = new Chosen((number) => number > 0 && passes(ERRORS[number] ?? ''));
  chosen.extend(ERRORS.length);
  const failed: Part = (binding) => {
    if (numbers.length === names.length) return 'e.ret < 0';
    return numbers.length === 0 ? 'false' : `(e.ret < 0 AND ${chosen.sql('(-e.ret)', binding)})`;
  };
  return passes(success) ? joined([() => 'e.ret >= 0', failed], ' OR ', 'false') : failed;
}

/** Lets the values pass that a condition over numbers does. */
export function numberPart({ sql, type, least, most }: NumberColumn, condition: Condition): Part {
  const bounds = boundsOf(condition);
  const from = bounds.from === null || bounds.from <= least ? null : bounds.from;
  const to = bounds.to === null || bounds.to >= most ? null : bounds.to;
  if ((from !== null && from > most) || (to !== null && to < least)) return () => 'false';
  if (from !== null && to !== null && from > to) return () => 'false';
  return (binding) => {
    if (from !== null && from === to) return `${sql} = ${binding.typed(from, type)}`;
    const tests = [
      ...(from === null ? [] : [`${sql} >= ${binding.typed(from, type)}`]),
      ...(to === null ? [] : [`${sql} <= ${binding.typed(to, type)}`]),
    ];
    return tests.length === 0 ? 'true' : `(${tests.join(' AND ')})`;
  };
}

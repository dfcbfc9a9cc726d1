// A view filter as a condition over `events e`. Texts are resolved to ids here, those of new files and processes
// as they come.

import type { Filter, FilterField } from '../contract/read.ts';
import { FILTER_FIELDS, SYSCALLS } from '../contract/read.ts';
import { Chosen } from './chosen.ts';
import type { Met } from './intake.ts';
import type { Binding } from './sql.ts';

/** The column of `events` that decides, for fields that stand for ids. */
const ID_COLUMNS = { comm: 'e.comm', process: 'e.process', path: 'e.file', kind: 'e.file' } as const;
type IdField = keyof typeof ID_COLUMNS;

/** One part of the filter: given a Binding, its SQL. */
type Condition = (binding: Binding) => string;

export class FilterSql {
  #met: Met;
  #conditions: Condition[];

  constructor(filter: Filter, met: Met) {
    this.#met = met;
    this.#conditions = FILTER_FIELDS.flatMap((field) => {
      const terms = filter.terms.filter((term) => term.field === field);
      const include = terms.filter(({ exclude }) => !exclude).map(({ value }) => value);
      const exclude = terms.filter((term) => term.exclude).map(({ value }) => value);
      return [
        ...(include.length > 0 ? [this.#among(field, include)] : []),
        ...(exclude.length > 0 ? [not(this.#among(field, exclude))] : []),
      ];
    });
    if (filter.text !== '') this.#conditions.push(this.#holds(filter.text));
  }

  /** The condition as of now, with its values added to `binding`. What was never seen matches nothing. */
  sql(binding: Binding): string {
    const parts = this.#conditions.map((condition) => condition(binding));
    return parts.length === 0 ? 'true' : parts.join(' AND ');
  }

  #among(field: FilterField, values: readonly string[]): Condition {
    if (field === 'pid') return (binding) => `e.pid IN ${binding.list(values.map(pidOf))}`;
    if (field === 'syscall') return (binding) => `e.call IN ${binding.list(values.map(callOf))}`;
    const wanted = new Set(values);
    return this.#where(field, (text) => wanted.has(text));
  }

  /** Rows with `text` in their comm, process or path, or as their pid. */
  #holds(text: string): Condition {
    const wanted = text.toLowerCase();
    const parts = (['comm', 'process', 'path'] as const).map((field) =>
      this.#where(field, (candidate) => candidate.toLowerCase().includes(wanted)),
    );
    return (binding) =>
      `(${parts.map((part) => part(binding)).join(' OR ')} OR e.pid = ${binding.add(pidOf(text))})`;
  }

  #where(field: IdField, passes: (text: string) => boolean): Condition {
    const texts = this.#texts(field);
    const chosen = new Chosen((id) => passes(texts[id] ?? ''));
    return (binding) => {
      chosen.extend(texts.length);
      return chosen.any ? chosen.sql(ID_COLUMNS[field], binding) : 'false';
    };
  }

  #texts(field: IdField): readonly string[] {
    const { names, processes, files } = this.#met;
    return { comm: names.texts, process: processes.texts, path: files.texts, kind: files.kinds }[field];
  }
}

function not(condition: Condition): Condition {
  return (binding) => `NOT (${condition(binding)})`;
}

/** -1, which no process has, for what is no pid. */
function pidOf(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : -1;
}

/** 0, which no call has, for what is none. */
function callOf(name: string): number {
  return (SYSCALLS as readonly string[]).indexOf(name) + 1;
}

// What the filter can be narrowed to from one read. Pure.

import type { Details } from '../../contract/details.ts';
import { type Condition, type Expression, termExpression } from '../../contract/filter.ts';
import { escapeWildcards } from '../../contract/filter-wildcard.ts';
import { formatDuration } from '../parts/format.ts';
import { visibleText } from '../parts/visible-text.ts';

export interface FilterChoice {
  label: string;
  title: string;
  expression: Expression;
}

/** On either side of a read, for what else went on. */
const AROUND_NS = 500_000_000n;

export function filterChoices({ read }: Details): FilterChoice[] {
  const { pid, tid, process, path, kind, error, latency_ns, time } = read;
  const equal = (field: Condition['field'], value: string, exclude = false) =>
    termExpression({ field, value, exclude });
  const name = visibleText(process);
  const from = BigInt(time) - AROUND_NS;
  return [
    ...fileChoices(path),
    { label: 'This process', title: `Only process ${pid}`, expression: equal('pid', String(pid)) },
    { label: 'This thread', title: `Only thread ${tid}`, expression: equal('tid', String(tid)) },
    ...(process === ''
      ? []
      : [
          {
            label: `All of ${name}`,
            title: `Every process of this name`,
            expression: equal('process', process),
          },
        ]),
    {
      label: 'As slow or slower',
      title: `Took ${formatDuration(latency_ns)} or longer`,
      expression: { op: 'is', field: 'latency_ns', compare: '>=', value: String(latency_ns) },
    },
    {
      label: 'Around this time',
      title: 'Began at most half a second before or after it',
      expression: {
        op: 'is',
        field: 'time',
        compare: '..',
        value: `${from}..${BigInt(time) + AROUND_NS}`,
      },
    },
    ...(error === ''
      ? []
      : [{ label: 'This error', title: `Failed with ${error}`, expression: equal('error', error) }]),
    {
      label: kind === 'unknown' ? 'Not unknown kinds' : `Nothing of kind ${kind}`,
      title: `Leaves out all reads of the kind ${kind}`,
      expression: equal('kind', kind, true),
    },
  ];
}

function fileChoices(path: string): FilterChoice[] {
  if (path === '') return [];
  const shown = visibleText(path);
  const is = (exclude: boolean) => termExpression({ field: 'path', value: path, exclude });
  const folder = path.slice(0, path.lastIndexOf('/'));
  const below: Condition = {
    op: 'is',
    field: 'path',
    compare: 'like',
    value: `${escapeWildcards(folder)}/*`,
  };
  return [
    { label: 'This file', title: `Only ${shown}`, expression: is(false) },
    ...(folder.startsWith('/')
      ? [{ label: 'This folder', title: `All below ${visibleText(folder)}`, expression: below }]
      : []),
    { label: 'Not this file', title: `Leaves out ${shown}`, expression: is(true) },
  ];
}

import { describe, expect, it } from 'vitest';
import type { Condition, Expression } from '../../contract/filter.ts';
import { type Chips, filterOf, withoutRanges, withParts, withRanges } from '../../renderer/filter/chips.ts';

const range = (field: Condition['field'], value: string): Condition => ({
  op: 'is',
  field,
  compare: '..',
  value,
});
const comm: Condition = { op: 'is', field: 'comm', compare: '=', value: 'cat' };
const since: Condition = { op: 'is', field: 'time', compare: '>=', value: '7' };
const both = (...of: Expression[]): Expression => ({ op: 'and', of });
const said = (chips: Chips) => chips.map(({ expression }) => expression);

describe('a range that a chart chooses', () => {
  const chips = withParts([], both(comm, range('time', '1..2'), since));

  it('takes the place of the one of its field, and of nothing else', () => {
    const next = withRanges(chips, both(range('time', '5..6'), range('latency_ns', '1..9')));
    expect(said(next)).toEqual([comm, since, range('time', '5..6'), range('latency_ns', '1..9')]);
    expect(said(withRanges(chips, range('count', '1..9')))).toEqual([...said(chips), range('count', '1..9')]);
  });

  it('that is there already changes nothing', () => {
    expect(withRanges(chips, range('time', '1..2'))).toEqual(chips);
  });

  it('leaves one that is switched off', () => {
    const off = chips.map((chip) => ({ ...chip, off: true }));
    expect(withRanges(off, range('time', '5..6'))).toHaveLength(4);
    expect(said(withoutRanges(chips, ['time']))).toEqual([comm, since]);
    expect(withoutRanges(off, ['time'])).toEqual(off);
  });
});

it('lists of one field that must hold at once stay one chip', () => {
  const pid = (value: string): Condition => ({ op: 'is', field: 'pid', compare: '=', value });
  const some: Expression = { op: 'or', of: [pid('1'), pid('2')] };
  const chips = withParts([], both(some, comm, pid('2')));
  expect(said(chips)).toEqual([both(some, pid('2')), comm]);
  expect(filterOf(chips)).toEqual(both(some, pid('2'), comm));
});

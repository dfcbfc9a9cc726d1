import { describe, expect, it } from 'vitest';
import {
  all,
  extendTo,
  firstOf,
  isSelected,
  NO_SELECTION,
  only,
  type Selection,
  selectedCount,
  toggle,
} from '../../renderer/table/selection.ts';

const ranges = (selection: Selection) =>
  selection.ranges.map(({ first, end }) => `${first}-${end}`).join(' ');

describe('a selection', () => {
  it('is one row, or from the anchor to another', () => {
    expect(ranges(only(5))).toBe('5-6');
    const down = extendTo(only(5), 9);
    expect(ranges(down)).toBe('5-10');
    // The anchor stays: further up what was taken in below is given back.
    expect(ranges(extendTo(extendTo(down, 7), 2))).toBe('2-6');
    expect(ranges(extendTo(NO_SELECTION, 4))).toBe('4-5');
  });

  it('takes rows in and leaves them out', () => {
    const some = [2, 8, 4, 3].reduce(toggle, NO_SELECTION);
    expect(ranges(some)).toBe('2-5 8-9');
    expect(ranges(toggle(some, 3))).toBe('2-3 4-5 8-9');
    expect(selectedCount(some)).toBe(4);
  });

  it('keeps other ranges while one grows and shrinks', () => {
    const grown = extendTo(toggle(only(2), 10), 14);
    expect(ranges(grown)).toBe('2-3 10-15');
    expect(ranges(extendTo(grown, 1))).toBe('1-11');
    expect(ranges(extendTo(grown, 11))).toBe('2-3 10-12');
  });

  it('knows its rows, be they ten million', () => {
    const most = toggle(all(10_000_000), 7);
    expect(selectedCount(most)).toBe(9_999_999);
    expect([6, 7, 8, 9_999_999, 10_000_000, -1].map((row) => isSelected(most, row))).toEqual([
      true,
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(selectedCount(all(0))).toBe(0);
  });

  it('gives its first rows', () => {
    const some = [2, 8, 4, 3].reduce(toggle, NO_SELECTION);
    expect(firstOf(some, 2)).toEqual([{ first: 2, end: 4 }]);
    expect(firstOf(some, 100)).toEqual(some.ranges);
    expect(firstOf(all(10_000_000), 100)).toEqual([{ first: 0, end: 100 }]);
  });

  it('is the same as a set of rows, whatever is done', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    let selection = NO_SELECTION;
    const rows = new Set<number>();
    for (let step = 0; step < 2000; step++) {
      const row = random(40);
      selection = toggle(selection, row);
      if (!rows.delete(row)) rows.add(row);
      const found = Array.from({ length: 40 }, (_, place) => place).filter((place) =>
        isSelected(selection, place),
      );
      expect(found).toEqual([...rows].sort((a, b) => a - b));
      expect(selectedCount(selection)).toBe(rows.size);
    }
  });
});

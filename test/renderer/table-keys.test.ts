import { expect, it } from 'vitest';
import { cellAfter } from '../../renderer/table/table-keys.ts';

const SHAPE = { rows: 100, columns: 8, rowsPerPage: 20, start: { row: 50, column: 3 } };
const FROM = { row: 10, column: 2 };

it.each([
  ['ArrowDown', { row: 11, column: 2 }],
  ['ArrowUp', { row: 9, column: 2 }],
  ['ArrowLeft', { row: 10, column: 1 }],
  ['ArrowRight', { row: 10, column: 3 }],
  ['PageDown', { row: 30, column: 2 }],
  ['PageUp', { row: 0, column: 2 }],
  ['Home', { row: 0, column: 2 }],
  ['End', { row: 99, column: 2 }],
])('%s', (key, cell) => {
  expect(cellAfter(key, FROM, SHAPE)).toEqual(cell);
});

it('starts from what is in view', () => {
  expect(cellAfter('ArrowUp', null, SHAPE)).toEqual(SHAPE.start);
  expect(cellAfter('PageDown', null, SHAPE)).toEqual({ row: 70, column: 3 });
});

it('stays inside the table', () => {
  expect(cellAfter('ArrowDown', { row: 99, column: 7 }, SHAPE)).toEqual({ row: 99, column: 7 });
  expect(cellAfter('ArrowRight', { row: 99, column: 7 }, SHAPE)).toEqual({ row: 99, column: 7 });
  expect(cellAfter('ArrowDown', null, { ...SHAPE, rows: 0 })).toBeNull();
});

it('knows no other keys', () => {
  expect(cellAfter('a', FROM, SHAPE)).toBeNull();
  expect(cellAfter('toString', FROM, SHAPE)).toBeNull();
});

// What a cell's menu does with its value: to the filter, and to the highlights.

import type { Term } from '../../contract/filter.ts';
import { termExpression } from '../../contract/filter.ts';
import type { FilterControl } from './use-filter.ts';
import type { Highlights } from './use-highlights.ts';

export type CellValue = Omit<Term, 'exclude'>;

export interface CellActions {
  includeCell(cell: CellValue): void;
  excludeCell(cell: CellValue): void;
  onlyCell(cell: CellValue): void;
  highlightCell(cell: CellValue): void;
}

export function cellActions(filter: FilterControl, highlights: Highlights): CellActions {
  const included = (cell: CellValue) => termExpression({ ...cell, exclude: false });
  return {
    includeCell: (cell) => filter.addTerms([{ ...cell, exclude: false }]),
    excludeCell: (cell) => filter.addTerms([{ ...cell, exclude: true }]),
    onlyCell: (cell) => filter.addOnly(included(cell)),
    highlightCell: (cell) => highlights.add(included(cell)),
  };
}

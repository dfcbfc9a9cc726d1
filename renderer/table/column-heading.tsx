// One heading: its name, which is pressed and dragged, its menu, and its right edge.

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the button in the heading has the focus

import { ArrowDown, ArrowUp, ChevronDown } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { RowOrder } from '../../contract/capture.ts';
import type { MenuPlace } from '../parts/menu.tsx';
import { headingId } from './cell-place.ts';
import type { PlacedColumn } from './column-layout.ts';
import type { ColumnKey } from './column-set.ts';
import { columnOf } from './columns.tsx';
import type { EdgeDrag, MoveDragging } from './use-heading-drag.ts';

interface ColumnHeadingProps {
  column: PlacedColumn;
  /** Place among the columns shown. */
  place: number;
  /** Tab leads to this one of all headings. */
  tabStop: boolean;
  /** What the rows are sorted by. */
  order: RowOrder | null;
  moving: MoveDragging;
  edge: EdgeDrag;
  onKeyDown(event: KeyboardEvent, key: ColumnKey): void;
  onReach(key: ColumnKey): void;
  onFit(key: ColumnKey): void;
  onSort(key: ColumnKey): void;
  /** Without a place: below the heading. */
  onMenu(key: ColumnKey, place?: MenuPlace): void;
}

export function ColumnHeading(props: ColumnHeadingProps) {
  const { column, place, tabStop, order, moving, edge, onKeyDown, onReach, onFit, onSort, onMenu } = props;
  const { key, pinned, start } = column;
  const { heading, numeric } = columnOf(key);
  const sorted = order?.field === key ? (order.descending ? 'descending' : 'ascending') : 'none';
  const Arrow = sorted === 'descending' ? ArrowDown : ArrowUp;
  const classes = [
    `c-${key}`,
    numeric ? 'num' : '',
    pinned ? 'pinned' : '',
    moving.drag?.key === key ? 'moving' : '',
  ];
  return (
    <div
      role="columnheader"
      aria-label={heading}
      aria-sort={sorted}
      data-key={key}
      data-column={place}
      className={classes.join(' ')}
      style={pinned ? { left: `${start}rem` } : undefined}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(key, { x: event.clientX, y: event.clientY });
      }}
    >
      <button
        id={headingId(key)}
        type="button"
        className="heading-name"
        tabIndex={tabStop ? 0 : -1}
        onFocus={() => onReach(key)}
        onKeyDown={(event) => onKeyDown(event, key)}
        onClick={() => !moving.wasDrag() && onSort(key)}
        onPointerDown={(event) => moving.onPointerDown(event, key)}
        onPointerMove={moving.onPointerMove}
        onPointerUp={moving.onPointerUp}
        onPointerCancel={moving.cancel}
      >
        {heading}
        {sorted !== 'none' && <Arrow aria-hidden className="sort-arrow" />}
      </button>
      <button
        type="button"
        className="heading-menu"
        tabIndex={-1}
        aria-label={`Menu of ${heading}`}
        aria-haspopup="menu"
        onClick={() => onMenu(key)}
      >
        <ChevronDown aria-hidden />
      </button>
      <span
        aria-hidden="true"
        className="heading-edge"
        title="Drag to resize; double click for as wide as its contents"
        onPointerDown={(event) => edge.onPointerDown(event, key)}
        onPointerMove={edge.onPointerMove}
        onPointerUp={edge.onPointerUp}
        onPointerCancel={edge.onPointerCancel}
        onDoubleClick={() => onFit(key)}
      />
    </div>
  );
}

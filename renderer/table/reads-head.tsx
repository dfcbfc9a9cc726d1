// The headings: each can be moved, made wider, pinned and hidden, by pointer, by keyboard and from its menu.

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the button in a heading has the focus

import { type KeyboardEvent, memo, type RefObject, useEffect, useRef, useState } from 'react';
import { changeSettings, useSettings } from '../frame/settings.ts';
import type { MenuPlace } from '../parts/menu.tsx';
import { headingId } from './cell-place.ts';
import { fittingWidth } from './column-fit.ts';
import { ColumnHeading } from './column-heading.tsx';
import type { ColumnKey } from './column-set.ts';
import { columnOf } from './columns.tsx';
import { headingMenu } from './heading-menu.ts';
import { nextOrder, orderWords } from './row-order.ts';
import type { ColumnControl } from './use-columns.ts';
import { useEdgeDrag, useMoveDrag } from './use-heading-drag.ts';
import type { OpenMenu } from './use-table-menu.ts';

/** Of a step with the keyboard. */
const STEP_REM = 0.5;

interface ReadsHeadProps {
  grid: RefObject<HTMLElement | null>;
  columns: ColumnControl;
  onMenu(menu: OpenMenu): void;
  /** What not everyone sees: told to screen readers. */
  onSay(words: string): void;
  /** Opens the list of all columns. */
  onChoose(): void;
  /** A heading has the focus: it must be in view. */
  onReach(key: ColumnKey): void;
  /** Down to the rows, in this column. */
  onDown(key: ColumnKey): void;
}

const headingOf = (key: ColumnKey) =>
  document.getElementById(headingId(key))?.closest('[role=columnheader]')?.getBoundingClientRect();

const focusHeading = (key: ColumnKey | undefined) =>
  key && document.getElementById(headingId(key))?.focus({ preventScroll: true });

export const ReadsHead = memo(function ReadsHead(props: ReadsHeadProps) {
  const { columns, onMenu, onSay, onChoose, onReach } = props;
  const head = useRef<HTMLDivElement>(null);
  const { timeShown, order } = useSettings();
  const [reached, setReached] = useState<ColumnKey>('time');
  const moving = useMoveDrag(head, columns);
  const edge = useEdgeDrag(columns);
  const { fit, step, grow } = useHeadingSteps(props);
  const { layout, shown } = columns;
  const tabStop = shown.includes(reached) ? reached : shown[0];

  const openMenu = (key: ColumnKey, place?: MenuPlace) => {
    const box = headingOf(key);
    onMenu({
      label: `Column ${columnOf(key).heading}`,
      items: headingMenu(key, { columns, timeShown, order, fit, step, choose: onChoose }),
      place: place ?? { x: box?.left ?? 0, y: box?.bottom ?? 0 },
    });
  };

  const sort = (key: ColumnKey) => {
    const next = nextOrder(order, key);
    changeSettings({ order: next });
    onSay(next === null ? 'In order of arrival' : orderWords(next));
  };

  const onKeyDown = (event: KeyboardEvent, key: ColumnKey) => {
    const { key: pressed, shiftKey, ctrlKey, altKey } = event;
    const way = ({ ArrowLeft: -1, ArrowRight: 1 } as const)[pressed];
    if (way !== undefined) {
      if (shiftKey) grow(key, way * STEP_REM);
      else if (ctrlKey) step(key, way);
      else focusHeading(shown[shown.indexOf(key) + way]);
    } else if (pressed === 'Home') focusHeading(shown[0]);
    else if (pressed === 'End') focusHeading(shown.at(-1));
    else if (pressed === 'ContextMenu' || (pressed === 'F10' && shiftKey)) openMenu(key);
    else if (pressed === 'ArrowDown' && altKey) openMenu(key);
    else if (pressed === 'ArrowDown') props.onDown(key);
    else if (pressed === 'Escape' && moving.drag !== null) moving.cancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={head} role="rowgroup" className="reads-head">
      <div role="row" className="read">
        {layout.columns.map((column, place) => (
          <ColumnHeading
            key={column.key}
            column={column}
            place={place}
            tabStop={column.key === tabStop}
            order={order}
            moving={moving}
            edge={edge}
            onKeyDown={onKeyDown}
            onReach={(key) => {
              setReached(key);
              onReach(key);
            }}
            onFit={fit}
            onSort={sort}
            onMenu={openMenu}
          />
        ))}
      </div>
      {moving.drag && <i className="drop-mark" style={{ left: moving.drag.x }} />}
    </div>
  );
});

/** What is done to a column in steps. */
function useHeadingSteps({ grid, columns, onSay }: ReadsHeadProps) {
  // A heading that was moved with the keyboard keeps the focus.
  const kept = useRef<ColumnKey | null>(null);
  useEffect(() => {
    if (kept.current !== null) focusHeading(kept.current);
    kept.current = null;
  });
  return {
    fit: (key: ColumnKey) => {
      const place = columns.shown.indexOf(key);
      if (grid.current) columns.resize(key, fittingWidth(grid.current, place) / columns.remPx);
    },
    step: (key: ColumnKey, by: -1 | 1) => {
      const { heading } = columnOf(key);
      const moved = columns.step(key, by);
      if (moved) kept.current = key;
      onSay(moved ? `${heading} moved ${by < 0 ? 'left' : 'right'}` : `${heading} stays`);
    },
    grow: (key: ColumnKey, by: number) => {
      const now = (headingOf(key)?.width ?? 0) / columns.remPx - columns.spaceOf(key);
      columns.resize(key, now + by);
      onSay(`${columnOf(key).heading} made ${by < 0 ? 'narrower' : 'wider'}`);
    },
  };
}

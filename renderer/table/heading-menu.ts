// What the menu of a heading offers.

import type { RowOrder } from '../../contract/capture.ts';
import { changeSettings } from '../frame/settings.ts';
import type { MenuItem } from '../parts/menu.tsx';
import type { ColumnKey } from './column-set.ts';
import { directions, isSameOrder } from './row-order.ts';
import { TIME_LABELS, TIMES_SHOWN, type TimeShown } from './time-shown.ts';
import { type ColumnControl, resetColumns } from './use-columns.ts';

export interface HeadingMenuActions {
  columns: ColumnControl;
  timeShown: TimeShown;
  order: RowOrder | null;
  fit(key: ColumnKey): void;
  step(key: ColumnKey, step: -1 | 1): void;
  /** Opens the list of all columns. */
  choose(): void;
}

export function headingMenu(key: ColumnKey, act: HeadingMenuActions): MenuItem[] {
  const { columns } = act;
  const { set, shown } = columns;
  const pinned = set.pinned.includes(key);
  const kind = shown.filter((one) => set.pinned.includes(one) === pinned);
  const times: MenuItem[] = TIMES_SHOWN.map((shownAs) => ({
    label: TIME_LABELS[shownAs],
    checked: shownAs === act.timeShown,
    apart: shownAs === TIMES_SHOWN[0],
    run: () => changeSettings({ timeShown: shownAs }),
  }));
  const items: (MenuItem | false)[] = [
    ...sorts(key, act.order),
    ...(key === 'time' ? times : []),
    { label: 'As wide as its contents', apart: true, run: () => act.fit(key) },
    set.widths[key] !== undefined && { label: 'Usual width', run: () => columns.resize(key, null) },
    kind[0] !== key && { label: 'Move left', run: () => act.step(key, -1) },
    kind.at(-1) !== key && { label: 'Move right', run: () => act.step(key, 1) },
    { label: pinned ? 'Unpin' : 'Pin at the left', run: () => columns.pin(key, !pinned) },
    shown.length > 1 && { label: 'Hide', run: () => columns.show(key, false) },
    { label: 'Columns…', apart: true, run: act.choose },
    { label: 'Reset columns', run: resetColumns },
  ];
  return items.filter((item) => item !== false);
}

function sorts(field: ColumnKey, order: RowOrder | null): MenuItem[] {
  const orders = directions(field).map((words, index) => ({
    label: `Sort ${words}`,
    order: { field, descending: index === 1 },
  }));
  return [...orders, { label: 'In order of arrival', order: null }].map((one) => ({
    label: one.label,
    checked: isSameOrder(one.order, order),
    run: () => changeSettings({ order: one.order }),
  }));
}

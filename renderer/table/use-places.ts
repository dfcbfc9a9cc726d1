// Keeps the active cell true to its read: places change their reads with the filter and the order, and a search leads to
// another.

import { useEffect, useLayoutEffect, useRef } from 'react';
import type { TableFind } from '../filter/use-find.ts';
import type { ColumnKey } from './column-set.ts';
import type { ReadsSnapshot } from './reads-source.ts';
import { growsAtEnd } from './row-order.ts';
import type { Cursor } from './use-cursor.ts';
import type { RowScroll } from './use-row-scroll.ts';

interface Places {
  reads: ReadsSnapshot;
  find: TableFind;
  cursor: Cursor;
  scroll: RowScroll;
  /** The column of the active cell where there was none. */
  firstKey: ColumnKey;
}

export function usePlaces({ reads, find, cursor, scroll, firstKey }: Places): void {
  const { active } = cursor;

  // What was active or in view under another filter or order stands elsewhere now; after a clear it is gone.
  const shownRows = useRef(reads);
  useEffect(() => {
    const { filter, order, waiting: cleared } = shownRows.current;
    shownRows.current = reads;
    if (filter === reads.filter && order === reads.order && cleared === reads.waiting) return;
    cursor.clear();
    if (order !== reads.order && growsAtEnd(reads.order)) scroll.follow();
    else if (cleared === reads.waiting && !scroll.following) scroll.toTop();
  });

  find.place.current = active?.row ?? scroll.first;
  const { jump } = find;
  const shownJump = useRef(jump);
  // With what tells of the row found: who asks for the next one meanwhile asks from there.
  useLayoutEffect(() => {
    if (jump === null || shownJump.current === jump) return;
    shownJump.current = jump;
    cursor.goTo({ row: jump.place, key: active?.key ?? firstKey });
    scroll.show(jump.place);
  });
}

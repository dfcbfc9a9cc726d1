// Which read the panel of details is about: the one the table last had the active cell on, or one that was gone to
// from the panel. It stays when the filter changes, even when the filter hides it.

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Expression, Filter } from '../../contract/filter.ts';
import type { ReadRow } from '../../contract/read.ts';
import { type PanelState, usePanel } from './use-panel.ts';

/** What a read is found by: no thread begins two reads at one moment. */
export type ReadPlace = Pick<ReadRow, 'row' | 'time' | 'pid'>;

interface Table {
  /** Changes when rows were cleared. */
  generation: number;
  /** The filter that the rows of the table have passed. */
  filter: Filter;
  /** Brings the first row that passes into view and makes it the active one; false: the filter hides it. */
  goTo(find: Expression): Promise<boolean>;
}

export interface DetailsControl {
  /** Its place in the capture; null: none was chosen yet. */
  row: number | null;
  /** The filter hides it in the table. */
  hidden: boolean;
  panel: PanelState;
  changePanel(part: Partial<PanelState>): void;
  /** For the table: which read has the active cell. */
  onCurrent(row: number | null): void;
  goTo(place: ReadPlace): void;
  /** What is shown was answered. */
  onShown(place: ReadPlace): void;
}

export function useDetails(table: Table): DetailsControl {
  const { generation, filter } = table;
  const [row, setRow] = useState<number | null>(null);
  const [hidden, setHidden] = useState(false);
  const [panel, changePanel] = usePanel();
  const latest = useRef(table);
  latest.current = table;
  /** The table has the read, or will when it has been looked for: then it shall have it under the next filter, too. */
  const attached = useRef(false);
  const looking = useRef(0);
  /** As `hidden`, before it is drawn. */
  const isHidden = useRef(false);
  const shown = useRef<ReadPlace | null>(null);
  const settled = useRef(filter);
  const asked = useRef(0);

  const onCurrent = useCallback((next: number | null) => {
    // Between two filters the place of the active cell has another read.
    if (settled.current !== latest.current.filter) return;
    if (next !== null) attached.current = true;
    // Of one that the filter hides no cell can be active: that says nothing of what is wanted.
    else if (looking.current === 0 && !isHidden.current) attached.current = false;
    if (next === null) return;
    asked.current++;
    isHidden.current = false;
    setRow(next);
    setHidden(false);
  }, []);

  const goTo = useCallback((place: ReadPlace) => {
    const number = ++asked.current;
    attached.current = true;
    looking.current++;
    setRow(place.row);
    const tell = (found: boolean) => {
      if (number !== asked.current) return;
      isHidden.current = !found;
      setHidden(!found);
    };
    // Where the question fails the panel shows the read all the same, and the table says what is wrong.
    const ended = latest.current.goTo(findRead(place)).then(tell, () => {});
    void ended.then(() => looking.current--);
  }, []);

  useEffect(() => {
    if (settled.current === filter) return;
    settled.current = filter;
    if (attached.current && row !== null && shown.current?.row === row) goTo(shown.current);
  }, [filter, goTo, row]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was shown is gone
  useEffect(() => {
    asked.current++;
    attached.current = false;
    isHidden.current = false;
    shown.current = null;
    setRow(null);
    setHidden(false);
  }, [generation]);

  const onShown = useCallback((place: ReadPlace) => {
    shown.current = place;
  }, []);

  return { row, hidden, panel, changePanel, onCurrent, goTo, onShown };
}

function findRead({ time, pid }: ReadPlace): Expression {
  return {
    op: 'and',
    of: [
      { op: 'is', field: 'time', compare: '=', value: time },
      { op: 'is', field: 'pid', compare: '=', value: String(pid) },
    ],
  };
}

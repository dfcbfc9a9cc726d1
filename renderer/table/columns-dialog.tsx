// All columns in their order: which are shown, which are pinned.

import { ArrowDown, ArrowUp, Pin } from 'lucide-react';
import { useState } from 'react';
import { changeSettings } from '../frame/settings.ts';
import { Dialog } from '../parts/dialog.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { type ColumnKey, withMoved } from './column-set.ts';
import { columnOf } from './columns.tsx';
import { resetColumns, useColumns } from './use-columns.ts';

/** What a heading alone does not tell everyone. */
const MEANINGS: Readonly<Record<ColumnKey, string>> = {
  time: 'when the call began',
  process: 'the name of the process',
  pid: 'the process',
  tid: 'the thread that made the call',
  comm: 'the name of the thread',
  syscall: 'which of the five read calls',
  fd: 'the file descriptor',
  kind: 'file, pipe, socket, …',
  path: 'where that is',
  offset: 'where in the file the call began',
  count: 'bytes asked for',
  ret: 'bytes returned, or the error',
  error: 'the error alone',
  latency_ns: 'how long the call took',
};

export function ColumnsDialog({ onClose }: { onClose(): void }) {
  const [room] = useState(() => document.querySelector('.reads-scroller')?.clientWidth ?? 0);
  const columns = useColumns(room);
  const { set, shown } = columns;
  const pinned = set.order.filter((key) => set.pinned.includes(key));
  const keys = [...pinned, ...set.order.filter((key) => !set.pinned.includes(key))];

  const step = (key: ColumnKey, by: -1 | 1) => {
    const to = keys.indexOf(key) + by;
    const next = by < 0 ? keys[to] : keys[to + 1];
    changeSettings({ columns: withMoved(set, key, next ?? null) });
  };
  const isEdge = (key: ColumnKey, by: -1 | 1) => {
    const beside = keys[keys.indexOf(key) + by];
    return beside === undefined || set.pinned.includes(beside) !== set.pinned.includes(key);
  };

  return (
    <Dialog title="Columns" className="columns" onClose={onClose}>
      <ul className="columns-list">
        {keys.map((key) => {
          const { heading } = columnOf(key);
          const isPinned = set.pinned.includes(key);
          return (
            <li key={key}>
              <label>
                <input
                  type="checkbox"
                  checked={shown.includes(key)}
                  onChange={({ target }) => columns.show(key, target.checked)}
                />
                <span>{heading}</span>
                <small className="dim">{MEANINGS[key]}</small>
              </label>
              {([-1, 1] as const).map((by) => (
                <IconButton
                  key={by}
                  label={`Move ${heading} ${by < 0 ? 'up' : 'down'}`}
                  className="plain icon"
                  icon={by < 0 ? ArrowUp : ArrowDown}
                  state={{ 'aria-disabled': isEdge(key, by) }}
                  onClick={() => !isEdge(key, by) && step(key, by)}
                />
              ))}
              <IconButton
                label={`Pin ${heading} at the left`}
                className="plain icon"
                icon={Pin}
                state={{ 'aria-pressed': isPinned }}
                onClick={() => columns.pin(key, !isPinned)}
              />
            </li>
          );
        })}
      </ul>
      <p className="dim">
        {set.hidden === null
          ? 'Until you choose, columns come and go with the room there is.'
          : 'What does not fit is reached by scrolling; pinned columns stay.'}
      </p>
      <button type="button" className="columns-reset" onClick={resetColumns}>
        Reset columns
      </button>
    </Dialog>
  );
}

// What floats over the table: how many reads came, how many are selected, what became of a copy.

import { ArrowDown, Copy, Pause, RefreshCw, X } from 'lucide-react';
import type { RowOrder } from '../../contract/capture.ts';
import { changeSettings } from '../frame/settings.ts';
import { formatCount } from '../parts/format.ts';
import { IconButton } from '../parts/icon-button.tsx';
import type { MenuItem } from '../parts/menu.tsx';
import { MenuButton } from '../parts/menu-button.tsx';
import { LookingNote } from './looking-note.tsx';
import type { ReadsSnapshot } from './reads-source.ts';
import { orderWords } from './row-order.ts';
import type { Copier, CopyState } from './use-copy.ts';
import type { Cursor } from './use-cursor.ts';
import { copyItems } from './use-table-menu.ts';

interface TableNotesProps {
  reads: ReadsSnapshot;
  paused: boolean;
  /** The rows stand still for what is selected among them. */
  held: boolean;
  /** Came below what was in view since the tail was left. */
  waiting: number;
  cursor: Cursor;
  copier: Copier;
  onResume(): void;
  onFollow(): void;
}

export function TableNotes(props: TableNotesProps) {
  const { reads, paused, held, waiting, cursor, copier, onResume, onFollow } = props;
  const { selection, selected } = cursor;
  return (
    <div className="table-notes">
      <SelectionNote
        selected={selected}
        copying={copier}
        copyItems={copyItems(selected, (format) => copier.copy(selection, format))}
        onCancelCopy={copier.cancel}
        onClear={cursor.clear}
      />
      <div className="table-notes-end">
        {reads.order && <SortNote order={reads.order} />}
        <LookingNote progress={reads.progress} shown={reads.order} />
        <NewReads
          paused={paused}
          held={held}
          ahead={reads.ahead}
          waiting={waiting}
          onResume={onResume}
          onFollow={held ? cursor.clear : onFollow}
        />
      </div>
    </div>
  );
}

interface NewReadsProps {
  paused: boolean;
  /** The rows stand still for what is selected among them. */
  held: boolean;
  /** Came since the view was paused or held. */
  ahead: number;
  /** Came below what was in view since the tail was left. */
  waiting: number;
  onResume(): void;
  onFollow(): void;
}

const newReads = (count: number) => `${formatCount(count)} new ${count === 1 ? 'read' : 'reads'}`;

function NewReads({ paused, held, ahead, waiting, onResume, onFollow }: NewReadsProps) {
  if (paused) {
    return (
      <button type="button" className="pill" onClick={onResume}>
        <Pause aria-hidden /> Resume · {newReads(ahead)}
      </button>
    );
  }
  const count = held ? ahead : waiting;
  if (count === 0) return null;
  const Picture = held ? RefreshCw : ArrowDown;
  return (
    <button type="button" className="pill" onClick={onFollow}>
      <Picture aria-hidden /> {newReads(count)}
    </button>
  );
}

/** What is sorted does not follow the newest: that must be seen. */
function SortNote({ order }: { order: RowOrder }) {
  return (
    <button
      type="button"
      className="pill sort-note"
      title="Back to the order of arrival"
      onClick={() => changeSettings({ order: null })}
    >
      {orderWords(order)} <X aria-hidden />
    </button>
  );
}

interface SelectionNoteProps {
  selected: number;
  copying: CopyState;
  copyItems: readonly MenuItem[];
  onCancelCopy(): void;
  onClear(): void;
}

/** One selected read says nothing: it is the one that is marked. */
function SelectionNote(props: SelectionNoteProps) {
  const { selected, copying, copyItems, onCancelCopy, onClear } = props;
  const { progress, notice } = copying;
  const isShown = selected > 1 || progress !== null || notice !== '';
  return (
    // biome-ignore lint/a11y/useSemanticElements: it is a line of words with two buttons
    <div role="group" className={isShown ? 'selection-note' : undefined} aria-label="Selection">
      <span aria-live="polite">{words(selected, copying)}</span>
      {progress !== null && (
        <>
          <progress aria-label="Copied so far" max={progress.total} value={progress.done} />
          <button type="button" className="plain" onClick={onCancelCopy}>
            Cancel
          </button>
        </>
      )}
      {progress === null && selected > 1 && (
        <>
          <MenuButton label="Copy the selected reads" className="plain" items={copyItems}>
            <Copy aria-hidden /> Copy
          </MenuButton>
          <IconButton label="Select nothing" className="plain" icon={X} onClick={onClear} />
        </>
      )}
    </div>
  );
}

function words(selected: number, { progress, notice }: CopyState): string {
  if (progress !== null) return `Copying ${formatCount(progress.total)} reads …`;
  if (notice !== '') return notice;
  return selected > 1 ? `${formatCount(selected)} reads selected` : '';
}

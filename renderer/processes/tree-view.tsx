// The tree on the screen: one stop of the Tab key, arrows within, only the lines in view drawn.

import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import type { SeriesColors } from '../charts/series-colors.ts';
import type { FilterState } from './node-filter.ts';
import type { Sort } from './process-tree.ts';
import { findLine, type Line, moveFor } from './tree-lines.ts';
import { TreeRow, titleOf } from './tree-row.tsx';

/** Height of a line. */
export const LINE_REM = 2.5;
/** Letters that follow one another within this are one word. */
const WORD_MS = 700;

export interface TreeViewProps {
  lines: readonly Line[];
  colors: SeriesColors;
  sort: Sort;
  now: number;
  filterOf(line: Line): FilterState;
  onOpen(key: string, open: boolean): void;
  onChoose(line: Line, exclude: boolean): void;
  /** Asks for the menu of a line at a place in the window. */
  onMenu(line: Line, place: { x: number; y: number }): void;
  onDetails(line: Line): void;
  /** While the pointer or the keyboard is in it, nothing should move. */
  onHold(hold: boolean): void;
  children?: ReactNode;
}

export function TreeView(props: TreeViewProps) {
  const { lines, onOpen, onChoose, onMenu, onDetails, onHold } = props;
  const ids = useId();
  const ref = useRef<HTMLDivElement>(null);
  const view = useView(ref, lines.length);
  const [marked, setMarked] = useState<string | null>(null);
  const typed = useRef({ text: '', at: 0 });
  const at = Math.max(
    0,
    lines.findIndex(({ key }) => key === marked),
  );
  const line = lines[at];

  const mark = (index: number) => {
    setMarked(lines[index]?.key ?? null);
    view.show(index);
  };
  const jump = (letter: string, time: number) => {
    const text = time - typed.current.at < WORD_MS ? typed.current.text + letter : letter;
    typed.current = { text, at: time };
    const found = findLine(lines, text.length > 1 ? at : at + 1, text.toLowerCase(), titleOf);
    if (found >= 0) mark(found);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (line === undefined || event.ctrlKey || event.metaKey) return;
    const move = event.altKey ? null : moveFor(event.key, lines, at, view.page);
    if (move !== null && 'to' in move) mark(move.to);
    else if (move !== null) onOpen(move.open, move.value);
    else if (event.key === 'Enter' || event.key === ' ') onChoose(line, event.altKey);
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))
      onMenu(line, placeOf(ids, line));
    else if (event.key === 'F2') onDetails(line);
    else if (event.key.length === 1 && event.key !== '?' && event.key !== '/' && !event.altKey)
      jump(event.key, event.timeStamp);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const drawn = lines.slice(view.first, view.end);
  const isDrawn = at >= view.first && at < view.end;
  return (
    <div
      ref={ref}
      className="process-tree"
      role="tree"
      aria-label="Applications and processes"
      aria-multiselectable="true"
      tabIndex={0}
      aria-activedescendant={line !== undefined && isDrawn ? idOf(ids, line) : undefined}
      onKeyDown={onKeyDown}
      onScroll={view.onScroll}
      onFocus={() => onHold(true)}
      onBlur={() => onHold(false)}
      onPointerEnter={() => onHold(true)}
      onPointerLeave={() => onHold(ref.current === document.activeElement)}
    >
      <div className="process-room" role="none" style={{ height: `${lines.length * LINE_REM}rem` }}>
        {drawn.map((one, index) => (
          <TreeRow
            key={one.key}
            id={idOf(ids, one)}
            line={one}
            top={(view.first + index) * LINE_REM}
            marked={one === line}
            filter={props.filterOf(one)}
            colors={props.colors}
            sort={props.sort}
            now={props.now}
            onToggle={(toggled) => onOpen(toggled.key, toggled.open === false)}
            onChoose={(chosen, exclude) => {
              setMarked(chosen.key);
              onChoose(chosen, exclude);
            }}
            onMenu={(chosen, event: MouseEvent) => {
              event.preventDefault();
              setMarked(chosen.key);
              onMenu(chosen, { x: event.clientX, y: event.clientY });
            }}
          />
        ))}
      </div>
      {props.children}
    </div>
  );
}

/** An id without blanks, which would be several to ARIA. */
const idOf = (ids: string, { key }: Line) => `${ids}${encodeURIComponent(key)}`;

function placeOf(ids: string, line: Line): { x: number; y: number } {
  const box = document.getElementById(idOf(ids, line))?.getBoundingClientRect();
  return { x: (box?.left ?? 0) + 24, y: box?.bottom ?? 0 };
}

/** Which lines are in view, and one more on either side. */
function useView(ref: React.RefObject<HTMLDivElement | null>, count: number) {
  const [scroll, setScroll] = useState({ top: 0, height: 0 });
  const line = LINE_REM * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => setScroll({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  const first = Math.max(0, Math.floor(scroll.top / line) - 1);
  return {
    first: Math.min(first, count),
    end: Math.min(count, Math.ceil((scroll.top + scroll.height) / line) + 1),
    page: Math.max(1, Math.floor(scroll.height / line) - 1),
    onScroll: () => {
      const element = ref.current;
      if (element !== null) setScroll({ top: element.scrollTop, height: element.clientHeight });
    },
    show: (index: number) => {
      const element = ref.current;
      if (element === null) return;
      if (index * line < element.scrollTop) element.scrollTop = index * line;
      const bottom = (index + 1) * line - element.clientHeight;
      if (bottom > element.scrollTop) element.scrollTop = bottom;
    },
  };
}

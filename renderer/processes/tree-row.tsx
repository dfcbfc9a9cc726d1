// One line of the tree: an application, a process, several of one name, or a thread.

import { ChevronRight } from 'lucide-react';
import { type MouseEvent, memo } from 'react';
import { type SeriesColors, swatchClass } from '../charts/series-colors.ts';
import { formatBytes, formatCount, formatRate } from '../parts/format.ts';
import { Name } from '../parts/name.tsx';
import { visibleText } from '../parts/visible-text.ts';
import type { FilterState } from './node-filter.ts';
import type { Sort, TreeNode } from './process-tree.ts';
import { sparkOf } from './rates.ts';
import { Sparkline } from './sparkline.tsx';
import type { Line } from './tree-lines.ts';

export interface TreeRowProps {
  id: string;
  line: Line;
  top: number;
  /** The keyboard's mark stands on it. */
  marked: boolean;
  filter: FilterState;
  colors: SeriesColors;
  /** What the figure at its end is. */
  sort: Sort;
  /** Seconds since 1970 UTC. */
  now: number;
  onToggle(line: Line): void;
  onChoose(line: Line, exclude: boolean): void;
  onMenu(line: Line, event: MouseEvent): void;
}

/** What a line is called, hostile as it may be. */
export function titleOf({ node, thread }: Line): string {
  if (thread !== null) return thread.comm;
  return node.kind === 'application' ? node.name : node.role || node.name;
}

export const TreeRow = memo(function TreeRow(props: TreeRowProps) {
  const { id, line, top, marked, filter, sort, onToggle, onChoose, onMenu } = props;
  const { node, thread, level, place, siblings, open } = line;
  const figure = figureOf(line, sort);
  const { errors } = thread ?? node.totals;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard works the tree as a whole, by aria-activedescendant
    // biome-ignore lint/a11y/useFocusableInteractive: likewise
    <div
      id={id}
      role="treeitem"
      className={`process level-${level} ${filter}${marked ? ' marked' : ''}${thread ? ' thread' : ''} ${node.kind}`}
      style={{ top: `${top}rem` }}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-expanded={open ?? undefined}
      aria-selected={filter === 'included'}
      title={hint(line)}
      onClick={(event) => onChoose(line, event.altKey)}
      onContextMenu={(event) => onMenu(line, event)}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys open and close */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: likewise */}
      <span
        className="process-open"
        onClick={(event) => {
          if (open === null) return;
          event.stopPropagation();
          onToggle(line);
        }}
      >
        {open !== null && <ChevronRight aria-hidden className={open ? 'open' : ''} />}
      </span>
      <span className="process-name">
        <Label line={line} colors={props.colors} />
        <Spoken>{`, ${thread === null ? WHAT[node.kind] : 'thread'}, `}</Spoken>
        <small className="dim">
          {detailOf(line)}
          {errors > 0 && (
            <span className="bad">
              {' '}
              · {formatCount(errors)}
              <span className="where-room"> failed</span>
            </span>
          )}
        </small>
      </span>
      {thread === null && <Spark node={node} colors={props.colors} now={props.now} />}
      <Spoken>, </Spoken>
      <span className="num">{figure}</span>
      {filter !== '' && <Spoken>{filter === 'included' ? ', shown alone' : ', hidden'}</Spoken>}
    </div>
  );
});

const WHAT = { application: 'application', group: 'processes', process: 'process' };

/** What others see by its place and its form. */
function Spoken({ children }: { children: string }) {
  return <span className="visually-hidden">{children}</span>;
}

function Label({ line, colors }: { line: Line; colors: SeriesColors }) {
  const { node, thread } = line;
  if (thread !== null) return <Name value={thread.comm} />;
  const pid = coloredPid(node, colors);
  return (
    <span className="process-title">
      {node.kind !== 'application' && pid !== null && <i className={swatchClass(colors, pid)} />}
      {node.role && node.kind !== 'application' ? (
        <span className="name role">{node.role}</span>
      ) : (
        <Name value={node.name} />
      )}
      {node.kind === 'group' && <span className="times">× {formatCount(node.processes.length)}</span>}
    </span>
  );
}

/** The process of the line that has a colour of its own in the chart; null for none. */
function coloredPid({ processes }: TreeNode, colors: SeriesColors): number | null {
  return processes.find(({ pid }) => colors.has(pid))?.pid ?? null;
}

function Spark({ node, colors, now }: { node: TreeNode; colors: SeriesColors; now: number }) {
  const pid = node.kind === 'application' ? null : coloredPid(node, colors);
  const color = pid === null ? '' : swatchClass(colors, pid).replace('swatch', '');
  return <Sparkline bars={sparkOf(node.processes, now)} className={color} />;
}

function detailOf({ node, thread }: Line): string {
  if (thread !== null) return String(thread.tid);
  const [first] = node.processes;
  if (node.kind === 'application') return `${formatCount(node.processes.length)} processes`;
  if (node.kind === 'process') return String(first?.pid ?? '');
  return node.role === '' ? `${formatCount(node.processes.length)} processes` : visibleText(node.name);
}

/** The figure by which the tree is sorted; by name, the rate. */
function figureOf({ node, thread }: Line, sort: Sort): string {
  const totals = thread ?? node.totals;
  switch (sort) {
    case 'reads':
      return formatCount(totals.reads);
    case 'errors':
      return formatCount(totals.errors);
    case 'bytes':
      return formatBytes(totals.bytes);
    case 'rate':
    case 'name':
      // Of threads, totals are known only.
      return thread === null ? formatRate(Math.round(node.rate.bytes)) : formatBytes(thread.bytes);
    default:
      return sort satisfies never;
  }
}

function hint({ node, thread }: Line): string {
  const totals = thread ?? node.totals;
  const { rate } = node;
  const [process] = node.processes;
  const read = `${formatCount(totals.reads)} reads, ${formatBytes(totals.bytes)}`;
  const failed = totals.errors > 0 ? `, ${formatCount(totals.errors)} failed` : '';
  const pace =
    thread === null
      ? `\nnow ${formatCount(Math.round(rate.reads))} reads/s, ${formatRate(Math.round(rate.bytes))}`
      : '';
  const command =
    node.kind === 'process' && thread === null && process?.cmdline ? `\n${visibleText(process.cmdline)}` : '';
  return `${read}${failed}${pace}${command}\nClick: show only these. Alt+click: hide them. Right click: more.`;
}

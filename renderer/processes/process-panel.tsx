// Applications and processes at the left: the tree, what it is sorted by, and a box that finds in it.

import { ArrowDownWideNarrow, Search } from 'lucide-react';
import { memo, useMemo, useRef, useState } from 'react';
import type { CaptureFilter } from '../../contract/capture-filter.ts';
import type { Term } from '../../contract/filter.ts';
import type { WindowBridge } from '../bridge.ts';
import type { SeriesColors } from '../charts/series-colors.ts';
import { formatBytes, formatCount } from '../parts/format.ts';
import { Menu, type MenuItem, type MenuPlace } from '../parts/menu.tsx';
import { MenuButton } from '../parts/menu-button.tsx';
import { targetsOf } from './capture-target.ts';
import { conditionsOf, stateOf, termsOf } from './node-filter.ts';
import type { Known } from './process-book.ts';
import { ProcessDetails } from './process-details.tsx';
import { SORTS, type Sort, type Tree, type TreeNode, treeOf } from './process-tree.ts';
import { isOpen, type Line, linesOf, type Opened } from './tree-lines.ts';
import { TreeView } from './tree-view.tsx';
import { useThreads } from './use-processes.ts';

interface ProcessPanelProps {
  bridge: WindowBridge;
  known: Known;
  /** Recording, and not paused: there are rates. */
  live: boolean;
  chips: readonly Term[];
  colors: SeriesColors;
  sort: Sort;
  /** A filter is in force; what is said here is of the whole capture all the same. */
  filtered: boolean;
  onSort(sort: Sort): void;
  /** Shows only what passes these, or hides it. */
  onShow(terms: Term[]): void;
  /** Takes these conditions back. */
  onUnshow(terms: Term[]): void;
  onRecordOnly(filter: CaptureFilter): void;
}

const SORT_LABELS: Readonly<Record<Sort, string>> = {
  rate: 'Rate',
  bytes: 'Bytes read',
  reads: 'Reads',
  errors: 'Failed reads',
  name: 'Name',
};

export const ProcessPanel = memo(function ProcessPanel(props: ProcessPanelProps) {
  const { bridge, known, live, chips, colors, onShow, onUnshow } = props;
  const [search, setSearch] = useState('');
  const [held, setHeld] = useState(false);
  const [opened, setOpened] = useState<Opened>(new Map());
  const [menu, setMenu] = useState<{ line: Line; place: MenuPlace } | null>(null);
  const [shown, setShown] = useState<Line | null>(null);
  // Rates of a recording that is over are of the past.
  const sort = props.sort === 'rate' && !live ? 'bytes' : props.sort;
  const tree = useMemo(() => treeOf(known, sort, search), [known, sort, search]);
  const nodes = useSteadyOrder(tree.nodes, held, props.sort);
  const openKeys = useMemo(() => openProcesses(nodes, opened), [nodes, opened]);
  const threads = useThreads(bridge, openKeys, { tick: known, held: !live });
  const lines = useMemo(() => linesOf(nodes, opened, threads), [nodes, opened, threads]);

  const open = (key: string, value: boolean) => setOpened((now) => new Map(now).set(key, value));
  const filterOf = (line: Line) => stateOf(conditionsOf(line, tree), chips);
  const choose = (line: Line, exclude: boolean) => {
    const terms = termsOf(conditionsOf(line, tree), exclude);
    const on = filterOf(line) === (exclude ? 'excluded' : 'included');
    if (on) onUnshow(terms);
    else onShow(terms);
  };
  const openAll = (value: boolean) =>
    setOpened(new Map(withChildren(tree.nodes).map(({ key }) => [key, value])));

  const itemsFor = (line: Line): MenuItem[] => [
    {
      label: filterOf(line) === 'included' ? 'Show the others again' : 'Show only this',
      run: () => choose(line, false),
    },
    ...(line.thread === null
      ? [{ label: filterOf(line) === 'excluded' ? 'Show again' : 'Hide', run: () => choose(line, true) }]
      : []),
    ...(line.thread === null
      ? targetsOf(line.node).map(({ label, filter }) => ({ label, run: () => props.onRecordOnly(filter) }))
      : []),
    { label: 'Details…', run: () => setShown(line) },
    { label: 'Open all', run: () => openAll(true) },
    { label: 'Close all', run: () => openAll(false) },
  ];

  return (
    <section className="processes" aria-labelledby="processes-heading">
      <header className="label">
        <h2 id="processes-heading">
          Applications<span className={props.filtered ? 'beside-of-all' : ''}> and processes</span>
        </h2>
        {props.filtered && (
          <span
            className="of-all"
            title="These figures are of the reads kept of the whole capture, whatever the filter"
          >
            of all reads
          </span>
        )}
      </header>
      <Tools {...props} sort={sort} search={search} onSearch={setSearch} />
      {lines.length === 0 && <p className="dim">{emptyText(known, search)}</p>}
      <TreeView
        lines={lines}
        colors={colors}
        sort={sort}
        now={known.now}
        filterOf={filterOf}
        onOpen={open}
        onChoose={choose}
        onMenu={(line, place) => setMenu({ line, place })}
        onDetails={setShown}
        onHold={setHeld}
      >
        {known.others.processes > 0 && search === '' && <Others others={known.others} />}
      </TreeView>
      {menu !== null && (
        <Menu label="Process" items={itemsFor(menu.line)} place={menu.place} onClose={() => setMenu(null)} />
      )}
      {shown !== null && <ProcessDetails line={shown} byPid={known.byPid} onClose={() => setShown(null)} />}
    </section>
  );
});

interface ToolsProps extends Pick<ProcessPanelProps, 'sort' | 'onSort'> {
  search: string;
  onSearch(text: string): void;
}

function Tools({ sort, onSort, search, onSearch }: ToolsProps) {
  const items = SORTS.map((one) => ({
    label: SORT_LABELS[one],
    checked: one === sort,
    run: () => onSort(one),
  }));
  return (
    <div className="process-tools">
      <span className="process-search">
        <Search aria-hidden className="dim" />
        <input
          type="search"
          aria-label="Find a process"
          placeholder="Find"
          autoComplete="off"
          spellCheck={false}
          value={search}
          onChange={(event) => onSearch(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && onSearch('')}
        />
      </span>
      <MenuButton
        label={`Sorted by ${SORT_LABELS[sort]}`}
        title="Sort applications and processes"
        className="plain"
        items={items}
      >
        <ArrowDownWideNarrow aria-hidden />
        {SORT_LABELS[sort]}
      </MenuButton>
    </div>
  );
}

function Others({ others }: { others: Known['others'] }) {
  return (
    <p className="dim process-others">
      and {formatCount(others.processes)} that were quiet for longest: {formatCount(others.reads)} reads,{' '}
      {formatBytes(others.bytes)}
    </p>
  );
}

function emptyText({ processes }: Known, search: string): string {
  if (processes.length === 0) return 'Those that read appear here.';
  return `None of ${formatCount(processes.length)} processes has “${search.trim()}” in its name, command line or PID.`;
}

const withChildren = (nodes: Tree['nodes']): TreeNode[] =>
  nodes.flatMap((node) => (node.children.length > 0 ? [node, ...withChildren(node.children)] : []));

/** Those whose threads are shown. */
function openProcesses(nodes: Tree['nodes'], opened: Opened): string[] {
  return nodes.flatMap((node) => {
    if (!isOpen(node, opened)) return [];
    return node.kind === 'process' ? [node.key] : openProcesses(node.children, opened);
  });
}

/** Sorted as given; while `hold`, as before, so that nothing moves away under the pointer. */
function useSteadyOrder(nodes: Tree['nodes'], hold: boolean, sort: Sort): Tree['nodes'] {
  const order = useRef({ sort, places: new Map<string, number>() });
  return useMemo(() => {
    if (!hold || order.current.sort !== sort) {
      order.current = { sort, places: placesIn(nodes) };
      return nodes;
    }
    return inPlaces(nodes, order.current.places);
  }, [nodes, hold, sort]);
}

function placesIn(nodes: Tree['nodes'], places = new Map<string, number>()): Map<string, number> {
  for (const node of nodes) {
    places.set(node.key, places.size);
    placesIn(node.children, places);
  }
  return places;
}

/** New ones come last. */
function inPlaces(nodes: Tree['nodes'], places: ReadonlyMap<string, number>): TreeNode[] {
  const place = ({ key }: TreeNode) => places.get(key) ?? Number.MAX_SAFE_INTEGER;
  return nodes
    .map((node) => ({ ...node, children: inPlaces(node.children, places) }))
    .sort((a, b) => place(a) - place(b));
}

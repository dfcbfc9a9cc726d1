// The tree as lines, one below the other: which of them are there with what is open. Pure.

import type { ThreadInfo } from '../../contract/processes.ts';
import type { TreeNode } from './process-tree.ts';

export interface Line {
  key: string;
  node: TreeNode;
  /** Set for a thread of the node's one process. */
  thread: ThreadInfo | null;
  /** From 1. */
  level: number;
  /** Place among its siblings, from 1, and how many they are. */
  place: number;
  siblings: number;
  /** null: there is nothing to open. */
  open: boolean | null;
  /** Index of the line it stands under; -1 for none. */
  parent: number;
}

/** By key of the process; those that were not asked for are missing. */
export type Threads = ReadonlyMap<string, readonly ThreadInfo[]>;

/** What the user opened and closed; all others are as `openAtFirst` has it. */
export type Opened = ReadonlyMap<string, boolean>;

/** An application shows its processes, unless it is the machine's own hundreds. */
function openAtFirst({ kind, application }: TreeNode): boolean {
  return kind === 'application' && application.by !== 'machine';
}

export function isOpen(node: TreeNode, opened: Opened): boolean {
  return opened.get(node.key) ?? openAtFirst(node);
}

export function linesOf(nodes: readonly TreeNode[], opened: Opened, threads: Threads): Line[] {
  const lines: Line[] = [];
  const add = (siblings: readonly TreeNode[], level: number, parent: number) => {
    siblings.forEach((node, index) => {
      const open = isOpen(node, opened);
      const at = lines.length;
      const place = { level, place: index + 1, siblings: siblings.length, parent };
      lines.push({ key: node.key, node, thread: null, ...place, open });
      if (!open) return;
      if (node.kind === 'process') addThreads(node, level + 1, at);
      else add(node.children, level + 1, at);
    });
  };
  const addThreads = (node: TreeNode, level: number, parent: number) => {
    const found = threads.get(node.key) ?? [];
    found.forEach((thread, index) => {
      const place = { level, place: index + 1, siblings: found.length, parent };
      lines.push({ key: `${node.key} ${thread.tid}`, node, thread, ...place, open: null });
    });
  };
  add(nodes, 1, -1);
  return lines;
}

/** What a key does to the tree: where the mark goes, or what opens and closes. null: nothing. */
export type Move = { to: number } | { open: string; value: boolean } | null;

/** `page`: lines in view. */
export function moveFor(key: string, lines: readonly Line[], at: number, page: number): Move {
  const line = lines[at];
  const last = lines.length - 1;
  const to = (index: number): Move => ({ to: Math.max(0, Math.min(index, last)) });
  if (line === undefined) return null;
  switch (key) {
    case 'ArrowDown':
      return to(at + 1);
    case 'ArrowUp':
      return to(at - 1);
    case 'PageDown':
      return to(at + page);
    case 'PageUp':
      return to(at - page);
    case 'Home':
      return to(0);
    case 'End':
      return to(last);
    case 'ArrowRight':
      if (line.open === false) return { open: line.key, value: true };
      return line.open && lines[at + 1]?.parent === at ? to(at + 1) : null;
    case 'ArrowLeft':
      if (line.open) return { open: line.key, value: false };
      return line.parent >= 0 ? to(line.parent) : null;
    default:
      return null;
  }
}

/** The next line, round the end, whose text begins so; -1 if none does. */
export function findLine(
  lines: readonly Line[],
  from: number,
  begins: string,
  text: (line: Line) => string,
): number {
  for (let step = 0; step < lines.length; step++) {
    const index = (from + step) % lines.length;
    const line = lines[index];
    if (line !== undefined && text(line).toLowerCase().startsWith(begins)) return index;
  }
  return -1;
}

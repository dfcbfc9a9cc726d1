// Files and folders in words, and the way from a folder to what lies in it. Pure.

import type { FileTotals, FolderTotals } from '../../contract/analysis.ts';
import { formatShare } from '../parts/format.ts';

/** How much of a file was read, by bytes: `3.2 times over`, `once`, `40 %`. */
export function rereadWords({ factor, bytes }: Pick<FileTotals, 'factor' | 'bytes'>): string {
  if (factor === null) return '';
  if (bytes === 0) return 'nothing';
  if (factor < 0.95) return formatShare(factor, 1);
  if (factor < 1.05) return 'once';
  return `${factor < 99.95 ? factor.toFixed(1) : Math.round(factor)} times over`;
}

export const REREAD_TITLE =
  'Bytes read by the size of the file when it was first seen: 2.0 times over is as much as reading all of it twice';

/** Begins of what is no path in a tree: each such thing has a number of its own. */
const NAMELESS = /^(pipe|socket|ns|anon_inode):\[/;

const NAMELESS_WORDS: Readonly<Record<string, string>> = {
  pipe: 'Pipes',
  socket: 'Sockets',
  ns: 'Namespaces',
  anon_inode: 'Anonymous files',
};

/** What a roll-up shows in one line. */
export interface Entry extends FolderTotals {
  /** Its own words where it has no name of its own. */
  words: string | null;
  /** null for what cannot be narrowed to. */
  path: string | null;
}

export function pathIn(folder: string, name: string): string {
  if (folder === '') return name === '…' || name === '(unreachable)' ? name : `/${name}`;
  return `${folder.replace(/\/$/, '')}/${name}`;
}

/** The entries of a folder; in the outermost what has no path at all is put together by its sort. */
export function entriesOf(folder: string, found: readonly FolderTotals[]): Entry[] {
  const entries: Entry[] = [];
  const nameless = new Map<string, Entry>();
  for (const one of found) {
    const [, sort] = folder === '' ? (NAMELESS.exec(one.name) ?? []) : [];
    if (sort !== undefined) {
      const before = nameless.get(sort);
      nameless.set(sort, {
        ...one,
        reads: one.reads + (before?.reads ?? 0),
        bytes: one.bytes + (before?.bytes ?? 0),
        errors: one.errors + (before?.errors ?? 0),
        latency_ns: one.latency_ns + (before?.latency_ns ?? 0),
        files: one.files + (before?.files ?? 0),
        isFolder: false,
        name: sort,
        words: NAMELESS_WORDS[sort] ?? sort,
        path: null,
      });
    } else if (one.name === '') {
      const words = folder === '' ? 'Files not known' : 'The folder itself';
      entries.push({ ...one, words, path: folder === '' ? null : folder });
    } else entries.push({ ...one, words: null, path: pathIn(folder, one.name) });
  }
  return [...entries, ...nameless.values()];
}

export interface Crumb {
  name: string;
  folder: string;
}

/** The folders on the way to this one, the outermost first. */
export function crumbsOf(folder: string): Crumb[] {
  const crumbs: Crumb[] = [];
  let at = folder.startsWith('/') ? '' : null;
  for (const name of folder.split('/').filter((part) => part !== '')) {
    at = at === null ? name : `${at}/${name}`;
    crumbs.push({ name, folder: at });
  }
  return crumbs;
}

export const ENTRY_ORDERS = ['name', 'files', 'reads', 'bytes', 'latency_ns', 'errors'] as const;
export type EntryOrder = (typeof ENTRY_ORDERS)[number];

/** Names from A on, figures the most first. */
export function inOrder(entries: readonly Entry[], order: EntryOrder): Entry[] {
  const nameOf = ({ words, name }: Entry) => words ?? name;
  const byName = (a: Entry, b: Entry) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0);
  if (order === 'name') return [...entries].sort(byName);
  return [...entries].sort((a, b) => b[order] - a[order] || byName(a, b));
}

// What was read folder by folder: a click goes down, a crumb goes up, a button narrows. Shows what it is given.

import { ChevronRight, File, Filter, Folder } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import type { FolderTotals } from '../../contract/analysis.ts';
import { formatBytes, formatCount, formatDuration } from '../parts/format.ts';
import { Name } from '../parts/name.tsx';
import { visibleText } from '../parts/visible-text.ts';
import type { OnNarrow } from './narrow.ts';
import { crumbsOf, type Entry, type EntryOrder, entriesOf, inOrder } from './roll-up.ts';
import { type Heading, Headings, Meter } from './sortable.tsx';

const HEADINGS: readonly Heading<EntryOrder>[] = [
  { key: 'name', text: 'Name', numeric: false, sorts: true },
  { key: 'bytes', text: 'Bytes read', numeric: true, sorts: true },
  { key: 'reads', text: 'Reads', numeric: true, sorts: true },
  { key: 'latency_ns', text: 'Time', numeric: true, sorts: true, title: 'Sum of the latencies of the reads' },
  { key: 'errors', text: 'Errors', numeric: true, sorts: true },
  { key: 'files', text: 'Files', numeric: true, sorts: true },
];

/** More would slow the window down, and nobody reads them. */
const MOST_ROWS = 200;

interface FoldersProps {
  folder: string;
  /** null while the answer for this folder is under way. */
  found: readonly FolderTotals[] | null;
  empty: string;
  onFolder(folder: string): void;
  onNarrow: OnNarrow;
}

export const FoldersTable = memo(function FoldersTable(props: FoldersProps) {
  const { folder, found, empty, onFolder, onNarrow } = props;
  const [order, setOrder] = useState<EntryOrder>('bytes');
  const entries = useMemo(() => inOrder(entriesOf(folder, found ?? []), order), [folder, found, order]);
  const most = entries.reduce((least, { bytes }) => Math.max(least, bytes), 0);
  const more = entries.length - MOST_ROWS;
  return (
    <div className="folders">
      <Crumbs folder={folder} onFolder={onFolder} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which the keyboard must be able to do */}
      <section className="figures rolled" aria-label="Folders" tabIndex={0}>
        <table>
          <caption className="unseen-text">What was read in {visibleText(folder) || 'all folders'}</caption>
          <Headings<EntryOrder> headings={HEADINGS} order={order} onOrder={setOrder} />
          <tbody>
            {entries.slice(0, MOST_ROWS).map((entry) => (
              <tr key={entry.path ?? entry.words}>
                <th scope="row" className="c-name">
                  <EntryName entry={entry} onFolder={onFolder} onNarrow={onNarrow} />
                </th>
                <Meter className="c-bytes" value={entry.bytes} most={most} text={formatBytes(entry.bytes)} />
                <td className="num">{formatCount(entry.reads)}</td>
                <td className="num">{formatDuration(entry.latency_ns)}</td>
                <td className={entry.errors > 0 ? 'num bad' : 'num dim'}>{formatCount(entry.errors)}</td>
                <td className="num dim">{formatCount(entry.files)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {more > 0 && <p className="dim">{formatCount(more)} more, with less than these</p>}
        {found !== null && entries.length === 0 && <p className="plot-empty">{empty}</p>}
      </section>
    </div>
  );
});

function Crumbs({ folder, onFolder }: Pick<FoldersProps, 'folder' | 'onFolder'>) {
  const crumbs = [{ name: 'All', folder: '' }, ...crumbsOf(folder)];
  return (
    <nav className="crumbs" aria-label="Folder">
      {crumbs.map((crumb, index) => (
        <span key={crumb.folder} className="crumb">
          {index > 0 && <ChevronRight aria-hidden />}
          <button
            type="button"
            className="plain"
            aria-current={index === crumbs.length - 1 ? 'location' : undefined}
            onClick={() => onFolder(crumb.folder)}
          >
            <Name value={crumb.name} />
          </button>
        </span>
      ))}
    </nav>
  );
}

interface EntryProps {
  entry: Entry;
  onFolder(folder: string): void;
  onNarrow: OnNarrow;
}

function EntryName({ entry: { path, words, name, isFolder }, onFolder, onNarrow }: EntryProps) {
  if (path === null) return <span className="entry dim">{words}</span>;
  const shown = visibleText(path);
  if (!isFolder) {
    return (
      <button
        type="button"
        className="plain entry"
        title={`Show only the reads of ${shown}`}
        onClick={() => onNarrow([{ path }])}
      >
        <File aria-hidden />
        {words ?? <Name value={name} />}
      </button>
    );
  }
  return (
    <span className="entry-pair">
      <button type="button" className="plain entry" title={`Open ${shown}`} onClick={() => onFolder(path)}>
        <Folder aria-hidden />
        <Name value={name} />
      </button>
      <button
        type="button"
        className="plain entry-filter"
        title={`Show only what was read in ${shown}`}
        aria-label={`Show only what was read in ${shown}`}
        onClick={() => onNarrow([{ folder: path }])}
      >
        <Filter aria-hidden />
      </button>
    </span>
  );
}

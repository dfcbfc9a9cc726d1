// The files that stand out, by what one asks for. Shows what it is given.

import { memo } from 'react';
import type { FileOrder, FileTotals } from '../../contract/analysis.ts';
import { formatBytes, formatCount, formatDuration } from '../parts/format.ts';
import { Path } from '../parts/name.tsx';
import { visibleText } from '../parts/visible-text.ts';
import type { OnNarrow } from './narrow.ts';
import { REREAD_TITLE, rereadWords } from './roll-up.ts';
import { type Heading, Headings, Meter } from './sortable.tsx';

type Column = FileOrder | 'name' | 'size';

const HEADINGS: readonly Heading<Column>[] = [
  { key: 'name', text: 'File', numeric: false, sorts: false },
  { key: 'bytes', text: 'Bytes read', numeric: true, sorts: true },
  { key: 'reads', text: 'Reads', numeric: true, sorts: true },
  { key: 'latency_ns', text: 'Time', numeric: true, sorts: true, title: 'Sum of the latencies of its reads' },
  { key: 'errors', text: 'Errors', numeric: true, sorts: true },
  { key: 'size', text: 'Size', numeric: true, sorts: false, title: 'When it was first seen' },
  { key: 'factor', text: 'Of its size', numeric: true, sorts: true, title: REREAD_TITLE },
];

/** From here on a file was read again, not merely whole. */
const AGAIN = 1.5;

interface FilesProps {
  files: readonly FileTotals[];
  order: FileOrder;
  /** What stands where there are none. */
  empty: string;
  onOrder(order: FileOrder): void;
  onNarrow: OnNarrow;
}

export const FilesTable = memo(function FilesTable({ files, order, empty, onOrder, onNarrow }: FilesProps) {
  const most = files.reduce((least, { bytes }) => Math.max(least, bytes), 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which the keyboard must be able to do
    <section className="figures rolled" aria-label="Files" tabIndex={0}>
      <table>
        <caption className="unseen-text">Files that were read, those with most first</caption>
        <Headings<Column>
          headings={HEADINGS}
          order={order}
          onOrder={(key) => key !== 'name' && key !== 'size' && onOrder(key)}
        />
        <tbody>
          {files.map((file) => (
            <tr key={file.path}>
              <th scope="row" className="c-name">
                <button
                  type="button"
                  className="plain entry"
                  title={`Show only the reads of ${visibleText(file.path) || 'files that are not known'}`}
                  onClick={() => onNarrow([{ path: file.path }])}
                >
                  <Path value={file.path} />
                </button>
              </th>
              <Meter className="c-bytes" value={file.bytes} most={most} text={formatBytes(file.bytes)} />
              <td className="num">{formatCount(file.reads)}</td>
              <td className="num">{formatDuration(file.latency_ns)}</td>
              <td className={file.errors > 0 ? 'num bad' : 'num dim'}>{formatCount(file.errors)}</td>
              <td className="num dim c-size">{file.size > 0 ? formatBytes(file.size) : ''}</td>
              <td className={`num c-factor ${(file.factor ?? 0) >= AGAIN ? 'warn' : ''}`}>
                {rereadWords(file)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {files.length === 0 && <p className="plot-empty">{empty}</p>}
    </section>
  );
});

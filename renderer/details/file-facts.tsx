// What is known of the file, and how the process goes through it.

import type { Details, Pattern } from '../../contract/details.ts';
import { formatBytes, formatCount } from '../parts/format.ts';
import { AccessPlot } from './access-plot.tsx';
import { Fact, Remark } from './facts.tsx';
import { accessWords, timesOver } from './meaning.ts';

export function FileFacts({ details }: { details: Details }) {
  const { file, pattern } = details;
  if (file === null || pattern === null) {
    return <p className="dim">Which file it was is not known.</p>;
  }
  const { kind, size, inode, device, deleted, cut, unreachable } = file;
  const remarks = [
    deleted ? 'It is gone: no name leads to it any more.' : '',
    cut ? 'The beginning of its path is not known.' : '',
    unreachable ? 'It lies outside the root of the process.' : '',
  ];
  return (
    <>
      <dl className="facts">
        <Fact name="Size">
          {size > 0 ? formatBytes(size) : <span className="dim">none or empty</span>}
          <Remark>{remarks.filter((remark) => remark !== '').join(' ')}</Remark>
        </Fact>
        <Fact name="Read">
          {formatCount(pattern.reads)} {pattern.reads === 1 ? 'time' : 'times'} by this process
          <Remark>{amountWords(pattern, size)}</Remark>
        </Fact>
        {pattern.tiny > 0 && (
          <Fact name="Tiny">
            {formatCount(pattern.tiny)} {pattern.tiny === 1 ? 'read' : 'reads'} asked for less than 4 KiB
          </Fact>
        )}
        <Fact name="Inode">
          <span className="dim">
            {inode} on {device.major}:{device.minor}, {kind}
          </span>
        </Fact>
      </dl>
      {pattern.access !== 'none' && <p>{accessWords(pattern)}</p>}
      <AccessPlot details={details} />
    </>
  );
}

/** `28.4 MB, 7 times over, all of it`. */
function amountWords({ bytes, distinct, examined, reads, placed }: Pattern, size: number): string {
  if (placed === 0) return '';
  const of = examined < reads ? `Of the ${formatCount(examined)} around this one: ` : '';
  const over = bytes >= 1.5 * distinct ? `, ${timesOver(bytes, distinct)} times over` : '';
  const share = size > 0 ? Math.min(1, distinct / size) : null;
  const part = share === null ? '' : share === 1 ? ', all of it' : `, ${shareWords(share)} of it`;
  return `${of}${formatBytes(bytes)}${over}${part}`;
}

const shareWords = (share: number) => (share < 0.01 ? '< 1 %' : `${Math.floor(100 * share)} %`);

// What is known of the read itself and of who made it.

import type { Details } from '../../contract/details.ts';
import { formatCount, formatDuration, formatIsoTime, formatTime } from '../parts/format.ts';
import { Name } from '../parts/name.tsx';
import { visibleText } from '../parts/visible-text.ts';
import { Fact, Remark } from './facts.tsx';
import { outcomeWords, placeWords, rankWords, waitWords } from './meaning.ts';

export function ReadFacts({ details }: { details: Details }) {
  const { read, gap_ns, rank, position } = details;
  const { path, ret, count, error, offset, latency_ns, time, syscall, fd, kind } = read;
  const name = path.lastIndexOf('/') + 1;
  const words = [rankWords(rank), placeWords(details)];
  const [slower = '', place = ''] = words.map((text) => (text === '' ? '' : `, ${text}`));
  return (
    <dl className="facts">
      <Fact name="File" copy={path}>
        <Name value={path.slice(name)} none={path === '' ? '⟨not known⟩' : '/'} />
        {name > 1 && (
          <Remark>
            <Name value={path.slice(0, name - 1)} />
          </Remark>
        )}
      </Fact>
      <Fact name="Got / asked">
        <span className={error === '' ? '' : 'bad'}>{error || formatCount(ret)}</span> / {formatCount(count)}{' '}
        {count === '1' ? 'byte' : 'bytes'}
        <Remark>{outcomeWords(details)}</Remark>
      </Fact>
      <Fact name="Offset">
        {offset < 0 ? <span className="dim">none</span> : `${formatCount(offset)}${place}`}
        <Remark>{positionWords(position)}</Remark>
      </Fact>
      <Fact name="Latency">
        {formatDuration(latency_ns)}
        {slower}
        <Remark>{waitWords(read)}</Remark>
      </Fact>
      <Fact name="Time">
        <time dateTime={formatIsoTime(time)} title={formatIsoTime(time)}>
          {formatTime(time)}
        </time>
        <Remark>{gapWords(gap_ns)}</Remark>
      </Fact>
      <Fact name="Call">
        {syscall} on fd {fd} <span className="dim">{kind}</span>
      </Fact>
    </dl>
  );
}

function positionWords(position: number | null): string {
  if (position === null || position === 0) return '';
  return position >= 1
    ? 'At the end of the file or beyond'
    : `${(100 * position).toFixed(0)} % into the file`;
}

function gapWords(gap: number | null): string {
  if (gap === null) return 'The first read of its thread';
  return gap < 0 ? '' : `${formatDuration(gap)} after the one before in its thread`;
}

export function WhoFacts({ details: { read, process } }: { details: Details }) {
  return (
    <dl className="facts">
      <Fact name="Process">
        <Name value={read.process || read.comm} /> <span className="dim">({read.pid})</span>
      </Fact>
      <Fact name="Thread">
        <Name value={read.comm} /> <span className="dim">({read.tid})</span>
      </Fact>
      {process === null ? (
        <Fact name="More">
          <span className="dim">Its description did not reach ioscope.</span>
        </Fact>
      ) : (
        <>
          <Fact name="Command" copy={process.cmdline}>
            <span className="clamped" title={visibleText(process.cmdline)}>
              <Name value={process.cmdline} none="none: a thread of the kernel" />
            </span>
          </Fact>
          <Fact name="Parent">
            {process.parent_name !== '' && <Name value={process.parent_name} />}{' '}
            <span className="dim">({process.parent})</span>
          </Fact>
          <Fact name="User">
            {process.user !== '' && <Name value={process.user} />}{' '}
            <span className="dim">uid {process.uid}</span>
          </Fact>
          {process.cgroup !== '' && (
            <Fact name="Cgroup">
              <span className="clamped" title={visibleText(process.cgroup)}>
                <Name value={process.cgroup} />
              </span>
            </Fact>
          )}
        </>
      )}
    </dl>
  );
}

// The reads right before and after, in the thread and of the file: a press goes to one.

import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Details, Neighbours as Pair } from '../../contract/details.ts';
import type { ReadRow } from '../../contract/read.ts';
import { formatCount, formatDuration } from '../parts/format.ts';
import { Name } from '../parts/name.tsx';

interface NeighboursProps {
  details: Details;
  onRead(read: ReadRow): void;
}

export function Neighbours({ details: { read, thread, sameFile }, onRead }: NeighboursProps) {
  const fileName = ({ path }: ReadRow) => (
    <Name value={path.slice(path.lastIndexOf('/') + 1)} none={path === '' ? '⟨not known⟩' : '/'} />
  );
  const processName = ({ process, comm, pid }: ReadRow) =>
    pid === read.pid ? 'this process' : <Name value={process || comm} />;
  return (
    <>
      <Side title="In this thread" {...{ read, pair: thread, what: fileName, onRead }} />
      <Side title="Of this file" {...{ read, pair: sameFile, what: processName, onRead }} />
    </>
  );
}

interface SideProps {
  title: string;
  read: ReadRow;
  pair: Pair;
  what(read: ReadRow): React.ReactNode;
  onRead(read: ReadRow): void;
}

function Side({ title, read, pair, what, onRead }: SideProps) {
  return (
    <fieldset className="neighbours">
      <legend>{title}</legend>
      {([pair.before, pair.after] as const).map((one, index) => {
        const side = index === 0 ? 'before' : 'after';
        if (one === null) return <p key={side} className="dim">{`None ${side} it`}</p>;
        const Arrow = index === 0 ? ArrowUp : ArrowDown;
        const apart = Math.abs(Number(BigInt(read.time) - BigInt(one.time)));
        return (
          <button key={side} type="button" title="Go to this read" onClick={() => onRead(one)}>
            <Arrow aria-hidden />
            <span className="neighbour-time">{`${formatDuration(apart)} ${side}`}</span>
            <span className="neighbour-what">{what(one)}</span>
            <span className={one.error === '' ? 'num' : 'num bad'}>{one.error || formatCount(one.ret)}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

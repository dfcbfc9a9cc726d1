// The processes seen so far, the busiest first. A press shows only one; its × hides it.

import { EyeOff } from 'lucide-react';
import { type MouseEvent, memo, useRef, useState } from 'react';
import type { Seen } from '../contract/capture.ts';
import type { Term } from '../contract/read.ts';
import { formatCount } from './format.ts';
import { Name } from './name.tsx';
import { type SeriesColors, swatchClass } from './series-colors.ts';
import { visibleText } from './visible-text.ts';

/** More cannot be overlooked anyway; the filter box finds the rest. */
const MOST = 200;

type Process = Seen['pids'][number];

interface ProcessListProps {
  seen: Seen | null;
  chips: readonly Term[];
  colors: SeriesColors;
  onTerm(term: Term): void;
  onRemove(term: Term): void;
}

export const ProcessList = memo(function ProcessList({
  seen,
  chips,
  colors,
  onTerm,
  onRemove,
}: ProcessListProps) {
  const [pointed, setPointed] = useState(false);
  const processes = useSteadyOrder(seen?.pids ?? [], pointed);
  const shown = processes.slice(0, MOST);

  return (
    <aside className="processes" aria-labelledby="processes-heading">
      <h2 id="processes-heading" className="label">
        Processes {processes.length > 0 && <span className="num">{formatCount(processes.length)}</span>}
      </h2>
      <ul onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
        {shown.map((process) => (
          <ProcessItem
            key={process.pid}
            process={process}
            chip={chips.find(({ field, value }) => field === 'pid' && value === String(process.pid))}
            swatch={swatchClass(colors, process.pid)}
            onTerm={onTerm}
            onRemove={onRemove}
          />
        ))}
      </ul>
      {processes.length > MOST && <p className="dim">and {formatCount(processes.length - MOST)} more</p>}
      {processes.length === 0 && <p className="dim">Those that read appear here.</p>}
    </aside>
  );
});

interface ProcessItemProps {
  process: Process;
  /** The chip of the filter for this process, if there is one. */
  chip: Term | undefined;
  swatch: string;
  onTerm(term: Term): void;
  onRemove(term: Term): void;
}

function ProcessItem({ process, chip, swatch, onTerm, onRemove }: ProcessItemProps) {
  const { pid, comm, reads } = process;
  const term = (exclude: boolean): Term => ({ field: 'pid', value: String(pid), exclude });
  const choose = (exclude: boolean) =>
    chip?.exclude === exclude ? onRemove(term(exclude)) : onTerm(term(exclude));
  const state = chip === undefined ? '' : chip.exclude ? ' excluded' : ' included';
  return (
    <li className={`process${state}`}>
      <button
        type="button"
        className="process-main"
        aria-pressed={chip?.exclude === false}
        title="Show only this process (with Alt: hide it)"
        onClick={(event: MouseEvent) => choose(event.altKey)}
      >
        <i className={swatch} />
        <span className="process-name">
          <Name value={comm} />
          <small className="dim">{pid}</small>
        </span>
        <span className="num">{formatCount(reads)}</span>
      </button>
      <button
        type="button"
        className="process-hide icon"
        aria-pressed={chip?.exclude === true}
        aria-label={`Exclude ${visibleText(comm)} ${pid}`}
        title="Hide this process"
        onClick={() => choose(true)}
      >
        <EyeOff aria-hidden />
      </button>
    </li>
  );
}

/** Sorted by reads; while `hold`, in the order before, so that nothing moves away under the pointer. */
function useSteadyOrder(processes: readonly Process[], hold: boolean): readonly Process[] {
  const order = useRef(new Map<number, number>());
  const sorted = [...processes].sort((a, b) => b.reads - a.reads);
  if (hold) {
    const place = ({ pid }: Process) => order.current.get(pid) ?? Number.MAX_SAFE_INTEGER;
    sorted.sort((a, b) => place(a) - place(b));
  } else {
    order.current = new Map(sorted.map(({ pid }, index) => [pid, index]));
  }
  return sorted;
}

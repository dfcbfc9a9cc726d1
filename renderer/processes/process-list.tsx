// The processes seen so far by name, the busiest first. A press shows only these; the eye hides them.

import { memo, useMemo, useRef, useState } from 'react';
import type { Seen } from '../../contract/capture.ts';
import type { Term } from '../../contract/filter.ts';
import { type SeriesColors, swatchClass } from '../charts/series-colors.ts';
import { formatCount } from '../parts/format.ts';
import { groupProcesses, type ProcessGroup } from './process-groups.ts';
import { ProcessItem } from './process-item.tsx';

/** More cannot be overlooked anyway; the filter box finds the rest. */
const MOST = 200;

interface ProcessListProps {
  seen: Seen | null;
  chips: readonly Term[];
  colors: SeriesColors;
  onTerm(term: Term): void;
  onRemove(term: Term): void;
}

interface Entry {
  key: string;
  group: ProcessGroup;
  /** The one process the entry stands for; null for all of the group. */
  pid: number | null;
  name: string;
  reads: number;
  nested: boolean;
}

export const ProcessList = memo(function ProcessList(props: ProcessListProps) {
  const { seen, chips, colors, onTerm, onRemove } = props;
  const [pointed, setPointed] = useState(false);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const found = useMemo(() => (seen ? groupProcesses(seen) : []), [seen]);
  const groups = useSteadyOrder(found, pointed);
  const entries = groups.flatMap((group) => entriesOf(group, open.has(group.key)));
  const count = seen?.pids.length ?? 0;

  const toggle = (key: string) =>
    setOpen((now) => new Set(now.has(key) ? [...now].filter((one) => one !== key) : [...now, key]));

  return (
    <section className="processes" aria-labelledby="processes-heading">
      <h2 id="processes-heading" className="label">
        Processes {count > 0 && <span className="num">{formatCount(count)}</span>}
      </h2>
      <div className="processes-room">
        {count === 0 && <p className="dim">Those that read appear here.</p>}
        <ul onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
          {entries.slice(0, MOST).map(({ key, group, pid, name, reads, nested }) => (
            <ProcessItem
              key={key}
              name={name}
              detail={pid === null ? `${formatCount(group.processes.length)} processes` : String(pid)}
              reads={reads}
              nested={nested}
              term={pid === null ? { field: 'process', value: name } : { field: 'pid', value: String(pid) }}
              chips={chips}
              swatch={swatchClass(colors, pid ?? busiestWithColor(group, colors))}
              open={pid === null ? open.has(group.key) : null}
              onToggle={() => toggle(group.key)}
              onTerm={onTerm}
              onRemove={onRemove}
            />
          ))}
          {entries.length > MOST && (
            <li className="process-more dim">and {formatCount(entries.length - MOST)} more</li>
          )}
        </ul>
      </div>
    </section>
  );
});

function entriesOf(group: ProcessGroup, open: boolean): Entry[] {
  const { name, processes } = group;
  const single = (nested: boolean) =>
    processes.map(({ pid, reads }) => ({ key: String(pid), group, pid, name, reads, nested }));
  if (processes.length === 1) return single(false);
  const all = { key: group.key, group, pid: null, name, reads: group.reads, nested: false };
  // In an order that nothing changes: they cannot move away under the pointer.
  return open ? [all, ...single(true).sort((a, b) => a.pid - b.pid)] : [all];
}

function busiestWithColor({ processes }: ProcessGroup, colors: SeriesColors): number {
  return processes.find(({ pid }) => colors.has(pid))?.pid ?? 0;
}

/** Sorted as given; while `hold`, in the order before, so that nothing moves away under the pointer. */
function useSteadyOrder(groups: readonly ProcessGroup[], hold: boolean): readonly ProcessGroup[] {
  const order = useRef(new Map<string, number>());
  if (!hold) {
    order.current = new Map(groups.map(({ key }, index) => [key, index]));
    return groups;
  }
  const place = ({ key }: ProcessGroup) => order.current.get(key) ?? Number.MAX_SAFE_INTEGER;
  return [...groups].sort((a, b) => place(a) - place(b));
}

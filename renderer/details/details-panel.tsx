// The panel at the right: everything known about one read. It keeps what it shows until the next is there.

import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Details } from '../../contract/details.ts';
import type { Expression } from '../../contract/filter.ts';
import type { Finding } from '../../contract/findings.ts';
import type { WindowBridge } from '../bridge.ts';
import { FindingCard, type FindingLinks } from '../findings/finding-card.tsx';
import { keyOf } from '../findings/finding-text.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { type LiveOptions, useLive } from '../parts/use-live.ts';
import { useThrottled } from '../parts/use-throttled.ts';
import { Edge } from './edge.tsx';
import { Part } from './facts.tsx';
import { FileFacts } from './file-facts.tsx';
import { filterChoices } from './filter-choices.ts';
import { Neighbours } from './neighbours.tsx';
import { ReadFacts, WhoFacts } from './read-facts.tsx';
import type { DetailsControl } from './use-details.ts';

/** While arrow keys run through the table. */
const STEP_MS = 120;
/** More reads of the file may have come, and a read after this one. */
const LEAST_MS = 2000;
/** An answer is followed by this many times the time it took without a question. */
const REST = 4;

export interface DetailsPanelProps {
  bridge: WindowBridge;
  control: DetailsControl;
  /** The read's place in the capture. */
  row: number;
  generation: number;
  news: Pick<LiveOptions, 'tick' | 'held'>;
  /** Of the whole capture. */
  findings: readonly Finding[];
  links: FindingLinks;
  onFilter(expression: Expression): void;
  onClose(): void;
}

export function DetailsPanel(props: DetailsPanelProps) {
  const { bridge, control, row, generation, news, onClose } = props;
  const { panel, changePanel, onShown } = control;
  const ref = useRef<HTMLElement>(null);
  const took = useRef(0);
  const wanted = useThrottled(row, STEP_MS);
  const ask = async () => {
    const asked = performance.now();
    const details = await bridge.request('details', { row: wanted });
    took.current = performance.now() - asked;
    return details;
  };
  const details = useLive(ask, {
    ...news,
    key: `${generation} ${wanted}`,
    interval: Math.max(LEAST_MS, took.current * (REST + 1)),
  });
  useEffect(() => {
    if (details !== null) onShown(details.read);
  }, [details, onShown]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  };
  return (
    <aside
      ref={ref}
      className="details-panel"
      aria-label="Details"
      aria-busy={details?.read.row !== row}
      tabIndex={-1}
      style={panel.width === null ? {} : { width: panel.width }}
      onKeyDown={onKeyDown}
    >
      <Edge panel={ref} width={panel.width} onWidth={(width) => changePanel({ width })} />
      <header>
        <h2>Read</h2>
        <IconButton
          className="icon plain"
          label="Close the details"
          title="Close (Escape)"
          icon={X}
          onClick={onClose}
        />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which the keyboard must be able to do */}
      <section className="details-body" aria-label="About this read" tabIndex={0}>
        {control.hidden && (
          <p className="details-note">
            This read is not among the rows of the table: the filter hides it, or the view is paused.
          </p>
        )}
        {details !== null && <Body {...props} details={details} />}
      </section>
    </aside>
  );
}

function Body({ details, control, findings, links, onFilter }: DetailsPanelProps & { details: Details }) {
  const { pid, path } = details.read;
  const isAbout = (one: Finding) => one.path === path || (one.files?.paths.includes(path) ?? false);
  const about = path === '' ? [] : findings.filter((one) => one.pid === pid && isAbout(one));
  return (
    <>
      <ReadFacts details={details} />
      <Part title="This file">
        <FileFacts details={details} />
        {about.map((finding) => (
          <FindingCard key={keyOf(finding)} finding={finding} links={links} brief />
        ))}
      </Part>
      <Part title="Filter by">
        <div className="filter-choices">
          {filterChoices(details).map(({ label, title, expression }) => (
            <button key={label} type="button" title={title} onClick={() => onFilter(expression)}>
              <span>{label}</span>
            </button>
          ))}
        </div>
      </Part>
      <Part title="Before and after">
        <Neighbours details={details} onRead={control.goTo} />
      </Part>
      <Part title="Who read">
        <WhoFacts details={details} />
      </Part>
    </>
  );
}

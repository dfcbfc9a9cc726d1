// The window: joins the capture, the filter and the panels. Each panel is its own component and knows no other.

import { useCallback, useRef, useState } from 'react';
import type { Term } from '../contract/filter.ts';
import type { WindowBridge } from './bridge.ts';
import { CaptureChoice } from './capture/capture-choice.tsx';
import { ThroughputChart } from './charts/throughput-chart.tsx';
import { useThroughput } from './charts/use-throughput.ts';
import { cellActions } from './filter/cell-actions.ts';
import { FilterBar } from './filter/filter-bar.tsx';
import { NothingPasses } from './filter/nothing-passes.tsx';
import { useExplanation } from './filter/use-explanation.ts';
import { useFilter } from './filter/use-filter.ts';
import { useFind } from './filter/use-find.ts';
import { useHighlights } from './filter/use-highlights.ts';
import { EmptyState } from './frame/empty-state.tsx';
import { ProblemBanner } from './frame/problem-banner.tsx';
import { isRecording } from './frame/state-text.ts';
import { StatusBar } from './frame/status-bar.tsx';
import { Toolbar } from './frame/toolbar.tsx';
import { useExport } from './frame/use-export.ts';
import { useProblems } from './frame/use-problems.ts';
import { useLive } from './parts/use-live.ts';
import { BlockedList } from './processes/blocked-list.tsx';
import { ProcessList } from './processes/process-list.tsx';
import { ReadsTable } from './table/reads-table.tsx';
import { useReads } from './table/use-reads.ts';
import { useCapture } from './use-capture.ts';

const SEEN_INTERVAL_MS = 400;
const BLOCKED_INTERVAL_MS = 500;

export function App({ bridge }: { bridge: WindowBridge }) {
  const { report, attempt, shownFor } = useProblems();
  const capture = useCapture(bridge, report);
  const [paused, setPaused] = useState(false);
  // Changes when the panels should look again; those that are held while the view is paused do not.
  const news = { tick: `${capture.status?.state} ${capture.status?.rows}`, held: paused };
  const seen = useLive(() => bridge.request('seen', {}), {
    ...news,
    // A new state and the first rows do not wait.
    key: `${capture.generation} ${capture.status?.state} ${(capture.status?.rows ?? 0) > 0}`,
    interval: SEEN_INTERVAL_MS,
  });
  const recording = isRecording(capture);
  const blocked = useLive(() => bridge.request('blocked', {}), {
    // Each status is a tick: calls wait on while no row comes.
    tick: capture.receivedAt,
    held: paused || !recording,
    key: `${recording}`,
    interval: BLOCKED_INTERVAL_MS,
  });
  const filter = useFilter(seen, capture.status?.started ?? null);
  const highlights = useHighlights(filter.clock);
  const find = useFind(bridge, filter.filter, filter.clock);
  const { source, reads } = useReads(bridge, capture, filter.filter, paused, report);
  const throughput = useThroughput(bridge, capture, filter.filter, news);
  const { exporting, start, cancel, dismiss } = useExport(bridge);

  const toggle = () => setPaused(!paused);
  const record = () => attempt(() => bridge.request('record', {}));
  const problem = shownFor(bridge, capture, record);
  // Rows come in two answers, of which neither is always the newer: everything that says how many says this.
  const total = Math.max(capture.status?.rows ?? 0, reads.total);

  // The same functions in every render, so that panels are drawn again only for what they show.
  const latest = useRef({ filter, highlights });
  latest.current = { filter, highlights };
  const addTerm = useCallback((term: Term) => latest.current.filter.addTerm(term), []);
  const removeTerm = useCallback((term: Term) => latest.current.filter.removeTerm(term), []);
  const hidden = !reads.waiting && reads.matched === 0 ? reads.total : null;
  const suspects = useExplanation(bridge, filter, hidden);

  return (
    <div className="window">
      <Toolbar
        capture={capture}
        paused={paused}
        exportable={reads.matched}
        onRecord={record}
        onStop={() => attempt(() => bridge.request('stop', {}))}
        onPause={toggle}
        onClear={() => attempt(() => bridge.request('clear', {}))}
        onExport={(format) => attempt(() => start(filter.filter, format))}
      >
        <CaptureChoice
          filter={capture.status?.capture_filter ?? null}
          recording={recording}
          onChoose={(chosen) => bridge.request('chooseReads', { filter: chosen })}
        />
      </Toolbar>
      <FilterBar
        bridge={bridge}
        filter={filter}
        highlights={highlights}
        find={find}
        reads={reads}
        total={paused ? reads.total : total}
      />
      <section aria-label="Messages">
        {problem && (
          <ProblemBanner
            problem={problem.problem}
            notice={problem.notice}
            onRetry={problem.retry}
            onDismiss={problem.dismiss}
          />
        )}
      </section>
      <div className="panels">
        <aside className="side">
          <ProcessList
            seen={seen}
            chips={filter.terms}
            colors={throughput.colors}
            onTerm={addTerm}
            onRemove={removeTerm}
          />
          <BlockedList calls={recording ? blocked : null} onTerm={addTerm} />
        </aside>
        <main>
          <ThroughputChart data={throughput} />
          <section className="table" aria-label="Table of reads">
            <ReadsTable
              source={source}
              reads={reads}
              colors={throughput.colors}
              paused={paused}
              find={find.table}
              highlightOf={highlights.highlightOf}
              cellActions={cellActions(filter, highlights)}
              onResume={toggle}
            />
            <EmptyState
              capture={capture}
              reads={reads}
              paused={paused}
              nothingPasses={
                filter.active && <NothingPasses filter={filter} suspects={suspects} total={reads.total} />
              }
            />
          </section>
        </main>
      </div>
      <StatusBar
        capture={capture}
        total={total}
        paused={paused}
        exporting={exporting}
        onCancelExport={() => attempt(cancel)}
        onDismissExport={dismiss}
      />
    </div>
  );
}

// The window: joins the capture, the filter and the panels. Each panel is its own component and knows no other.

import { useCallback, useRef, useState } from 'react';
import { lostReads } from '../contract/capture.ts';
import type { WindowBridge } from './bridge.ts';
import { AnalysisPanel } from './charts/analysis-panel.tsx';
import type { OnNarrow } from './charts/narrow.ts';
import { useThroughput } from './charts/use-throughput.ts';
import { FilterBar } from './filter/filter-bar.tsx';
import { quoted } from './filter/filter-text.ts';
import { useFilter } from './filter/use-filter.ts';
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
  const filter = useFilter(seen);
  const { source, reads } = useReads(bridge, capture, filter.filter, paused, report);
  const throughput = useThroughput(bridge, capture, filter.filter, news);
  const { exporting, start, cancel, dismiss } = useExport(bridge);

  const toggle = () => setPaused(!paused);
  const record = () => attempt(() => bridge.request('record', {}));
  const problem = shownFor(bridge, capture, record);
  // Rows come in two answers, of which neither is always the newer: everything that says how many says this.
  const total = Math.max(capture.status?.rows ?? 0, reads.total);

  // The same functions in every render, so that panels are drawn again only for what they show.
  const latest = useRef(filter);
  latest.current = filter;
  const addTerm = useCallback((term: Parameters<typeof filter.add>[0]) => latest.current.add(term), []);
  const removeTerm = useCallback(
    (term: Parameters<typeof filter.remove>[0]) => latest.current.remove(term),
    [],
  );

  const narrow = useCallback<OnNarrow>(
    (conditions) => {
      for (const condition of conditions) {
        if ('path' in condition) addTerm({ field: 'path', value: condition.path, exclude: false });
        if ('pid' in condition) addTerm({ field: 'pid', value: String(condition.pid), exclude: false });
        if ('folder' in condition) latest.current.type(quoted(`${condition.folder}/`));
      }
    },
    [addTerm],
  );

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
      />
      <FilterBar filter={filter} seen={seen} reads={reads} total={paused ? reads.total : total} />
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
            chips={filter.chips}
            colors={throughput.colors}
            onTerm={addTerm}
            onRemove={removeTerm}
          />
          <BlockedList calls={recording ? blocked : null} onTerm={addTerm} />
        </aside>
        <main>
          <AnalysisPanel
            source={{ bridge, filter: filter.filter, generation: capture.generation, news }}
            throughput={throughput}
            rows={total}
            lost={capture.status ? lostReads(capture.status.losses) : 0}
            onNarrow={narrow}
          />
          <section className="table" aria-label="Table of reads">
            <ReadsTable
              source={source}
              reads={reads}
              colors={throughput.colors}
              paused={paused}
              onTerm={addTerm}
              onResume={toggle}
            />
            <EmptyState
              capture={capture}
              reads={reads}
              filtered={filter.active}
              paused={paused}
              onClearFilter={filter.clear}
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

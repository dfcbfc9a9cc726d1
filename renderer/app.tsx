// The window: joins the capture, the filter and the panels. Each panel is its own component and knows no other.

import { useCallback, useRef, useState } from 'react';
import { lostReads } from '../contract/capture.ts';
import { type CaptureFilter, RECORD_ALL } from '../contract/capture-filter.ts';
import type { Expression, Term } from '../contract/filter.ts';
import type { Finding } from '../contract/findings.ts';
import type { WindowBridge } from './bridge.ts';
import { CaptureChoice } from './capture/capture-choice.tsx';
import { AnalysisPanel } from './charts/analysis-panel.tsx';
import { usePanel } from './charts/use-panel.ts';
import { DetailsPanel } from './details/details-panel.tsx';
import { closeDetails, goToDetails } from './details/focus.ts';
import { useDetails } from './details/use-details.ts';
import { cellActions } from './filter/cell-actions.ts';
import { termOf } from './filter/chips.ts';
import { FilterBar } from './filter/filter-bar.tsx';
import { NothingPasses } from './filter/nothing-passes.tsx';
import { useExplanation } from './filter/use-explanation.ts';
import { useFilter } from './filter/use-filter.ts';
import { useFind } from './filter/use-find.ts';
import { useHighlights } from './filter/use-highlights.ts';
import { useFindingLinks } from './findings/use-finding-links.ts';
import { useFindings } from './findings/use-findings.ts';
import { Announcer } from './frame/announcer.tsx';
import { type Actions, commandsOf } from './frame/commands.ts';
import { type DialogName, Dialogs } from './frame/dialogs.tsx';
import { EmptyState } from './frame/empty-state.tsx';
import { ProblemBanner } from './frame/problem-banner.tsx';
import { changeSettings, useSettings } from './frame/settings.ts';
import { isRecording } from './frame/state-text.ts';
import { StatusBar } from './frame/status-bar.tsx';
import { Toolbar } from './frame/toolbar.tsx';
import { useCommandKeys } from './frame/use-commands.ts';
import { useExport } from './frame/use-export.ts';
import { useProblems } from './frame/use-problems.ts';
import { MarkButton } from './marks/mark-button.tsx';
import { MarksMenu } from './marks/marks-menu.tsx';
import { useLive } from './parts/use-live.ts';
import { BlockedList } from './processes/blocked-list.tsx';
import { ProcessPanel } from './processes/process-panel.tsx';
import type { Sort } from './processes/process-tree.ts';
import { useProcesses } from './processes/use-processes.ts';
import { ReadsTable } from './table/reads-table.tsx';
import { resetColumns } from './table/use-columns.ts';
import { useLost } from './table/use-lost.ts';
import { useMarkLines } from './table/use-mark-lines.ts';
import { useReads } from './table/use-reads.ts';
import { useTime } from './time/use-time.ts';
import { useCapture } from './use-capture.ts';

const SEEN_INTERVAL_MS = 1000;
const BLOCKED_INTERVAL_MS = 1000;

const PLACES = {
  filter: '.filter-box input',
  processes: '[role=tree]',
  reads: '[role=grid]',
};

function focusOn(where: keyof typeof PLACES): void {
  document.querySelector<HTMLElement>(PLACES[where])?.focus();
}

export function App({ bridge }: { bridge: WindowBridge }) {
  const { report, attempt, shownFor } = useProblems();
  const capture = useCapture(bridge, report);
  const { sort, order, timeShown } = useSettings();
  const [paused, setPaused] = useState(false);
  const [dialog, setDialog] = useState<DialogName | null>(null);
  // Changes when the panels should look again; those that are held while the view is paused do not.
  const news = { tick: `${capture.status?.state} ${capture.status?.rows}`, held: paused };
  // Each status is a tick: calls wait on, and rates fall, while no row comes.
  const moments = { tick: capture.receivedAt, held: paused };
  const seen = useLive(() => bridge.request('seen', {}), {
    ...news,
    // A new state and the first rows do not wait.
    key: `${capture.generation} ${capture.status?.state} ${(capture.status?.rows ?? 0) > 0}`,
    interval: SEEN_INTERVAL_MS,
  });
  const recording = isRecording(capture);
  const blocked = useLive(() => bridge.request('blocked', {}), {
    ...moments,
    held: paused || !recording,
    key: `${recording}`,
    interval: BLOCKED_INTERVAL_MS,
  });
  const processes = useProcesses(bridge, capture, moments);
  const filter = useFilter(seen, capture.status?.started ?? null);
  const highlights = useHighlights(filter.clock);
  // A read that was chosen among sorted ones would be elsewhere with each that comes.
  const [held, setHeld] = useState(false);
  const { source, reads } = useReads(bridge, capture, filter.filter, order, paused || held, report);
  const find = useFind(bridge, reads, filter.clock);
  const details = useDetails({ generation: capture.generation, filter: reads.filter, goTo: find.goTo });
  const lost = useLost(bridge, capture, reads, paused, attempt);
  const [panel, changePanel] = usePanel();
  const time = useTime({ bridge, capture, filter, find, news, panel, attempt, report });
  const markLines = useMarkLines(bridge, capture, reads, paused, time.marks.marks);
  const { throughput, narrow } = time.axis;
  const { exporting, start, cancel, dismiss } = useExport(bridge);
  // Rows come in two answers, of which neither is always the newer: everything that says how many says this.
  const total = Math.max(capture.status?.rows ?? 0, reads.total);

  // The same functions in every render, so that panels are drawn again only for what they show.
  const latest = useRef({ filter, highlights });
  latest.current = { filter, highlights };
  const show = useCallback((terms: Term[]) => latest.current.filter.addTerms(terms), []);
  const unshow = useCallback((terms: Term[]) => latest.current.filter.removeTerms(terms), []);
  const showOnly = useCallback((expression: Expression) => latest.current.filter.addOnly(expression), []);
  const hidden = !reads.waiting && reads.matched === 0 ? reads.total : null;
  const suspects = useExplanation(bridge, filter, hidden);

  const isBusy = useRef(recording);
  isBusy.current = recording;
  /** While a recording runs, from now on; else it begins. */
  const recordOnly = useCallback(
    (target: CaptureFilter) =>
      attempt(async () => {
        await bridge.request('chooseReads', { filter: target });
        if (!isBusy.current) await bridge.request('record', {});
      }),
    [attempt, bridge],
  );

  const found = useFindings(bridge, capture.generation, { ...news, rows: total, recording });
  const findingLinks = useFindingLinks(showOnly, details.goTo);
  const filterBy = useCallback((expression: Expression) => {
    const term = termOf(expression);
    if (term === null) latest.current.filter.add(expression);
    else latest.current.filter.addTerms([term]);
  }, []);

  const actions: Actions = {
    time: time.actions,
    record: () => attempt(() => bridge.request('record', {})),
    stop: () => attempt(() => bridge.request('stop', {})),
    trace: () => setDialog('trace'),
    pause: () => setPaused(!paused),
    clear: () => attempt(() => bridge.request('clear', {})),
    export: (format) => attempt(() => start(filter.filter, format)),
    clearFilter: filter.clear,
    focus: focusOn,
    details: () => goToDetails(details),
    columns: () => setDialog('columns'),
    usualColumns: resetColumns,
    sort: (order) => changeSettings({ order }),
    showTime: (timeShown) => changeSettings({ timeShown }),
    settings: () => setDialog('settings'),
    palette: () => setDialog('palette'),
    keys: () => setDialog('keys'),
  };
  const situation = {
    time: time.situation,
    ...{ capture, paused, filtered: filter.active, exportable: reads.matched },
    ...{ chosen: details.row !== null, order, timeShown },
  };
  const commands = commandsOf(situation, actions);
  useCommandKeys(commands);
  const problem = shownFor(bridge, capture, actions.record);

  return (
    <div className="window">
      <button type="button" className="skip-link" onClick={() => focusOn('reads')}>
        Go to the table of reads
      </button>
      <Toolbar
        capture={capture}
        paused={paused}
        exportable={reads.matched}
        onRecord={actions.record}
        onStop={actions.stop}
        onPause={actions.pause}
        onClear={actions.clear}
        onExport={actions.export}
        onTrace={actions.trace}
        detailsOpen={details.panel.open}
        onDetails={() => details.changePanel({ open: !details.panel.open })}
        onCommands={actions.palette}
        onSettings={actions.settings}
        marks={
          <>
            <MarkButton control={time.marks} enabled={time.situation.recording} />
            <MarksMenu control={time.marks} onGoTo={time.goTo} onBetween={time.between} />
          </>
        }
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
        onReads={() => focusOn('reads')}
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
        <aside className="side" aria-label="Processes">
          <ProcessPanel
            bridge={bridge}
            known={processes}
            live={recording && !paused}
            chips={filter.terms}
            colors={throughput.colors}
            sort={sort}
            filtered={filter.active}
            onSort={changeSort}
            onShow={show}
            onUnshow={unshow}
            onRecordOnly={recordOnly}
          />
          <BlockedList calls={recording ? blocked : null} onTerms={show} />
        </aside>
        <main>
          <AnalysisPanel
            state={panel}
            change={changePanel}
            source={{ bridge, filter: filter.filter, generation: capture.generation, news }}
            throughput={throughput}
            rows={total}
            lost={capture.status ? lostReads(capture.status.losses) : 0}
            time={time.shown}
            zoom={time.axis.zoom}
            onZoomIn={time.axis.zoomIn}
            onZoomOut={time.axis.zoomOut}
            onNarrow={narrow}
            found={found}
            links={findingLinks}
          />
          <section className="table" aria-label="Table of reads">
            <ReadsTable
              source={source}
              reads={reads}
              colors={throughput.colors}
              paused={paused}
              started={capture.status?.started ?? null}
              lost={lost}
              marks={markLines}
              find={find.table}
              highlightOf={highlights.highlightOf}
              cellActions={cellActions(filter, highlights)}
              onCurrent={details.onCurrent}
              onHold={setHeld}
              onResume={actions.pause}
              onChooseColumns={actions.columns}
            />
            <EmptyState
              capture={capture}
              reads={reads}
              paused={paused}
              nothingPasses={
                filter.active && <NothingPasses filter={filter} suspects={suspects} total={reads.total} />
              }
              onResume={actions.pause}
              onRecord={actions.record}
              onRecordAll={() => recordOnly(RECORD_ALL)}
              onStop={actions.stop}
              onTrace={actions.trace}
            />
          </section>
        </main>
        {details.panel.open && details.row !== null && (
          <DetailsPanel
            bridge={bridge}
            control={details}
            row={details.row}
            generation={capture.generation}
            news={news}
            findings={found?.findings ?? NONE}
            links={findingLinks}
            onFilter={filterBy}
            onClose={() => closeDetails(details)}
          />
        )}
      </div>
      <StatusBar
        capture={capture}
        total={total}
        paused={paused}
        exporting={exporting}
        ring={lost.ring}
        onRing={lost.onRing}
        onCancelExport={() => attempt(cancel)}
        onDismissExport={dismiss}
      />
      <Announcer capture={capture} />
      <Dialogs
        open={dialog}
        commands={commands}
        lost={lost}
        onTrace={(args) => bridge.request('trace', args)}
        onCancelTrace={actions.stop}
        onClose={() => setDialog(null)}
      />
    </div>
  );
}

const NONE: readonly Finding[] = [];
const changeSort = (sort: Sort) => changeSettings({ sort });

// The panel above the table: its tabs, its height, and which question each tab asks.

import { ChevronDown, ChevronUp, Table2, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import type { FileOrder } from '../../contract/analysis.ts';
import type { Findings } from '../../contract/findings.ts';
import type { FindingLinks } from '../findings/finding-card.tsx';
import { FindingsList, findingsStatement, useSteady } from '../findings/findings-list.tsx';
import { formatCount } from '../parts/format.ts';
import { IconButton } from '../parts/icon-button.tsx';
import type { Span } from '../time/span.ts';
import { FilesTable } from './files-table.tsx';
import { FoldersTable } from './folders-table.tsx';
import { HeatChart, HeatFigures, HeatLegend } from './heat-chart.tsx';
import { heatOf } from './heat-data.ts';
import { LatencyChart, LatencyFigures, Percentiles } from './latency-chart.tsx';
import type { OnNarrow } from './narrow.ts';
import { Resizer } from './resizer.tsx';
import { SizesChart, SizesFigures, SizesLegend } from './sizes-chart.tsx';
import { heatStatement, keptStatement, throughputStatement } from './statement.ts';
import { ThroughputChart, ThroughputFigures } from './throughput-chart.tsx';
import { NO_THROUGHPUT, type ThroughputData } from './throughput-data.ts';
import { ThroughputLegend } from './throughput-legend.tsx';
import type { TimeShown } from './time-shown.ts';
import { type ChartSource, rangeIn, useAnswer } from './use-answer.ts';
import { type Measure, type PanelState, TABS, type Tab } from './use-panel.ts';

const COLUMNS = 240;
const MOST_FILES = 100;
const THROUGHPUT_HINT = 'What the busiest processes read, moment by moment';

export interface AnalysisProps {
  state: PanelState;
  change(part: Partial<PanelState>): void;
  source: ChartSource;
  throughput: ThroughputData;
  /** Rows in the capture, whatever the filter. */
  rows: number;
  /** Reads lost from the capture, whatever the filter. */
  lost: number;
  /** The same object as long as it says the same. */
  time: TimeShown;
  /** What charts over time are asked for; null: all there is. */
  zoom: Span | null;
  onZoomIn(): void;
  onZoomOut(): void;
  onNarrow: OnNarrow;
  /** null before the first answer. */
  found: Findings | null;
  links: FindingLinks;
}

/** What each tab gets. */
interface TabProps extends AnalysisProps {
  /** The figures in place of the picture. */
  figures: boolean;
  /** What stands where there is nothing to draw. */
  empty(otherwise: string): string;
}

const BODIES: Record<Tab, (props: TabProps) => ReactNode> = {
  throughput: ThroughputTab,
  latency: LatencyTab,
  heat: HeatTab,
  sizes: SizesTab,
  files: FilesTab,
  folders: FoldersTab,
  findings: FindingsTab,
};

export function AnalysisPanel(props: AnalysisProps) {
  const ref = useRef<HTMLElement>(null);
  const { state, change } = props;
  const [figures, setFigures] = useState(false);
  const { tab, height, collapsed } = state;
  const hasPicture = tab !== 'files' && tab !== 'folders' && tab !== 'findings';
  const empty = (otherwise: string) => (props.rows > 0 ? 'No read passes the filter.' : otherwise);
  const Body = BODIES[tab];
  return (
    <section
      ref={ref}
      className={collapsed ? 'chart collapsed' : 'chart'}
      aria-label="Charts"
      style={collapsed || height === null ? {} : { height }}
    >
      <div className="chart-grid">
        <TabList
          tab={tab}
          findings={props.found?.findings.length ?? 0}
          onTab={(next) => change({ tab: next, collapsed: false })}
        />
        <div className="chart-buttons">
          {OVER_TIME.includes(tab) && !collapsed && <ZoomButtons {...props} />}
          {hasPicture && !collapsed && (
            <IconButton
              className="icon plain"
              label="Figures as a table"
              icon={Table2}
              state={{ 'aria-pressed': figures }}
              onClick={() => setFigures(!figures)}
            />
          )}
          <IconButton
            className="icon plain"
            label={collapsed ? 'Show the charts' : 'Hide the charts'}
            icon={collapsed ? ChevronDown : ChevronUp}
            state={{ 'aria-expanded': !collapsed }}
            onClick={() => change({ collapsed: !collapsed })}
          />
        </div>
        {!collapsed && <Body {...{ ...props, figures, empty }} />}
      </div>
      {!collapsed && <Resizer panel={ref} height={height} onHeight={(next) => change({ height: next })} />}
    </section>
  );
}

const OVER_TIME: readonly Tab[] = ['throughput', 'heat'];

function ZoomButtons({ time, zoom, onZoomIn, onZoomOut }: AnalysisProps) {
  return (
    <>
      <IconButton
        className="icon plain"
        label={time.chosen === null ? 'Zoom in' : 'Zoom to the chosen time'}
        title={time.chosen === null ? 'Zoom in on time (Z, or the wheel)' : 'Zoom to the chosen time (Z)'}
        icon={ZoomIn}
        onClick={onZoomIn}
      />
      <IconButton
        className="icon plain"
        label="Zoom out"
        title="Zoom out (Shift+Z, or the wheel); a double click shows all the time"
        icon={ZoomOut}
        state={{ 'aria-disabled': zoom === null }}
        onClick={onZoomOut}
      />
    </>
  );
}

interface LayoutProps {
  tab: Tab;
  /** Beside the tabs. */
  legend?: ReactNode;
  /** What the figures are of. */
  statement: string;
  children: ReactNode;
}

/** The parts of a tab, each in its place of the panel. */
function Layout({ tab, legend, statement, children }: LayoutProps) {
  return (
    <>
      {legend && <div className="chart-legend">{legend}</div>}
      <div className="chart-body" role="tabpanel" id="chart-panel" aria-labelledby={`tab-${tab}`}>
        {children}
      </div>
      <p className="chart-foot" title={statement}>
        {statement}
      </p>
    </>
  );
}

interface TabListProps {
  tab: Tab;
  /** How many there are. */
  findings: number;
  onTab(tab: Tab): void;
}

function TabList({ tab, findings, onTab }: TabListProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = TABS.findIndex((one) => one.tab === tab);
    const places: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 };
    const next = TABS.at((places[event.key] ?? Number.NaN) % TABS.length);
    if (!(event.key in places) || next === undefined) return;
    event.preventDefault();
    onTab(next.tab);
    document.getElementById(`tab-${next.tab}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label="Charts" onKeyDown={onKeyDown}>
      {TABS.map((one) => (
        <button
          key={one.tab}
          id={`tab-${one.tab}`}
          type="button"
          role="tab"
          className="tab"
          aria-selected={one.tab === tab}
          aria-controls="chart-panel"
          tabIndex={one.tab === tab ? 0 : -1}
          onClick={() => onTab(one.tab)}
        >
          {one.title}
          {one.tab === 'findings' && findings > 0 && ` ${formatCount(findings)}`}
        </button>
      ))}
    </div>
  );
}

function ThroughputTab(props: TabProps) {
  const { throughput: data, time, onNarrow, state, change, figures, empty } = props;
  const { measure } = state;
  const onMeasure = (next: Measure) => change({ measure: next });
  return (
    <Layout
      tab="throughput"
      legend={<ThroughputLegend {...{ data, measure, onMeasure, onNarrow }} />}
      statement={throughputStatement(data)}
    >
      {figures ? (
        <ThroughputFigures {...{ data, measure, onNarrow }} />
      ) : (
        <ThroughputChart
          {...{ data, measure, time, onNarrow }}
          empty={
            data === NO_THROUGHPUT ? THROUGHPUT_HINT : emptyIn(data.zoom !== null, empty(THROUGHPUT_HINT))
          }
        />
      )}
    </Layout>
  );
}

const emptyIn = (zoomed: boolean, otherwise: string) => (zoomed ? 'No read in this time.' : otherwise);

function LatencyTab({ source, lost, onNarrow, figures, empty }: TabProps) {
  const latencies = useAnswer(source, 'latencies', {})?.reply ?? null;
  return (
    <Layout
      tab="latency"
      legend={<Percentiles latencies={latencies} />}
      statement={keptStatement(latencies, lost)}
    >
      {latencies &&
        (figures ? (
          <LatencyFigures {...{ latencies, onNarrow }} />
        ) : (
          <LatencyChart {...{ latencies, onNarrow }} empty={empty('How long reads take')} />
        ))}
    </Layout>
  );
}

function HeatTab({ source, time, zoom, onNarrow, figures, empty }: TabProps) {
  const answer = useAnswer(source, 'heatMap', { columns: COLUMNS, range: rangeIn(zoom) });
  const map = answer?.reply ?? null;
  const zoomed = (answer?.args.range ?? null) !== null;
  const heat = useMemo(() => map && heatOf(map), [map]);
  return (
    <Layout
      tab="heat"
      legend={<HeatLegend most={heat?.most ?? 0} lost={heat?.lost ?? 0} />}
      statement={heat ? heatStatement(heat, zoomed) : ''}
    >
      {heat &&
        (figures ? (
          <HeatFigures {...{ heat, onNarrow }} />
        ) : (
          <HeatChart
            {...{ heat, onNarrow, zoomed, time }}
            empty={emptyIn(zoomed, empty('When reads were slow'))}
          />
        ))}
    </Layout>
  );
}

function SizesTab({ source, lost, onNarrow, figures, empty }: TabProps) {
  const sizes = useAnswer(source, 'sizes', {})?.reply ?? null;
  return (
    <Layout tab="sizes" legend={<SizesLegend sizes={sizes} />} statement={keptStatement(sizes, lost)}>
      {sizes &&
        (figures ? (
          <SizesFigures {...{ sizes, onNarrow }} />
        ) : (
          <SizesChart
            {...{ sizes, onNarrow }}
            empty={empty('How much reads ask for, and how much they get')}
          />
        ))}
    </Layout>
  );
}

function FilesTab({ source, lost, onNarrow, empty }: TabProps) {
  const [order, setOrder] = useState<FileOrder>('bytes');
  const answer = useAnswer(source, 'topFiles', { order, limit: MOST_FILES, folder: '' });
  const files = answer?.reply ?? [];
  const first = files.length === MOST_FILES ? `The first ${MOST_FILES} files.` : '';
  return (
    <Layout tab="files" statement={`${first} ${keptStatement(null, lost)}`.trim()}>
      {answer && (
        <FilesTable
          {...{ files, onNarrow }}
          order={answer.args.order}
          empty={empty('Which files are read most')}
          onOrder={setOrder}
        />
      )}
    </Layout>
  );
}

function FoldersTab({ source, lost, onNarrow, empty }: TabProps) {
  const [folder, setFolder] = useState('');
  const answer = useAnswer(source, 'folder', { folder });
  return (
    <Layout tab="folders" statement={keptStatement(null, lost)}>
      <FoldersTable
        {...{ folder, onNarrow }}
        found={answer?.args.folder === folder ? answer.reply : null}
        empty={empty('Where the files lie that are read')}
        onFolder={setFolder}
      />
    </Layout>
  );
}

function FindingsTab({ found, links, rows, lost }: TabProps) {
  const findings = useSteady(found);
  return (
    <Layout tab="findings" statement={findingsStatement(found, rows, lost)}>
      <FindingsList {...{ findings, links }} />
    </Layout>
  );
}

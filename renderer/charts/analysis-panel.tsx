// The panel above the table: its tabs, its height, and which question each tab asks.

import { ChevronDown, ChevronUp, Table2 } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import type { FileOrder } from '../../contract/analysis.ts';
import { FilesTable } from './files-table.tsx';
import { FoldersTable } from './folders-table.tsx';
import { HeatChart, HeatFigures, HeatLegend } from './heat-chart.tsx';
import { LatencyChart, LatencyFigures, Percentiles } from './latency-chart.tsx';
import type { OnNarrow } from './narrow.ts';
import { Resizer } from './resizer.tsx';
import { SizesChart, SizesFigures, SizesLegend } from './sizes-chart.tsx';
import { keptStatement, throughputStatement } from './statement.ts';
import { ThroughputChart, ThroughputFigures } from './throughput-chart.tsx';
import type { ThroughputData } from './throughput-data.ts';
import { ThroughputLegend } from './throughput-legend.tsx';
import { type ChartSource, useAnswer } from './use-answer.ts';
import { type PanelState, TABS, type Tab, usePanel } from './use-panel.ts';

const COLUMNS = 240;
const MOST_FILES = 100;

export interface AnalysisProps {
  source: ChartSource;
  throughput: ThroughputData;
  /** Rows in the capture, whatever the filter. */
  rows: number;
  /** Reads lost from the capture, whatever the filter. */
  lost: number;
  /** The range of time the filter lets pass, if it has one. */
  range?: { from: bigint; to: bigint } | null;
  onNarrow: OnNarrow;
}

/** What each tab gets. */
interface TabProps extends AnalysisProps {
  state: PanelState;
  change(part: Partial<PanelState>): void;
  /** The figures in place of the picture. */
  figures: boolean;
  /** What stands where there is nothing to draw. */
  empty(otherwise: string): string;
  /** Puts the parts of a tab where they belong. */
  show(parts: { legend?: ReactNode; statement: string; body: ReactNode }): ReactNode;
}

const BODIES: Record<Tab, (props: TabProps) => ReactNode> = {
  throughput: ThroughputTab,
  latency: LatencyTab,
  heat: HeatTab,
  sizes: SizesTab,
  files: FilesTab,
  folders: FoldersTab,
};

export function AnalysisPanel(props: AnalysisProps) {
  const ref = useRef<HTMLElement>(null);
  const [state, change] = usePanel();
  const [figures, setFigures] = useState(false);
  const { tab, height, collapsed } = state;
  const hasPicture = tab !== 'files' && tab !== 'folders';
  const empty = (otherwise: string) => (props.rows > 0 ? 'No read passes the filter.' : otherwise);
  const Body = BODIES[tab];

  const head = (legend: ReactNode) => (
    <header className="chart-head">
      <TabList tab={tab} onTab={(next) => change({ tab: next, collapsed: false })} />
      {legend}
      <div className="chart-buttons">
        {hasPicture && !collapsed && (
          <button
            type="button"
            className="icon plain"
            aria-pressed={figures}
            aria-label="Figures as a table"
            title="Figures as a table"
            onClick={() => setFigures(!figures)}
          >
            <Table2 aria-hidden />
          </button>
        )}
        <button
          type="button"
          className="icon plain"
          aria-expanded={!collapsed}
          aria-label="Charts"
          title={collapsed ? 'Show the charts' : 'Hide the charts'}
          onClick={() => change({ collapsed: !collapsed })}
        >
          {collapsed ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
        </button>
      </div>
    </header>
  );
  const show: TabProps['show'] = ({ legend, statement, body }) => (
    <>
      {head(legend)}
      <div className="chart-body" role="tabpanel" id="chart-panel" aria-labelledby={`tab-${tab}`}>
        {body}
      </div>
      <p className="chart-foot" title={statement}>
        {statement}
      </p>
      <Resizer panel={ref} height={height} onHeight={(next) => change({ height: next })} />
    </>
  );
  return (
    <section
      ref={ref}
      className={collapsed ? 'chart collapsed' : 'chart'}
      aria-label="Charts"
      style={collapsed || height === null ? {} : { height }}
    >
      {collapsed ? head(null) : <Body key={tab} {...{ ...props, state, change, figures, empty, show }} />}
    </section>
  );
}

function TabList({ tab, onTab }: { tab: Tab; onTab(tab: Tab): void }) {
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
        </button>
      ))}
    </div>
  );
}

function ThroughputTab(props: TabProps) {
  const { throughput: data, lost, range = null, onNarrow, state, change, figures, empty, show } = props;
  const { measure } = state;
  return show({
    legend: (
      <ThroughputLegend
        data={data}
        measure={measure}
        onMeasure={(next) => change({ measure: next })}
        onNarrow={onNarrow}
      />
    ),
    statement: throughputStatement(data, lost),
    body: figures ? (
      <ThroughputFigures {...{ data, measure, onNarrow }} />
    ) : (
      <ThroughputChart
        {...{ data, measure, range, onNarrow }}
        empty={empty('What the busiest processes read, moment by moment')}
      />
    ),
  });
}

function LatencyTab({ source, lost, onNarrow, figures, empty, show }: TabProps) {
  const distribution = useAnswer(source, 'distribution', {})?.reply ?? null;
  return show({
    legend: <Percentiles distribution={distribution} />,
    statement: keptStatement(distribution?.totals ?? null, lost),
    body:
      distribution &&
      (figures ? (
        <LatencyFigures {...{ distribution, onNarrow }} />
      ) : (
        <LatencyChart {...{ distribution, onNarrow }} empty={empty('How long reads take')} />
      )),
  });
}

function HeatTab({ source, lost, onNarrow, figures, empty, show }: TabProps) {
  const map = useAnswer(source, 'heatMap', { columns: COLUMNS })?.reply ?? null;
  const count = map?.cells.reduce((sum, value, index) => sum + (index % 3 === 2 ? value : 0), 0) ?? 0;
  return show({
    legend: <HeatLegend map={map} />,
    statement: map === null ? '' : keptStatement({ reads: count }, lost),
    body:
      map &&
      (figures ? (
        <HeatFigures {...{ map, onNarrow }} />
      ) : (
        <HeatChart {...{ map, onNarrow }} empty={empty('When reads were slow')} />
      )),
  });
}

function SizesTab({ source, lost, onNarrow, figures, empty, show }: TabProps) {
  const distribution = useAnswer(source, 'distribution', {})?.reply ?? null;
  return show({
    legend: <SizesLegend distribution={distribution} />,
    statement: keptStatement(distribution?.totals ?? null, lost),
    body:
      distribution &&
      (figures ? (
        <SizesFigures {...{ distribution, onNarrow }} />
      ) : (
        <SizesChart
          {...{ distribution, onNarrow }}
          empty={empty('How much reads ask for, and how much they get')}
        />
      )),
  });
}

function FilesTab({ source, lost, onNarrow, empty, show }: TabProps) {
  const [order, setOrder] = useState<FileOrder>('bytes');
  const answer = useAnswer(source, 'topFiles', { order, limit: MOST_FILES, folder: '' });
  const files = answer?.reply ?? [];
  const first = files.length === MOST_FILES ? `The first ${MOST_FILES} files.` : '';
  const without = keptStatement(null, lost);
  return show({
    statement: [first, without].filter((part) => part !== '').join(' '),
    body: answer && (
      <FilesTable
        {...{ files, onNarrow }}
        order={answer.args.order}
        empty={empty('Which files are read most')}
        onOrder={setOrder}
      />
    ),
  });
}

function FoldersTab({ source, lost, onNarrow, empty, show }: TabProps) {
  const [folder, setFolder] = useState('');
  const answer = useAnswer(source, 'folder', { folder });
  return show({
    statement: keptStatement(null, lost),
    body: (
      <FoldersTable
        {...{ folder, onNarrow }}
        found={answer?.args.folder === folder ? answer.reply : null}
        empty={empty('Where the files lie that are read')}
        onFolder={setFolder}
      />
    ),
  });
}

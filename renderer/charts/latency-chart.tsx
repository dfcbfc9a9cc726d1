// How long reads took: a histogram with its percentiles. Draws what it is given.

import { memo } from 'react';
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import type { Latencies } from '../../contract/analysis.ts';
import {
  formatCount,
  formatDuration,
  formatRoundDuration,
  formatShare,
  formatShort,
} from '../parts/format.ts';
import { countTicks, decades, fromZero } from './chart-scale.ts';
import { Figures } from './figures.tsx';
import {
  cumulative,
  type LatencyBar,
  labelRows,
  latencyBars,
  latencyRange,
  PERCENTILES,
  scaleOf,
  selectedBars,
} from './latency-data.ts';
import { fitting, type LogScale, shareAt } from './latency-scale.ts';
import type { OnNarrow } from './narrow.ts';
import { MARGIN_PX, Plot, type Room, TIME_AXIS_PX, TOP_PX, ticksIn } from './plot.tsx';

const TICK_PX = 70;
const LABEL_PX = 46;
const ROW_PX = 14;
/** In powers of ten, a half octave. */
const BAR_DECADES = Math.log10(2) / 2;

interface LatencyProps {
  latencies: Latencies;
  empty: string;
  onNarrow: OnNarrow;
}

export const LatencyChart = memo(function LatencyChart({ latencies, empty, onNarrow }: LatencyProps) {
  const bars = latencyBars(latencies.bars);
  const scale = scaleOf(bars);
  const { percentiles } = latencies;
  const said = percentiles
    ? PERCENTILES.map(({ key, label }) => `${label} ${formatDuration(percentiles[key])}`).join(', ')
    : 'nothing yet';
  return (
    <Plot
      label={`Reads by latency: ${said}.`}
      empty={bars.length === 0 ? empty : null}
      onSelect={(selection) => {
        const range = selectedBars(bars, scale, selection);
        if (range) onNarrow([range]);
      }}
    >
      {(room) => (
        <>
          <Histogram bars={bars} latencies={latencies} room={room} />
          {percentiles && <PercentileLines percentiles={percentiles} scale={scale} room={room} />}
        </>
      )}
    </Plot>
  );
});

interface HistogramProps {
  bars: LatencyBar[];
  latencies: Latencies;
  room: Room;
}

function Histogram({ bars, latencies, room }: HistogramProps) {
  const { width, height, area, axis } = room;
  const scale = scaleOf(bars);
  const most = Math.max(...bars.map(({ reads }) => reads));
  const ticks = countTicks(most, ticksIn(area.height));
  const barPx = (BAR_DECADES / (scale.high - scale.low)) * area.width;
  return (
    <BarChart
      width={width}
      height={height}
      data={bars}
      margin={{ top: TOP_PX, right: MARGIN_PX, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="middle"
        type="number"
        domain={[scale.low, scale.high]}
        ticks={decades(10 ** scale.low, 10 ** scale.high, fitting(area.width, TICK_PX)).map(Math.log10)}
        interval={0}
        tickFormatter={(power: number) => formatRoundDuration(Math.round(10 ** power))}
        tickLine={false}
        axisLine={{ stroke: 'var(--line)' }}
        height={TIME_AXIS_PX}
        allowDataOverflow
      />
      <YAxis {...fromZero(ticks)} tickFormatter={formatShort} width={axis} />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: 'var(--bg2)' }}
        content={({ active, payload }) => (
          <Reading
            bar={active ? (payload?.[0]?.payload as LatencyBar | undefined) : undefined}
            latencies={latencies}
          />
        )}
      />
      <Bar
        dataKey="reads"
        fill="var(--s1)"
        fillOpacity={0.85}
        barSize={Math.max(1, Math.floor(barPx) - 1)}
        minPointSize={2}
        isAnimationActive={false}
      />
    </BarChart>
  );
}

interface PercentileLinesProps {
  percentiles: NonNullable<Latencies['percentiles']>;
  scale: LogScale;
  room: Room;
}

/** Over the chart: as lines of its own the library draws it all anew for each. */
function PercentileLines({ percentiles, scale, room: { width, height, area } }: PercentileLinesProps) {
  const places = PERCENTILES.map(({ key }) => shareAt(percentiles[key], scale) * area.width);
  const rows = labelRows(places, LABEL_PX);
  return (
    <svg className="axes" width={width} height={height} aria-hidden="true">
      {PERCENTILES.map(({ key, label }, index) => {
        const x = area.left + (places[index] ?? 0);
        const y = area.top + (rows[index] ?? 0) * ROW_PX;
        return (
          <g key={key}>
            <line x1={x} x2={x} y1={area.top} y2={area.top + area.height} className="percentile-line" />
            <text x={x + 4} y={y} dy="0.8em" className="percentile-name">
              {label}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function rangeWords({ from, to }: { from: number; to: number }): string {
  return `${formatDuration(from)} to ${formatDuration(to)}`;
}

function Reading({ bar, latencies }: { bar: LatencyBar | undefined; latencies: Latencies }) {
  if (!bar) return null;
  return (
    <div className="chart-tip">
      <div className="dim">{rangeWords(bar)}</div>
      <div>
        {formatCount(bar.reads)} {bar.reads === 1 ? 'read' : 'reads'}
        <span className="dim"> · {formatShare(bar.reads, latencies.reads)} of all</span>
      </div>
    </div>
  );
}

/** The percentiles in words and figures, beside the tabs. */
export function Percentiles({ latencies }: { latencies: Latencies | null }) {
  const percentiles = latencies?.percentiles;
  return (
    <ul className="legend">
      {PERCENTILES.map(({ key, label, words }) => (
        <li key={key} title={percentiles ? `${words} than ${formatDuration(percentiles[key])}` : undefined}>
          {label}{' '}
          <b className="figure latency-figure">{percentiles ? formatDuration(percentiles[key]) : '–'}</b>
        </li>
      ))}
    </ul>
  );
}

export function LatencyFigures({ latencies, onNarrow }: Omit<LatencyProps, 'empty'>) {
  const below = cumulative(latencies);
  return (
    <Figures
      caption="Reads by latency"
      headings={['Latency', 'Reads', 'Share', 'This long or less']}
      rows={latencies.bars.map((bar, index) => ({
        key: bar.from,
        name: rangeWords(bar),
        onNarrow: () => onNarrow([latencyRange(bar.from, bar.to)]),
        cells: [
          formatCount(bar.reads),
          formatShare(bar.reads, latencies.reads),
          formatShare(below[index] ?? 0, 1),
        ],
      }))}
    />
  );
}

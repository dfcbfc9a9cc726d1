// Bytes per second of the busiest processes over time, stacked. Draws what it is given and asks for nothing.

import { memo, useRef } from 'react';
import { Area, AreaChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { rateTicks, timeTicks } from './chart-scale.ts';
import { formatClock, formatRate } from './format.ts';
import type { ChartPoint, ChartSeries, ThroughputData } from './throughput-data.ts';
import { useSize } from './use-size.ts';

const TICK_PX = 110;
/** Room for the labels of the rates, at the size of text the user has chosen. */
const AXIS_REM = 4.75;
/** Half of a time's width: a label nearer to the edge would be cut. */
const LABEL_PX = 30;
const MARGIN_PX = 14;

const colorOf = ({ slot }: ChartSeries) => (slot === null ? 'var(--others)' : `var(--s${slot + 1})`);
const swatch = ({ slot }: ChartSeries) => (slot === null ? 'swatch' : `swatch s${slot + 1}`);

/** What the picture says, for those who do not see it. */
function summary({ series, points }: ThroughputData): string {
  if (points.length === 0) return 'Bytes read per second: nothing yet.';
  const means = series.map(({ name, pid, mean }) => `${name}${pid ? ` ${pid}` : ''} ${formatRate(mean)}`);
  return `Bytes read per second over time, on average: ${means.join(', ')}.`;
}

export const ThroughputChart = memo(function ThroughputChart({ data }: { data: ThroughputData }) {
  const { series } = data;
  return (
    <section className="chart" aria-labelledby="throughput-heading">
      <header className="chart-head">
        <h2 id="throughput-heading">Throughput</h2>
        <ul className="legend">
          {series.map((one) => (
            <li key={one.pid}>
              <i className={swatch(one)} />
              <bdi>{one.name || '⟨no name⟩'}</bdi>
              {one.pid !== 0 && <span className="legend-pid">{one.pid}</span>}
            </li>
          ))}
        </ul>
      </header>
      <Plot data={data} />
    </section>
  );
});

function Plot({ data }: { data: ThroughputData }) {
  const ref = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(ref);
  const { series, points } = data;
  const from = points[0]?.at ?? 0;
  const to = points.at(-1)?.at ?? 0;
  const highest = Math.max(0, ...points.map(({ rates }) => rates.reduce((sum, rate) => sum + rate, 0)));
  const rates = rateTicks(highest);
  const axis = AXIS_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize || '16');
  const plotWidth = Math.max(1, width - axis - MARGIN_PX);
  const edge = ((to - from) * (LABEL_PX - MARGIN_PX)) / plotWidth;
  return (
    <div ref={ref} className="plot" role="img" aria-label={summary(data)}>
      {points.length === 0 && <p className="plot-empty">Bytes per second of the busiest processes</p>}
      {width > 0 && height > 0 && points.length > 0 && (
        <AreaChart
          width={width}
          height={height}
          data={points}
          margin={{ top: 10, right: MARGIN_PX, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            type="number"
            domain={[from, to]}
            ticks={timeTicks(from, to - edge, Math.max(2, Math.floor(plotWidth / TICK_PX)))}
            interval={0}
            tickFormatter={(at: number) => timeLabel(at, to - from)}
            tickLine={false}
            axisLine={{ stroke: 'var(--line)' }}
            height={22}
          />
          <YAxis
            type="number"
            domain={[0, rates.at(-1) ?? 1]}
            ticks={rates}
            interval={0}
            tickFormatter={(rate: number) => (rate === 0 ? '0' : formatRate(rate))}
            tickLine={false}
            axisLine={false}
            width={axis}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--fg2)' }}
            content={({ active, payload }) => (
              <Reading
                point={active ? (payload?.[0]?.payload as ChartPoint | undefined) : undefined}
                series={series}
              />
            )}
          />
          {series.map((one, place) => (
            <Area
              key={one.pid}
              type="linear"
              stackId="bytes"
              name={String(one.pid)}
              dataKey={(point: ChartPoint) => point.rates[place] ?? 0}
              stroke={colorOf(one)}
              fill={colorOf(one)}
              strokeWidth={1}
              fillOpacity={0.72}
              isAnimationActive={false}
              activeDot={false}
              dot={false}
            />
          ))}
        </AreaChart>
      )}
    </div>
  );
}

/** Seconds are enough unless the whole axis is shorter than a few of them. */
function timeLabel(at: number, span: number): string {
  if (span >= 5000) return formatClock(at);
  return `${formatClock(at)}.${String(Math.floor(at) % 1000).padStart(3, '0')}`;
}

function Reading({ point, series }: { point: ChartPoint | undefined; series: readonly ChartSeries[] }) {
  if (!point) return null;
  return (
    <div className="chart-tip">
      <div className="mono dim">{formatClock(point.at)}</div>
      {series.map((one, place) => (
        <div key={one.pid} className="chart-tip-line">
          <i className={swatch(one)} />
          <bdi>{one.name}</bdi>
          <span className="num">{formatRate(point.rates[place] ?? 0)}</span>
        </div>
      ))}
    </div>
  );
}

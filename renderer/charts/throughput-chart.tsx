// Bytes per second of the busiest processes over time, stacked. Draws what it is given and asks for nothing.

import { memo, useRef } from 'react';
import { Area, AreaChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { formatClock, formatRate } from '../parts/format.ts';
import { useSize } from '../parts/use-size.ts';
import { rateTicks, timeTicks } from './chart-scale.ts';
import { OTHERS, slotClass } from './series-colors.ts';
import type { ChartPoint, ChartSeries, ThroughputData } from './throughput-data.ts';

const TICK_PX = 110;
/** Room for the labels of the rates, at the size of text the user has chosen. */
const AXIS_REM = 4.75;
/** Half of a time's width, without and with milliseconds: a label nearer to the edge would be cut. */
const LABEL_REM = { seconds: 1.875, milliseconds: 2.5 };
/** An axis shorter than this needs milliseconds. */
const SHORT_MS = 5000;
const MARGIN_PX = 14;

/** Made once: a new function for a rate would be a new series to the chart. */
const SLOTS = Array.from({ length: OTHERS + 1 }, (_, slot) => ({
  slot,
  rate: (point: ChartPoint) => point.rates[slot] ?? 0,
}));

const colorOf = (slot: number) => (slot === OTHERS ? 'var(--others)' : `var(--s${slot + 1})`);

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
              <i className={slotClass(one.slot)} />
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
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const axis = AXIS_REM * rem;
  const label = rem * LABEL_REM[to - from < SHORT_MS ? 'milliseconds' : 'seconds'];
  const plotWidth = Math.max(1, width - axis - MARGIN_PX);
  const edge = ((to - from) * (label - MARGIN_PX)) / plotWidth;
  return (
    <div ref={ref} className="plot" role="img" aria-label={summary(data)}>
      {points.length < 2 && <p className="plot-empty">Bytes per second of the busiest processes</p>}
      {width > 0 && height > 0 && points.length > 1 && (
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
          {/* One area a slot, used or not: the chart stacks areas in the order in which they were first there. */}
          {SLOTS.map(({ slot, rate }) => (
            <Area
              key={slot}
              type="linear"
              stackId="bytes"
              name={String(slot)}
              dataKey={rate}
              stroke="none"
              fill={colorOf(slot)}
              fillOpacity={0.8}
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

function timeLabel(at: number, span: number): string {
  if (span >= SHORT_MS) return formatClock(at);
  return `${formatClock(at)}.${String(Math.floor(at) % 1000).padStart(3, '0')}`;
}

function Reading({ point, series }: { point: ChartPoint | undefined; series: readonly ChartSeries[] }) {
  if (!point) return null;
  return (
    <div className="chart-tip">
      <div className="mono dim">{formatClock(point.at)}</div>
      {series.map((one) => (
        <div key={one.pid} className="chart-tip-line">
          <i className={slotClass(one.slot)} />
          <bdi>{one.name}</bdi>
          <span className="num">{formatRate(point.rates[one.slot] ?? 0)}</span>
        </div>
      ))}
    </div>
  );
}

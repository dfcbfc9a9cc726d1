// Bytes or reads per second of the busiest processes over time, stacked, those that were lost on top of them.
// Draws what it is given and asks for nothing.

import { memo, useId } from 'react';
import { Area, AreaChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { formatPerSecond, formatRate } from '../parts/format.ts';
import { Name } from '../parts/name.tsx';
import { areFine, fromZero, rateTicks, timeLabel, timeTicks } from './chart-scale.ts';
import { Figures } from './figures.tsx';
import { MarkLines } from './mark-lines.tsx';
import type { OnNarrow } from './narrow.ts';
import { MARGIN_PX, Plot, type Room, TIME_AXIS_PX, TOP_PX, ticksIn } from './plot.tsx';
import { OTHERS, slotClass } from './series-colors.ts';
import {
  type ChartPoint,
  type ChartSeries,
  drawnPoints,
  highestOf,
  LOST,
  outlinesOf,
  type ThroughputData,
  together,
} from './throughput-data.ts';
import { bandOf, shareIn, type TimeShown } from './time-shown.ts';
import type { Measure } from './use-panel.ts';

const TICK_PX = 110;
const FINE_NS = 1e9;
/** Half of a time's width, without and with milliseconds: a label nearer to the edge would be cut. */
const LABEL_REM = { seconds: 1.875, milliseconds: 2.5 };

/** Made once: a new function for a rate would be a new series to the chart. */
const TOGETHER = {
  bytes: ({ bytes }: ChartPoint) => together(bytes),
  reads: ({ reads }: ChartPoint) => together(reads),
};

const colorOf = (slot: number) => (slot === OTHERS ? 'var(--others)' : `var(--s${slot + 1})`);
const FORMATS = { bytes: formatRate, reads: formatPerSecond };
const WORDS = { bytes: 'Bytes read per second', reads: 'Reads per second' };

function summary({ series, points }: ThroughputData, measure: Measure): string {
  if (points.length === 0) return `${WORDS[measure]}: nothing yet.`;
  const means = series.map(
    ({ name, pid, mean }) => `${name}${pid ? ` ${pid}` : ''} ${FORMATS[measure](mean[measure])}`,
  );
  return `${WORDS[measure]} over time, on average: ${means.join(', ')}.`;
}

export interface ThroughputProps {
  data: ThroughputData;
  measure: Measure;
  /** What stands where there is nothing to draw. */
  empty: string;
  onNarrow: OnNarrow;
  time: TimeShown;
}

export const ThroughputChart = memo(function ThroughputChart(props: ThroughputProps) {
  const { data, measure, empty, onNarrow, time } = props;
  const points = drawnPoints(data);
  const from = points[0]?.at ?? 0;
  const span = (points.at(-1)?.at ?? 0) - from;
  const spanNs = Math.max(1, span * 1e6);
  const axis = { from: data.from, to: data.from + BigInt(Math.round(spanNs)) };
  // The last bucket goes on beyond the point that stands for it.
  const beyond = points.length === data.points.length ? data.widthNs : 0;
  const momentOf = (share: number) =>
    data.from + BigInt(Math.round(share * spanNs) + (share === 1 ? beyond : 0));
  /** The one whose point is next, which is the one that is told of there. */
  const bucketAt = (share: number) => {
    const bucket = BigInt(Math.round(share * Math.max(0, data.points.length - 1)));
    const start = data.from + bucket * BigInt(data.widthNs);
    return { from: start, to: start + BigInt(data.widthNs) };
  };
  return (
    <Plot
      label={summary(data, measure)}
      empty={points.length === 0 ? empty : null}
      chosen={bandOf(time.chosen, axis)}
      onSelect={({ left, right }) => {
        const wanted = left < right ? { from: momentOf(left), to: momentOf(right) } : bucketAt(left);
        onNarrow([{ field: 'time', ...wanted }]);
      }}
      onScale={time.onScale}
      onAll={time.onAll}
      over={({ area }) => <MarkLines {...{ area, ...time }} shareOf={shareIn(axis, data.zoom !== null)} />}
    >
      {(room) => <Areas data={data} points={points} measure={measure} room={room} />}
    </Plot>
  );
});

interface AreasProps {
  data: ThroughputData;
  points: ChartPoint[];
  measure: Measure;
  room: Room;
}

function Areas({
  data: { series, widthNs },
  points,
  measure,
  room: { width, height, area, axis, rem },
}: AreasProps) {
  const hatching = useId();
  const from = points[0]?.at ?? 0;
  const to = points.at(-1)?.at ?? 0;
  const ticks = rateTicks(highestOf(points, measure), ticksIn(area.height));
  const highest = ticks.at(-1) ?? 1;
  const outlines = outlinesOf(points, measure, {
    x: (at) => area.left + ((at - from) / Math.max(1, to - from)) * area.width,
    y: (rate) => area.top + (1 - rate / highest) * area.height,
  });
  const mostTimes = Math.max(2, Math.floor(area.width / TICK_PX));
  const fine = areFine(timeTicks(from, to, mostTimes));
  const label = rem * LABEL_REM[fine ? 'milliseconds' : 'seconds'];
  const edge = ((to - from) * (label - MARGIN_PX)) / area.width;
  return (
    <AreaChart
      width={width}
      height={height}
      data={points}
      margin={{ top: TOP_PX, right: MARGIN_PX, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <defs>
        <pattern
          id={hatching}
          width="8"
          height="8"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="8" height="8" fill="var(--bg)" />
          <rect width="4" height="8" fill="var(--warn)" />
        </pattern>
      </defs>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="at"
        type="number"
        domain={[from, to]}
        ticks={timeTicks(from, to, mostTimes).filter((at) => at <= to - edge)}
        interval={0}
        tickFormatter={(at: number) => timeLabel(at, fine)}
        tickLine={false}
        axisLine={{ stroke: 'var(--line)' }}
        height={TIME_AXIS_PX}
      />
      <YAxis
        {...fromZero(ticks)}
        tickFormatter={(rate: number) => (rate === 0 ? '0' : FORMATS[measure](rate))}
        width={axis}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: 'var(--fg2)' }}
        content={({ active, payload }) => (
          <Reading
            point={active ? (payload?.[0]?.payload as ChartPoint | undefined) : undefined}
            series={series}
            measure={measure}
            fine={widthNs < FINE_NS}
          />
        )}
      />
      {outlines.map(({ slot, path }) => (
        <path
          key={slot}
          d={path}
          fill={slot === LOST ? `url(#${hatching})` : colorOf(slot)}
          fillOpacity={slot === LOST ? 1 : 0.8}
        />
      ))}
      {/* What the readings hang on: ten areas of the library's own take it ten times as long as these outlines. */}
      <Area
        type="linear"
        dataKey={TOGETHER[measure]}
        stroke="none"
        fill="none"
        isAnimationActive={false}
        activeDot={false}
        dot={false}
      />
    </AreaChart>
  );
}

interface ReadingProps {
  point: ChartPoint | undefined;
  series: readonly ChartSeries[];
  measure: Measure;
  /** Whether a bucket is shorter than a second. */
  fine: boolean;
}

function Reading({ point, series, measure, fine }: ReadingProps) {
  if (!point) return null;
  const format = FORMATS[measure];
  const { kept, lost, lostTogether } = point[measure];
  return (
    <div className="chart-tip">
      <div className="mono dim">{timeLabel(point.at, fine)}</div>
      {series.map(({ pid, slot, name }) => (
        <div key={pid} className="chart-tip-line">
          <i className={slotClass(slot)} />
          <span className="chart-tip-name">
            <Name value={name} />
            {pid !== 0 && <span className="legend-pid"> {pid}</span>}
          </span>
          <span className="num">{format((kept[slot] ?? 0) + (lost[slot] ?? 0))}</span>
        </div>
      ))}
      {lostTogether > 0 && (
        <div className="chart-tip-line warn">
          <i className="swatch lost" />
          of these lost
          <span className="num">{format(lostTogether)}</span>
        </div>
      )}
    </div>
  );
}

export function ThroughputFigures({ data, measure, onNarrow }: Omit<ThroughputProps, 'empty' | 'time'>) {
  const { series, points, from, widthNs } = data;
  const format = FORMATS[measure];
  const anyLost = points.some((point) => point[measure].lostTogether > 0);
  const startOf = (bucket: number) => from + BigInt(bucket) * BigInt(widthNs);
  return (
    <Figures
      caption={`${WORDS[measure]} by process, over time`}
      headings={[
        'From',
        ...series.map(({ name, pid }) => (pid ? `${name} ${pid}` : name)),
        ...(anyLost ? ['Of these lost'] : []),
      ]}
      rows={points.map(({ at, [measure]: { kept, lost, lostTogether } }, bucket) => ({
        key: at,
        name: timeLabel(at, widthNs < FINE_NS),
        onNarrow: () => onNarrow([{ field: 'time', from: startOf(bucket), to: startOf(bucket + 1) }]),
        cells: [
          ...series.map(({ slot }) => format((kept[slot] ?? 0) + (lost[slot] ?? 0))),
          ...(anyLost ? [format(lostTogether)] : []),
        ],
      }))}
    />
  );
}

// How much reads asked for and how much they got, side by side. Draws what it is given.

import { memo } from 'react';
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import type { Sizes } from '../../contract/analysis.ts';
import { formatCount, formatShare, formatShort } from '../parts/format.ts';
import { countTicks, fromZero } from './chart-scale.ts';
import { Figures } from './figures.tsx';
import type { OnNarrow } from './narrow.ts';
import { MARGIN_PX, Plot, type Room, TIME_AXIS_PX, TOP_PX, ticksIn } from './plot.tsx';
import { type SizeBar, selectedSizes, sizeBars, sizeLabel, sizeWords } from './sizes-data.ts';

const LABEL_PX = 60;

interface SizesProps {
  sizes: Sizes;
  empty: string;
  onNarrow: OnNarrow;
}

export const SizesChart = memo(function SizesChart({ sizes, empty, onNarrow }: SizesProps) {
  const bars = sizeBars(sizes);
  const words = bars.map((bar) => `${sizeWords(bar)} asked ${bar.asked}, got ${bar.got}`);
  return (
    <Plot
      label={`Reads by size: ${words.join('; ') || 'nothing yet'}.`}
      empty={bars.length === 0 ? empty : null}
      onSelect={(selection) => {
        const range = selectedSizes(bars, selection);
        if (range) onNarrow([{ field: 'count', ...range }]);
      }}
    >
      {(room) => <Pairs bars={bars} room={room} />}
    </Plot>
  );
});

function Pairs({ bars, room: { width, height, area, axis } }: { bars: SizeBar[]; room: Room }) {
  const most = Math.max(...bars.flatMap(({ asked, got }) => [asked, got]));
  const ticks = countTicks(most, ticksIn(area.height));
  const every = Math.max(0, Math.ceil((bars.length * LABEL_PX) / area.width) - 1);
  return (
    <BarChart
      width={width}
      height={height}
      data={bars}
      margin={{ top: TOP_PX, right: MARGIN_PX, bottom: 0, left: 0 }}
      barCategoryGap="18%"
      barGap={1}
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey={sizeLabel}
        interval={every}
        tickLine={false}
        axisLine={{ stroke: 'var(--line)' }}
        height={TIME_AXIS_PX}
      />
      <YAxis {...fromZero(ticks)} tickFormatter={formatShort} width={axis} />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: 'var(--bg2)' }}
        content={({ active, payload }) => (
          <Reading bar={active ? (payload?.[0]?.payload as SizeBar | undefined) : undefined} />
        )}
      />
      <Bar
        dataKey="asked"
        fill="var(--s1)"
        maxBarSize={40}
        minPointSize={visible}
        isAnimationActive={false}
      />
      <Bar dataKey="got" fill="var(--s4)" maxBarSize={40} minPointSize={visible} isAnimationActive={false} />
    </BarChart>
  );
}

/** Few reads are not none. */
const visible = (reads: unknown) => (Number(reads) > 0 ? 2 : 0);

function Reading({ bar }: { bar: SizeBar | undefined }) {
  if (!bar) return null;
  return (
    <div className="chart-tip">
      <div className="dim">{sizeWords(bar)}</div>
      <div className="chart-tip-line">
        <i className="swatch s1" />
        <span>asked</span>
        <span className="num">{formatCount(bar.asked)}</span>
      </div>
      <div className="chart-tip-line">
        <i className="swatch s4" />
        <span>got</span>
        <span className="num">{formatCount(bar.got)}</span>
      </div>
    </div>
  );
}

/** What the colours are, and how many got less than they asked for. */
export function SizesLegend({ sizes }: { sizes: Sizes | null }) {
  const { short = 0, empty = 0, reads: all = 0 } = sizes ?? {};
  const share = (reads: number) => ` (${formatShare(reads, all)})`;
  return (
    <ul className="legend">
      <li>
        <i className="swatch s1" />
        Asked
      </li>
      <li>
        <i className="swatch s4" />
        Got
      </li>
      <li title="Got less than they asked for, those that got nothing among them">
        Short <b className="figure">{formatCount(short)}</b>
        {share(short)}
      </li>
      <li title="Asked for something and got nothing: the end of the file, or of what there was">
        Empty <b className="figure">{formatCount(empty)}</b>
        {share(empty)}
      </li>
    </ul>
  );
}

export function SizesFigures({ sizes, onNarrow }: Omit<SizesProps, 'empty'>) {
  return (
    <Figures
      caption="Reads by size: how many asked for so much, and how many got it"
      headings={['Size', 'Asked', 'Got']}
      rows={sizeBars(sizes).map((bar) => ({
        key: bar.from,
        name: sizeWords(bar),
        onNarrow: () => onNarrow([{ field: 'count', from: bar.from, to: bar.to }]),
        cells: [formatCount(bar.asked), formatCount(bar.got)],
      }))}
    />
  );
}

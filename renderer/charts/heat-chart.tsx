// Reads by time and latency, on a canvas. Draws what it is given.

import { memo, type PointerEvent, useEffect, useRef, useState } from 'react';
import { formatCount, formatDuration, formatRoundDuration, formatShort } from '../parts/format.ts';
import { areFine, decades, timeLabel, timeTicks } from './chart-scale.ts';
import { Figures } from './figures.tsx';
import {
  cellAt,
  columnStart,
  edgeOf,
  type Heat,
  heatColor,
  heatShare,
  rowSpan,
  selectedCells,
} from './heat-data.ts';
import { latencyRange } from './latency-data.ts';
import { fitting, shareAt } from './latency-scale.ts';
import { MarkLines } from './mark-lines.tsx';
import type { OnNarrow } from './narrow.ts';
import { Plot, type Room } from './plot.tsx';
import { bandOf, shareIn, type TimeShown } from './time-shown.ts';
import type { Area } from './use-brush.ts';
import { useDark } from './use-dark.ts';

const TICK_PX = 110;
const LINE_PX = 18;
/** Half of a time's width and some room: a label nearer to the edge would be cut. */
const LABEL_PX = 30;
/** A column narrower than this needs milliseconds. */
const FINE_NS = 1e9;
const TIP_PX = 190;

const msOf = (ns: bigint) => Number(ns / 1_000_000n);

interface HeatProps {
  heat: Heat;
  empty: string;
  onNarrow: OnNarrow;
  /** A part of the capture is looked at. */
  zoomed: boolean;
  time: TimeShown;
}

export const HeatChart = memo(function HeatChart({ heat, empty, onNarrow, zoomed, time }: HeatProps) {
  const { map } = heat;
  const axis = { from: columnStart(map, 0), to: columnStart(map, map.columns) };
  const label =
    heat.total === 0
      ? 'Reads by time and latency: nothing yet.'
      : `Reads by time and latency: ${formatCount(heat.total)} reads of ${formatDuration(map.least_ns)} to ${formatDuration(edgeOf(map, map.rows))}${heat.lost > 0 ? `, and ${formatCount(heat.lost)} lost reads` : ''}.`;
  return (
    <Plot
      label={label}
      empty={heat.total === 0 ? empty : null}
      axes="xy"
      onSelect={(selection) => {
        const conditions = selectedCells(heat, selection);
        if (conditions.length > 0) onNarrow(conditions);
      }}
      chosen={bandOf(time.chosen, axis)}
      onScale={time.onScale}
      onAll={time.onAll}
      over={({ area }) => <MarkLines {...{ area, ...time }} shareOf={shareIn(axis, zoomed)} />}
    >
      {(room) => <Cells heat={heat} room={room} />}
    </Plot>
  );
});

function Cells({ heat, room }: { heat: Heat; room: Room }) {
  const { area } = room;
  const dark = useDark();
  const ref = useRef<HTMLCanvasElement>(null);
  const [over, setOver] = useState<{ x: number; y: number } | null>(null);
  useEffect(() => {
    if (ref.current) paint(ref.current, heat, area.width, area.height, dark);
  }, [heat, area.width, area.height, dark]);
  const onPointerMove = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>) => {
    const box = currentTarget.getBoundingClientRect();
    setOver({ x: clientX - box.left, y: clientY - box.top });
  };
  return (
    <>
      <Axes heat={heat} room={room} />
      <LostColumns heat={heat} area={area} />
      <canvas
        ref={ref}
        className="heat"
        style={{ left: area.left, top: area.top, width: area.width, height: area.height }}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setOver(null)}
      />
      {over && <Reading heat={heat} area={area} at={over} />}
    </>
  );
}

/** In whole pixels of the screen, so that no seam shows between cells. */
function paint(canvas: HTMLCanvasElement, heat: Heat, width: number, height: number, dark: boolean): void {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  for (const { column, row, reads } of heat.cells) {
    const left = Math.round((column / heat.map.columns) * canvas.width);
    const right = Math.round(((column + 1) / heat.map.columns) * canvas.width);
    const span = rowSpan(heat, row);
    const top = Math.round(span.top * canvas.height);
    const bottom = Math.round(span.bottom * canvas.height);
    context.fillStyle = heatColor(heatShare(reads, heat.most), dark);
    context.fillRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
  }
}

function Axes({ heat: { map, scale }, room: { width, height, area } }: { heat: Heat; room: Room }) {
  const from = msOf(columnStart(map, 0));
  const to = msOf(columnStart(map, map.columns));
  const x = (at: number) => area.left + ((at - from) / Math.max(1, to - from)) * area.width;
  const y = (ns: number) => area.top + (1 - shareAt(ns, scale)) * area.height;
  const bottom = area.top + area.height;
  const ticks = timeTicks(from, to, fitting(area.width, TICK_PX));
  const fine = areFine(ticks);
  const marginMs = ((to - from) / area.width) * LABEL_PX;
  return (
    <svg className="axes" width={width} height={height} aria-hidden="true">
      {decades(10 ** scale.low, 10 ** scale.high, fitting(area.height, LINE_PX)).map((ns) => (
        <g key={ns}>
          <line x1={area.left} x2={area.left + area.width} y1={y(ns)} y2={y(ns)} stroke="var(--line)" />
          <text x={area.left - 8} y={y(ns)} dy="0.35em" textAnchor="end">
            {formatRoundDuration(ns)}
          </text>
        </g>
      ))}
      {ticks
        .filter((at) => at <= to - marginMs)
        .map((at) => (
          <text key={at} x={x(at)} y={bottom + 15} textAnchor="middle">
            {timeLabel(at, fine)}
          </text>
        ))}
    </svg>
  );
}

/** When reads were lost: above the cells, since how long those took is not known. */
function LostColumns({ heat: { map, lostAt }, area }: { heat: Heat; area: Area }) {
  const width = area.width / Math.max(1, map.columns);
  return [...lostAt].map(([column]) => (
    <i
      key={column}
      className="heat-lost"
      style={{
        left: area.left + column * width,
        top: area.top,
        width: Math.max(3, width),
        height: area.height,
      }}
    />
  ));
}

interface CellReadingProps {
  heat: Heat;
  area: Area;
  at: { x: number; y: number };
}

function Reading({ heat, area, at }: CellReadingProps) {
  const { column, row } = cellAt(heat, at.x / area.width, at.y / area.height);
  const reads = heat.at(column, row);
  const lost = heat.lostAt.get(column) ?? 0;
  const left = at.x + TIP_PX > area.width ? at.x - TIP_PX + area.left : at.x + area.left + 14;
  return (
    <div className="chart-tip heat-tip" style={{ left, top: Math.min(area.top + at.y, area.height - 44) }}>
      <div className="mono dim">
        {timeLabel(msOf(columnStart(heat.map, column)), heat.map.width_ns < FINE_NS)}
      </div>
      <div className="dim">
        {formatDuration(edgeOf(heat.map, row))} to {formatDuration(edgeOf(heat.map, row + 1))}
      </div>
      <div>
        <b>{reads === 0 ? 'no' : formatCount(reads)}</b> {reads === 1 ? 'read' : 'reads'}
      </div>
      {lost > 0 && (
        <div className="warn">
          and <b>{formatCount(lost)}</b> lost in this time
        </div>
      )}
    </div>
  );
}

const STEPS = Array.from({ length: 24 }, (_, step) => step / 23);

/** Which colour stands for how many, beside the tabs. */
export function HeatLegend({ most, lost }: { most: number; lost: number }) {
  const dark = useDark();
  if (most === 0) return null;
  return (
    <div className="legend heat-legend">
      {most > 1 && '1'}
      <svg viewBox="0 0 24 1" preserveAspectRatio="none" aria-hidden="true">
        {STEPS.map((share, step) => (
          <rect key={share} x={step} width="1.05" height="1" fill={heatColor(most > 1 ? share : 1, dark)} />
        ))}
      </svg>
      <span>
        {formatShort(most)} {most === 1 ? 'read' : 'reads'} in a cell
      </span>
      {lost > 0 && (
        <span className="heat-lost-entry">
          <i className="swatch lost" />
          Lost
        </span>
      )}
    </div>
  );
}

const MOST_FIGURES = 500;

export function HeatFigures({ heat, onNarrow }: Pick<HeatProps, 'heat' | 'onNarrow'>) {
  const { map } = heat;
  const busiest = [...heat.cells].sort((a, b) => b.reads - a.reads).slice(0, MOST_FIGURES);
  return (
    <Figures
      caption={`Reads by time and latency, the ${MOST_FIGURES} busiest cells at most`}
      headings={['From', 'Latency', 'Reads']}
      rows={[
        ...lostFigures(heat, onNarrow),
        ...busiest.map(({ column, row, reads }) => {
          const latency = latencyRange(edgeOf(map, row), edgeOf(map, row + 1));
          const from = columnStart(map, column);
          return {
            key: `${column} ${row}`,
            name: timeLabel(msOf(from), map.width_ns < FINE_NS),
            onNarrow: () => onNarrow([{ field: 'time', from, to: columnStart(map, column + 1) }, latency]),
            cells: [
              `${formatDuration(edgeOf(map, row))} to ${formatDuration(edgeOf(map, row + 1))}`,
              formatCount(reads),
            ],
          };
        }),
      ]}
    />
  );
}

function lostFigures({ map, lostAt }: Heat, onNarrow: OnNarrow) {
  return [...lostAt].map(([column, reads]) => {
    const [from, to] = [columnStart(map, column), columnStart(map, column + 1)];
    return {
      key: `lost ${column}`,
      name: timeLabel(msOf(from), map.width_ns < FINE_NS),
      onNarrow: () => onNarrow([{ field: 'time', from, to }]),
      cells: ['lost', formatCount(reads)],
    };
  });
}

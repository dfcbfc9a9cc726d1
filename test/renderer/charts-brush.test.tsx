// @vitest-environment jsdom
import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { HeatChart } from '../../renderer/charts/heat-chart.tsx';
import { heatOf } from '../../renderer/charts/heat-data.ts';
import { LatencyChart } from '../../renderer/charts/latency-chart.tsx';
import { SizesChart } from '../../renderer/charts/sizes-chart.tsx';
import { ThroughputChart } from '../../renderer/charts/throughput-chart.tsx';
import { chartData } from '../../renderer/charts/throughput-data.ts';
import { latencies, sizes } from './fake-analysis.ts';
import { makeRow } from './fake-bridge.ts';
import { useWindow } from './window.tsx';

useWindow();

/** Where data is drawn in a plot of the size that the tests' window has. */
const AREA = { left: 76, top: 10, width: 900 - 76 - 14, height: 506 - 10 - 22 };
const FROM = 1_795_356_187_000_000_000n;

/** All the time there is, no mark in it. */
const TIME = { chosen: null, marks: [], onGoTo: vi.fn(), onScale: vi.fn(), onAll: vi.fn() };

/** A drag between two places of the plot, each a share of the area from the left and the top. */
function drag(from: [number, number], to: [number, number], ends = true): void {
  const plot = screen.getByRole('img');
  const at = ([x, y]: [number, number]) => ({
    pointerId: 1,
    button: 0,
    clientX: AREA.left + x * AREA.width,
    clientY: AREA.top + y * AREA.height,
  });
  fireEvent.pointerDown(plot, at(from));
  fireEvent.pointerMove(plot, at(to));
  if (ends) fireEvent.pointerUp(plot, at(to));
}

const throughput = chartData(
  {
    from: String(FROM),
    width_ns: 1e9,
    series: [
      {
        pid: 7,
        comm: 'cat',
        bytes: new Array(11).fill(5),
        reads: new Array(11).fill(1),
        lost_bytes: new Array(11).fill(0),
        lost_reads: new Array(11).fill(0),
      },
    ],
    lost_perhaps: 0,
  },
  new Map(),
  false,
);

describe('a drag', () => {
  it('over throughput narrows to a range of time, whichever way it goes', () => {
    const onNarrow = vi.fn();
    render(<ThroughputChart data={throughput} measure="bytes" empty="" time={TIME} onNarrow={onNarrow} />);
    const range = [{ field: 'time', from: FROM + 2_000_000_000n, to: FROM + 5_000_000_000n }];
    drag([0.2, 0.5], [0.5, 0.5]);
    drag([0.5, 0.1], [0.2, 0.9]);
    drag([0.9, 0.5], [1.2, 0.5]);
    const last = [{ field: 'time', from: FROM + 9_000_000_000n, to: FROM + 11_000_000_000n }];
    expect(onNarrow.mock.calls).toEqual([[range], [range], [last]]);
  });

  it('can be given up', () => {
    const onNarrow = vi.fn();
    render(<ThroughputChart data={throughput} measure="bytes" empty="" time={TIME} onNarrow={onNarrow} />);
    drag([0.2, 0.5], [0.5, 0.5], false);
    expect(document.querySelector('.brush')).not.toBeNull();
    fireEvent.keyDown(window, { key: 'Escape' });
    expect(document.querySelector('.brush')).toBeNull();
    fireEvent.pointerUp(screen.getByRole('img'), { pointerId: 1 });
    expect(onNarrow).not.toHaveBeenCalled();
  });

  it('of a click over throughput narrows to the bucket whose point is nearest', () => {
    const onNarrow = vi.fn();
    render(<ThroughputChart data={throughput} measure="bytes" empty="" time={TIME} onNarrow={onNarrow} />);
    drag([0.21, 0.5], [0.21, 0.5]);
    drag([1, 0.5], [1, 0.5]);
    const bucket = (nth: bigint) => [
      { field: 'time', from: FROM + nth * 1_000_000_000n, to: FROM + (nth + 1n) * 1_000_000_000n },
    ];
    expect(onNarrow.mock.calls).toEqual([[bucket(2n)], [bucket(10n)]]);
  });

  it('over the heat map narrows time and latency at once', () => {
    const onNarrow = vi.fn();
    const heat = heatOf({
      from: String(FROM),
      width_ns: 1e8,
      columns: 10,
      least_ns: 1000,
      ratio: 10,
      rows: 3,
      cells: [0, 0, 1, 3, 1, 1, 9, 2, 1],
      lost: [],
      lost_perhaps: 0,
    });
    render(<HeatChart heat={heat} empty="" zoomed={false} time={TIME} onNarrow={onNarrow} />);
    drag([0.25, 0.4], [0.45, 0.6]);
    drag([0.55, 0.1], [0.65, 0.2]); // where nothing is
    expect(onNarrow.mock.calls).toEqual([
      [
        [
          { field: 'time', from: FROM + 200_000_000n, to: FROM + 500_000_000n },
          { field: 'latency', from: 10_000, to: 100_000 },
        ],
      ],
    ]);
  });

  it('or a click over bars narrows to whole bars', () => {
    const onNarrow = vi.fn();
    const rows = [makeRow({ latency_ns: 1_500, count: '64', ret: 64 }), makeRow({ latency_ns: 90_000 })];
    const { unmount } = render(<LatencyChart latencies={latencies(rows)} empty="" onNarrow={onNarrow} />);
    drag([0, 0.5], [1, 0.5]);
    unmount();
    render(<SizesChart sizes={sizes(rows)} empty="" onNarrow={onNarrow} />);
    drag([0.01, 0.5], [0.01, 0.5]);
    expect(onNarrow.mock.calls).toEqual([
      [[{ field: 'latency', from: 1449, to: 92_682 }]],
      [[{ field: 'count', from: 64, to: 128 }]],
    ]);
  });
});

it('shows the range that is in force', () => {
  const chosen = { from: FROM + 2_000_000_000n, to: FROM + 5_000_000_000n };
  const time = { ...TIME, chosen };
  render(<ThroughputChart data={throughput} measure="reads" empty="" time={time} onNarrow={vi.fn()} />);
  const { style } = document.querySelector<HTMLElement>('.chosen') ?? {};
  expect(style?.left).toBe(`${AREA.left + 0.2 * AREA.width}px`);
  expect(style?.width).toBe(`${0.3 * AREA.width}px`);
});

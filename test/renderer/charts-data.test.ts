import { describe, expect, it } from 'vitest';
import type { HeatMap } from '../../contract/analysis.ts';
import {
  cellAt,
  columnStart,
  heatColor,
  heatOf,
  heatShare,
  rowSpan,
  selectedCells,
} from '../../renderer/charts/heat-data.ts';
import { cumulative, labelRows, latencyRange, selectedBars } from '../../renderer/charts/latency-data.ts';
import { latencyAt, logScale, shareAt } from '../../renderer/charts/latency-scale.ts';
import { crumbsOf, entriesOf, inOrder, pathIn, rereadWords } from '../../renderer/charts/roll-up.ts';
import { selectedSizes, sizeBars, sizeLabel, sizeWords } from '../../renderer/charts/sizes-data.ts';
import { heatStatement, keptStatement, throughputStatement } from '../../renderer/charts/statement.ts';
import { NO_THROUGHPUT } from '../../renderer/charts/throughput-data.ts';
import { LEAST_PX, readPanel } from '../../renderer/charts/use-panel.ts';

const whole = { left: 0, right: 1, top: 0, bottom: 1 };
const plain = (text: string) => text.replaceAll('\u2005', ' ');

describe('latency', () => {
  it('has an axis of whole decades, two at least', () => {
    expect(logScale(300, 9e6)).toEqual({ low: 2, high: 7 });
    expect(logScale(1000, 1400)).toEqual({ low: 3, high: 5 });
    const scale = logScale(100, 1e6);
    for (const share of [0, 0.3, 1]) expect(shareAt(latencyAt(share, scale), scale)).toBeCloseTo(share);
  });

  const bars = [
    { from: 1024, to: 1448, reads: 5 },
    { from: 1448, to: 2048, reads: 3 },
    { from: 8192, to: 11585.24, reads: 2 },
  ];

  it('widens a selection to whole bars', () => {
    const scale = logScale(1024, 11_586);
    const at = (ns: number) => shareAt(ns, scale);
    expect(selectedBars(bars, scale, { ...whole, left: at(1500), right: at(9000) })).toEqual({
      field: 'latency',
      from: 1448,
      to: 11_586,
    });
    expect(selectedBars(bars, scale, { ...whole, left: at(3000), right: at(3000) })).toBeNull();
  });

  it('lets nothing slip between two ranges', () => {
    expect(latencyRange(11585.24, 16384)).toEqual({ field: 'latency', from: 11_586, to: 16_384 });
    expect(latencyRange(1, 1.4)).toMatchObject({ from: 0, to: 2 });
    // As the heat map works out its edges.
    for (let bar = 2; bar < 80; bar += 2) {
      expect(latencyRange(2 ** 0.5 * Math.SQRT2 ** (bar - 1), 1e30)).toMatchObject({ from: 2 ** (bar / 2) });
    }
  });

  it('adds up', () => {
    expect(cumulative({ bars, reads: 10, latency_ns: 0, percentiles: null })).toEqual([0.5, 0.8, 1]);
  });

  it('keeps labels from lying on each other', () => {
    expect(labelRows([0, 10, 20, 100], 46)).toEqual([0, 1, 2, 0]);
  });
});

describe('heat map with losses', () => {
  const map: HeatMap = {
    ...{ from: '1000', width_ns: 10, columns: 4, least_ns: 1024, ratio: 2, rows: 3, cells: [0, 0, 7] },
    ...{ lost: [2, 5, 3, 0], lost_perhaps: 2 },
  };
  const heat = heatOf(map);

  it('has them in their columns, and says that no cell has them', () => {
    expect([[...heat.lostAt], heat.lost]).toEqual([[[2, 5]], 5]);
    expect(plain(heatStatement(heat, true))).toBe(
      '7 reads · 5 lost reads are not among them, hatched where they were lost · without 2 lost reads of which nobody knows whether the filter lets them pass · of the time shown alone',
    );
  });

  it('narrows to the time of a loss where no read is', () => {
    const time = { field: 'time', from: 1020n, to: 1030n };
    expect(selectedCells(heat, { left: 0.6, right: 0.6, top: 0.5, bottom: 0.5 })).toEqual([time]);
    expect(selectedCells(heat, { left: 0.3, right: 0.3, top: 0.5, bottom: 0.5 })).toEqual([]);
  });
});

describe('heat map', () => {
  const map: HeatMap = {
    from: '1795356187000000000',
    width_ns: 1e8,
    columns: 4,
    least_ns: 1024,
    ratio: 2,
    rows: 3,
    cells: [0, 0, 7, 3, 2, 1],
    lost: [],
    lost_perhaps: 0,
  };
  const heat = heatOf(map);

  it('finds each read where it lies', () => {
    expect([heat.total, heat.most, heat.at(0, 0), heat.at(3, 2), heat.at(1, 1), heat.at(0, 9)]).toEqual([
      8, 7, 7, 1, 0, 0,
    ]);
    const { top, bottom } = rowSpan(heat, 2);
    expect(cellAt(heat, 0.99, (top + bottom) / 2)).toEqual({ column: 3, row: 2 });
  });

  it('widens a selection to whole cells', () => {
    const { top, bottom } = rowSpan(heat, 1);
    const inside = { left: 0.6, right: 0.9, top: 0, bottom: bottom - 0.01 };
    expect(selectedCells(heat, inside)).toEqual([
      { field: 'time', from: columnStart(map, 2), to: columnStart(map, 4) },
      { field: 'latency', from: 2048, to: 8192 },
    ]);
    expect(selectedCells(heat, { ...inside, top: top + 0.01 })).toEqual([]);
    expect(selectedCells(heat, whole)[1]).toEqual({ field: 'latency', from: 1024, to: 8192 });
  });

  /** Relative luminance of oklch(…), after the definition of OKLab. */
  function luminance(color: string): number {
    const [, l = 0, c = 0, h = 0] = (/\(([\d.]+) ([\d.]+) ([\d.]+)\)/.exec(color) ?? []).map(Number);
    const a = c * Math.cos((h * Math.PI) / 180);
    const b = c * Math.sin((h * Math.PI) / 180);
    const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const middle = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
    const clip = (part: number) => Math.min(1, Math.max(0, part));
    const red = clip(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short);
    const green = clip(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short);
    const blue = clip(-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  it.each([
    ['dark', 0.008],
    ['light', 1],
  ])('has colours told apart by lightness alone, 3:1 from the ground: %s', (theme, ground) => {
    const steps = Array.from({ length: 21 }, (_, step) => luminance(heatColor(step / 20, theme === 'dark')));
    const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    expect(contrast(steps[0] ?? 0, ground)).toBeGreaterThan(3);
    expect(contrast(steps[0] ?? 0, steps[20] ?? 0)).toBeGreaterThan(3);
    const ordered = [...steps].sort((a, b) => (theme === 'dark' ? a - b : b - a));
    expect(steps).toEqual(ordered);
  });

  it('tells orders of magnitude apart', () => {
    expect([1, 10, 100].map((reads) => heatShare(reads, 100))).toEqual([0, 0.5, 1]);
    expect(heatShare(1, 1)).toBe(1);
  });
});

describe('sizes', () => {
  const bars = sizeBars({
    asked: [{ from: 4096, to: 8192, reads: 9 }],
    got: [
      { from: 512, to: 1024, reads: 2 },
      { from: 4096, to: 8192, reads: 6 },
    ],
  });

  it('shows every octave, those without reads too', () => {
    expect(bars.map(({ from, asked, got }) => [from, asked, got])).toEqual([
      [512, 0, 2],
      [1024, 0, 0],
      [2048, 0, 0],
      [4096, 9, 6],
    ]);
    expect(
      sizeBars({ asked: [{ from: 0, to: 1, reads: 1 }], got: [{ from: 2, to: 4, reads: 1 }] }),
    ).toHaveLength(3);
    expect(sizeBars({ asked: [], got: [] })).toEqual([]);
  });

  it('says what a bar is', () => {
    const [first] = bars;
    if (!first) throw new Error('there are no bars');
    expect([sizeLabel(first), plain(sizeWords({ ...first, from: 4096, to: 8192 }))]).toEqual([
      '512 B',
      '4 096 to 8 191 bytes',
    ]);
    expect([sizeWords({ ...first, from: 0, to: 1 }), sizeWords({ ...first, from: 1, to: 2 })]).toEqual([
      '0 bytes',
      '1 byte',
    ]);
  });

  it('takes the bars a selection touches', () => {
    expect(selectedSizes(bars, { ...whole, left: 0.3, right: 0.6 })).toEqual({ from: 1024, to: 4096 });
    expect(selectedSizes([], whole)).toBeNull();
  });
});

describe('files and folders', () => {
  it.each([
    [7.04, 100, '7.0 times over'],
    [880.2, 100, '880 times over'],
    [1, 100, 'once'],
    [0.4, 100, '40 %'],
    [0, 0, 'nothing'],
    [null, 100, ''],
  ])('a factor of %s', (factor, bytes, words) => {
    expect(rereadWords({ factor, bytes })).toBe(words);
  });

  const sums = { reads: 1, bytes: 2, errors: 0, latency_ns: 3, files: 1 };
  const entry = (name: string, isFolder = false) => ({ ...sums, name, isFolder });

  it('puts together what has no path', () => {
    const entries = entriesOf('', [entry('home', true), entry('pipe:[1]'), entry('pipe:[2]'), entry('')]);
    expect(entries.map(({ path, words, reads }) => [path, words, reads])).toEqual([
      ['/home', null, 1],
      [null, 'Files not known', 1],
      [null, 'Pipes', 2],
    ]);
    expect(entriesOf('/tmp', [entry('pipe:[1]')])).toMatchObject([{ path: '/tmp/pipe:[1]', words: null }]);
  });

  it('knows the way down and up', () => {
    expect([pathIn('', 'home'), pathIn('/home', 'me'), pathIn('', '…')]).toEqual(['/home', '/home/me', '…']);
    expect(crumbsOf('/home/me')).toEqual([
      { name: 'home', folder: '/home' },
      { name: 'me', folder: '/home/me' },
    ]);
    expect(crumbsOf('…/me').at(-1)).toEqual({ name: 'me', folder: '…/me' });
    expect(crumbsOf('')).toEqual([]);
  });

  it('sorts names up and figures down', () => {
    const entries = entriesOf('/', [{ ...entry('b'), bytes: 9 }, entry('c'), entry('a')]);
    expect(inOrder(entries, 'name').map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(inOrder(entries, 'bytes').map(({ name }) => name)).toEqual(['b', 'a', 'c']);
  });
});

describe('statement', () => {
  it('says whether lost reads are among the figures', () => {
    expect(plain(keptStatement({ reads: 12_408, bytes: 5e6 }, 0))).toBe('12 408 reads, 5.0 MB');
    expect(plain(keptStatement({ reads: 1 }, 1204))).toBe(
      '1 read · the 1 204 lost reads of this capture are not among them',
    );
    expect(keptStatement(null, 1)).toBe('The 1 lost read of this capture is not among them');
    const drawn = { ...NO_THROUGHPUT, points: [{ at: 0, bytes: none, reads: none }] };
    expect(throughputStatement({ ...drawn, lost: 3 })).toBe(
      'With 3 lost reads, hatched where they were lost',
    );
    expect(throughputStatement({ ...drawn, lost: 0, lostPerhaps: 2 })).toContain('without 2 lost reads');
    const zoom = { from: 0n, to: 1n };
    expect(throughputStatement({ ...drawn, lost: 0, zoom })).toBe('of the time shown alone');
  });
  const none = { kept: [], lost: [], lostTogether: 0 };
});

describe('what is remembered', () => {
  it.each([
    null,
    'nonsense',
    '7',
    '{"tab":"gone","height":"high","measure":9}',
    `{"height":${LEAST_PX - 1}}`,
  ])('of %j nothing', (stored) => {
    expect(readPanel(stored)).toEqual({
      tab: 'throughput',
      measure: 'bytes',
      height: null,
      collapsed: false,
    });
  });

  it('of what was chosen all', () => {
    const state = { tab: 'heat', measure: 'reads', height: 300, collapsed: true } as const;
    expect(readPanel(JSON.stringify(state))).toEqual(state);
  });
});

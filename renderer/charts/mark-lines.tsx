// Marks over a plot: a line where each lies and its name, which goes to the first read after it.

import type { Mark } from '../../contract/marks.ts';
import { formatClock } from '../parts/format.ts';
import { visibleText } from '../parts/visible-text.ts';
import { placeLabels } from './mark-labels.ts';
import type { Area } from './use-brush.ts';

/** Marks as charts show them. */
export interface MarksShown {
  marks: readonly Mark[];
  onGoTo(mark: Mark): void;
}

interface MarkLinesProps extends MarksShown {
  area: Area;
  /** Where on the axis a moment lies, from 0 to 1. */
  shareOf(time: bigint): number;
}

const ROW_PX = 17;

export function MarkLines({ marks, onGoTo, area, shareOf }: MarkLinesProps) {
  const shown = marks
    .map((mark) => ({ mark, name: visibleText(mark.name), share: shareOf(BigInt(mark.time)) }))
    .filter(({ share }) => share >= 0 && share <= 1);
  const places = placeLabels(
    shown.map(({ name, share }) => ({ x: share * area.width, length: name.length })),
    area.width,
    Math.max(1, Math.min(3, Math.floor(area.height / ROW_PX) - 1)),
  );
  return shown.map(({ mark, name, share }, index) => {
    const { row, width, before } = places[index] ?? { row: null, width: 0, before: false };
    const x = area.left + share * area.width;
    const what = `${name}, ${formatClock(Number(BigInt(mark.time) / 1_000_000n))}`;
    return (
      <div key={mark.id} className="mark">
        <i className="mark-line" style={{ left: x, top: area.top, height: area.height }} />
        <button
          type="button"
          className={row === null ? 'mark-name bare' : 'mark-name'}
          aria-label={`${what}: go to the first read after it`}
          title={`${what}. Go to the first read after it.`}
          style={{ top: area.top + (row ?? 0) * ROW_PX, left: before ? x - width : x, width }}
          onClick={() => onGoTo(mark)}
        >
          {row !== null && <span className="name">{name}</span>}
        </button>
      </div>
    );
  });
}

// The reads of the file by the process, offset over time, this one marked; and the same as figures.

import { memo, useMemo, useState } from 'react';
import type { Details } from '../../contract/details.ts';
import { Figures } from '../charts/figures.tsx';
import { formatBytes, formatCount, formatDuration } from '../parts/format.ts';
import { BOX, pictureOf, triples } from './access-data.ts';
import { accessWords } from './meaning.ts';

/** More lines than anybody reads, and few enough to draw at once. */
const MOST_FIGURES = 200;
const percent = (share: number) => `${(100 * share) / BOX}%`;

export const AccessPlot = memo(function AccessPlot({ details }: { details: Details }) {
  const picture = useMemo(() => pictureOf(details), [details]);
  const [open, setOpen] = useState(false);
  const { pattern } = details;
  if (picture === null || pattern === null) return null;
  const { path, span, most, marked } = picture;
  return (
    <figure className="access">
      <div className="access-plot">
        <svg
          viewBox={`0 0 ${BOX} ${BOX}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Offset over time: ${accessWords(pattern)}`}
        >
          <path d={path} vectorEffect="non-scaling-stroke" />
        </svg>
        <span className="access-marks">
          {marked && (
            <i
              className="access-mark"
              title="This read"
              style={{ left: percent(marked.x), top: percent((marked.from + marked.to) / 2) }}
            />
          )}
        </span>
        <span className="access-most">{formatBytes(most)}</span>
        <span className="access-least">0</span>
      </div>
      <figcaption>
        <span>first read</span>
        <span>{span > 1 ? `${formatDuration(span)} later` : ''}</span>
      </figcaption>
      <button type="button" className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide the figures' : 'Figures as a table'}
      </button>
      {open && (
        <Figures
          caption="Reads of the file by the process"
          headings={['After', 'Offset', 'Bytes']}
          rows={triples(pattern)
            .slice(0, MOST_FIGURES)
            .map(([time, offset, bytes], index) => ({
              key: index,
              name: formatDuration(time),
              cells: [formatCount(offset), formatCount(bytes)],
            }))}
        />
      )}
    </figure>
  );
});

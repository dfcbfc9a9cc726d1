// Which colour is which process, and what is shown of it: bytes or reads.

import { Name } from '../parts/name.tsx';
import type { OnNarrow } from './narrow.ts';
import { slotClass } from './series-colors.ts';
import type { ThroughputData } from './throughput-data.ts';
import { MEASURES, type Measure } from './use-panel.ts';

const WORDS: Record<Measure, string> = { bytes: 'Bytes/s', reads: 'Reads/s' };

/** Characters of a name that is shown whole: cut it would say nothing. */
const SHORT = 6;

interface LegendProps {
  data: ThroughputData;
  measure: Measure;
  onMeasure(measure: Measure): void;
  onNarrow: OnNarrow;
}

export function ThroughputLegend({ data: { series, lost }, measure, onMeasure, onNarrow }: LegendProps) {
  return (
    <>
      <ul className="legend">
        {series.map(({ pid, slot, name }) => (
          <li key={pid} className={name.length <= SHORT ? 'whole' : undefined}>
            {pid === 0 ? (
              <>
                <i className={slotClass(slot)} />
                Others
              </>
            ) : (
              <button
                type="button"
                className="plain legend-entry"
                title={`Show only process ${pid}`}
                onClick={() => onNarrow([{ pid }])}
              >
                <i className={slotClass(slot)} />
                <Name value={name} />
                <span className="legend-pid">{pid}</span>
              </button>
            )}
          </li>
        ))}
        {(lost ?? 0) > 0 && (
          <li>
            <i className="swatch lost" />
            Lost
          </li>
        )}
      </ul>
      <fieldset className="switch">
        <legend className="unseen-text">Measure</legend>
        {MEASURES.map((one) => (
          <button key={one} type="button" aria-pressed={one === measure} onClick={() => onMeasure(one)}>
            {WORDS[one]}
          </button>
        ))}
      </fieldset>
    </>
  );
}

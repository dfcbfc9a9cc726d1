// What a chart's figures are of, in one line: how many reads, and whether lost ones are among them. Pure.

import { formatBytes, formatCount } from '../parts/format.ts';
import type { Heat } from './heat-data.ts';
import type { ThroughputData } from './throughput-data.ts';

const reads = (count: number) => `${formatCount(count)} ${count === 1 ? 'read' : 'reads'}`;
const lostReads = (count: number) => `${formatCount(count)} lost ${count === 1 ? 'read' : 'reads'}`;

/** Of what is worked out from the rows of the table; `lost`: in the whole capture, whatever the filter. */
export function keptStatement(totals: { reads: number; bytes?: number } | null, lost: number): string {
  const parts = [
    totals === null ? '' : reads(totals.reads),
    totals?.bytes === undefined ? '' : formatBytes(totals.bytes),
  ];
  const of = parts.filter((part) => part !== '').join(', ');
  if (lost === 0) return of;
  return `${of === '' ? 'The' : `${of} · the`} ${lostReads(lost)} of this capture ${lost === 1 ? 'is' : 'are'} not among them`;
}

const PART = 'of the time shown alone';

const doubtful = (count: number) =>
  count > 0 ? `without ${lostReads(count)} of which nobody knows whether the filter lets them pass` : '';

const joined = (parts: readonly string[]) => parts.filter((part) => part !== '').join(' · ');

export function throughputStatement({ lost, lostPerhaps, points, zoom }: ThroughputData): string {
  if (points.length === 0) return '';
  return joined([
    lost > 0 ? `With ${lostReads(lost)}, hatched where they were lost` : '',
    doubtful(lostPerhaps),
    zoom === null ? '' : PART,
  ]);
}

/** Lost reads are shown when they were lost, and are in no cell. */
export function heatStatement({ total, lost, map }: Heat, zoomed: boolean): string {
  return joined([
    reads(total),
    lost > 0
      ? `${lostReads(lost)} ${lost === 1 ? 'is' : 'are'} not among them, hatched where they were lost`
      : '',
    doubtful(map.lost_perhaps),
    zoomed ? PART : '',
  ]);
}

// What a chart's figures are of, in one line: how many reads, and whether lost ones are among them. Pure.

import type { Totals } from '../../contract/analysis.ts';
import { formatBytes, formatCount } from '../parts/format.ts';
import type { ThroughputData } from './throughput-data.ts';

const reads = (count: number) => `${formatCount(count)} ${count === 1 ? 'read' : 'reads'}`;
const lostReads = (count: number) => `${formatCount(count)} lost ${count === 1 ? 'read' : 'reads'}`;

/** Of charts that show what is in the table only. `lost`: in the whole capture, whatever the filter. */
export function keptStatement(totals: Pick<Totals, 'reads' | 'bytes'> | null, lost: number): string {
  const of = totals === null ? '' : `${reads(totals.reads)}, ${formatBytes(totals.bytes)}`;
  if (lost === 0) return of;
  return `${of}${of && ' · '}without the ${lostReads(lost)} of this capture: what is shown here is not known of them`;
}

/** Of the heat map, which has no bytes. */
export function heatStatement(count: number, lost: number): string {
  if (lost === 0) return reads(count);
  return `${reads(count)} · without the ${lostReads(lost)} of this capture: how long each took is not known`;
}

export function throughputStatement(
  { lost: among, lostPerhaps, points }: ThroughputData,
  lost: number,
): string {
  if (points.length === 0) return '';
  if (among === null) {
    return lost === 0 ? '' : `Without the ${lostReads(lost)} of this capture`;
  }
  return [
    among > 0 ? `With ${lostReads(among)}, hatched where they were lost` : '',
    lostPerhaps > 0
      ? `without ${lostReads(lostPerhaps)} of which nobody knows whether the filter lets them pass`
      : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

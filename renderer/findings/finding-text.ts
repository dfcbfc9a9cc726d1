// What is found, in words: what it is, with its figures, and what can be done about it. Pure.

import type { Finding, FindingKind } from '../../contract/findings.ts';
import { meaningOf } from '../parts/errno.ts';
import { formatBinary, formatBytes, formatCount, formatDuration } from '../parts/format.ts';

export interface FindingText {
  /** `Read 7 times over`. */
  title: string;
  /** How much it was. */
  figures: string;
  /** What to do about it. */
  advice: string;
}

/** What is looked for, as the empty list says it. */
export const LOOKED_FOR: Record<FindingKind, string> = {
  again: 'the same file read as a whole again and again',
  tiny: 'many tiny reads where one would do',
  polling: 'looking at the same place at a fixed period',
  slow: 'reads of files that wait',
  failing: 'the same failure again and again',
  beyond: 'much more read than the file has',
};

/** The same for a finding that has only grown. */
export const keyOf = ({ kind, first, pid, files, rows }: Finding) =>
  [kind, pid, files === null ? first.row : 'files', rows.error].join(' ');

export function findingText(finding: Finding): FindingText {
  const { reads, bytes, latency_ns, first, last } = finding;
  const span = formatDuration(Math.max(1, Number(BigInt(last.time) - BigInt(first.time))));
  const { files } = finding;
  const of = files === null ? 'a file' : 'files';
  const upTo = files === null ? '' : 'up to ';
  const many = `${formatCount(reads)} ${reads === 1 ? 'read' : 'reads'}`;
  switch (finding.kind) {
    case 'again':
      return {
        title: `Read ${upTo}${formatCount(finding.times)} times over`,
        figures: `${formatBytes(bytes)} read of ${of} of ${formatBytes(finding.size)}, in ${span}`,
        advice: 'Keep what was read, or read again only when the file has changed (stat, inotify).',
      };
    case 'tiny':
      return {
        title: `${formatCount(reads)} tiny reads`,
        figures: `${formatBytes(bytes / reads)} each, one after the other, in ${span}`,
        advice: `Read through a buffer: with ${formatBinary(finding.buffer)} it takes ${formatCount(finding.needed)} ${finding.needed === 1 ? 'call' : 'calls'}.`,
      };
    case 'polling':
      return {
        title: `Looked at every ${formatDuration(finding.period_ns)}`,
        figures: `${upTo}${formatCount(finding.times)} times in ${span}, with ${many}, for what had been there before`,
        advice: pollingAdvice(finding),
      };
    case 'slow':
      return {
        title: `${formatCount(reads)} slow ${reads === 1 ? 'read' : 'reads'}`,
        figures: `${formatDuration(latency_ns)} of waiting, ${formatDuration(finding.slowest_ns)} the longest`,
        advice: 'Read earlier or in another thread; look what its disk or network does meanwhile.',
      };
    case 'failing':
      return {
        title: `${formatCount(reads)} times ${finding.error}`,
        figures: `${meaningOf(finding.error) ?? 'the same failure each time'}, in ${span}`,
        advice: 'Look at the result before trying again, and at what the descriptor is open on.',
      };
    case 'beyond':
      return {
        title: `Read ${formatCount(Math.floor(finding.factor))} times its size`,
        figures: `${formatBytes(bytes)} read of ${of} of ${formatBytes(finding.size)}, here and there, in ${span}`,
        advice: 'Keep the parts that are needed again, or map the file.',
      };
  }
}

function pollingAdvice({ fileKind }: Finding): string {
  return fileKind === 'file' || fileKind === 'memfd'
    ? 'Be told of changes instead (inotify), or look less often.'
    : 'Look less often, or wait for an event where the kernel has one.';
}

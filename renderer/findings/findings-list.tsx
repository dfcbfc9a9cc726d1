// All findings, what wastes most first; and what is looked for where there are none.

import { useMemo } from 'react';
import { FINDING_KINDS, type Finding, type Findings } from '../../contract/findings.ts';
import { formatCount } from '../parts/format.ts';
import { FindingCard, type FindingLinks } from './finding-card.tsx';
import { keyOf, LOOKED_FOR } from './finding-text.ts';

interface FindingsListProps {
  findings: readonly Finding[];
  links: FindingLinks;
}

export function FindingsList({ findings, links }: FindingsListProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which the keyboard must be able to do
    <section className="findings" aria-label="Findings" tabIndex={0}>
      {findings.length === 0 && <NothingFound />}
      {findings.map((finding) => (
        <FindingCard key={keyOf(finding)} finding={finding} links={links} />
      ))}
    </section>
  );
}

function NothingFound() {
  return (
    <div className="findings-none">
      <p>No waste found. While reads come, ioscope looks for</p>
      <ul>
        {FINDING_KINDS.map((kind) => (
          <li key={kind}>{LOOKED_FOR[kind]}</li>
        ))}
      </ul>
    </div>
  );
}

/** What the findings are of; `rows`: in the capture. */
export function findingsStatement(found: Findings | null, rows: number, lost: number): string {
  if (found === null || rows === 0) return '';
  const behind = found.rows < rows * 0.9 && rows - found.rows > 100_000;
  return [
    behind
      ? `${formatCount(found.rows)} of ${formatCount(rows)} reads looked at so far`
      : 'In all reads, whatever the filter',
    found.left_out > 0 ? `${formatCount(found.left_out)} that waste less are left out` : '',
    found.forgotten > 0
      ? `${formatCount(found.forgotten)} pairs of process and file were forgotten, those unread for longest`
      : '',
    lost > 0 ? `the ${formatCount(lost)} lost reads are not among them` : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The same objects for findings that have not changed, so that their cards are not drawn anew. */
export function useSteady(found: Findings | null): readonly Finding[] {
  const kept = useMemo(() => new Map<string, Finding>(), []);
  return useMemo(() => {
    const next = new Map<string, Finding>();
    for (const finding of found?.findings ?? []) {
      const key = keyOf(finding);
      const before = kept.get(key);
      const same = before !== undefined && JSON.stringify(before) === JSON.stringify(finding);
      next.set(key, same ? before : finding);
    }
    kept.clear();
    for (const [key, finding] of next) kept.set(key, finding);
    return [...next.values()];
  }, [found, kept]);
}

// One finding: what, where, how much, what to do, and the ways to its reads.

import { Filter as FilterIcon, Target } from 'lucide-react';
import { memo } from 'react';
import type { Finding } from '../../contract/findings.ts';
import type { ReadPlace } from '../details/use-details.ts';
import { formatCount, formatDuration } from '../parts/format.ts';
import { Name, Path } from '../parts/name.tsx';
import { findingText } from './finding-text.ts';

export interface FindingLinks {
  /** Filters by what its reads have in common, in place of other conditions on that. */
  onReads(finding: Finding): void;
  onRead(place: ReadPlace): void;
}

interface FindingCardProps {
  finding: Finding;
  links: FindingLinks;
  /** Beside the read it is about: where it is needs not be said. */
  brief?: boolean;
}

export const FindingCard = memo(function FindingCard({ finding, links, brief = false }: FindingCardProps) {
  const { pid, process, path, files, first, wasted_ns } = finding;
  // Below the heading of its file, or of nothing.
  const Heading = brief ? 'h4' : 'h3';
  const { title, figures, advice } = findingText(finding);
  return (
    <article className={brief ? 'finding brief' : 'finding'} aria-label={title}>
      <Heading>{title}</Heading>
      {!brief && (
        <p className="finding-where">
          {files === null ? <Path value={path} /> : <Many count={files.count} folder={files.folder} />}
          <span className="finding-who">
            <Name value={process} none="⟨not known⟩" /> <span className="dim">{pid}</span>
          </span>
        </p>
      )}
      {brief && files !== null && (
        <p>
          This file and others: <Many count={files.count} folder={files.folder} />
        </p>
      )}
      <p className="finding-figures">{figures}</p>
      <p className="finding-advice">{advice}</p>
      <span className="finding-waste" title="Time in calls that could be spared: an estimate">
        <b>{formatDuration(wasted_ns)}</b> could be spared
      </span>
      <span className="finding-links">
        <button type="button" title="Show only its reads" onClick={() => links.onReads(finding)}>
          <FilterIcon aria-hidden /> Its reads
        </button>
        <button
          type="button"
          title="Go to the first of its reads"
          onClick={() => links.onRead({ ...first, pid })}
        >
          <Target aria-hidden /> First read
        </button>
      </span>
    </article>
  );
});

function Many({ count, folder }: { count: number; folder: string }) {
  return (
    <span className="finding-many">
      {formatCount(count)} files{folder !== '' && ' below '}
      {folder !== '' && <Name value={folder} />}
    </span>
  );
}

// Findings of one kind in many files of one process are one: a monitor looks at hundreds of files of /proc. Pure.

import type { Finding } from '../contract/findings.ts';

/** As many are told one by one. */
const MOST_ALIKE = 4;
/** Paths that a group names. */
const MOST_PATHS = 20;

/** In the order of what they waste. */
export function grouped(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  const byWaste = findings.toSorted((a, b) => b.wasted_ns - a.wasted_ns || a.first.row - b.first.row);
  for (const finding of byWaste) {
    const error = finding.kind === 'failing' ? finding.error : '';
    // Without a name for the process, its pid is all there is.
    const key = [finding.pid, finding.process, finding.kind, error].join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()]
    .flatMap((group) => (group.length > MOST_ALIKE ? [together(group)] : group))
    .sort((a, b) => b.wasted_ns - a.wasted_ns || a.first.row - b.first.row);
}

/** What is particular to a kind is of the one that has most of it. */
function together(group: readonly Finding[]): Finding {
  const [worst] = group;
  if (worst === undefined) throw new Error('no group without a finding');
  const sum = (of: (finding: Finding) => number) => group.reduce((total, one) => total + of(one), 0);
  const bytes = sum((one) => one.bytes);
  const folder = commonFolder(group.map(({ path }) => path));
  const { pid, error } = worst.rows;
  return {
    ...worst,
    ...particulars(worst, group, bytes),
    reads: sum((one) => one.reads),
    bytes,
    latency_ns: sum((one) => one.latency_ns),
    wasted_ns: sum((one) => one.wasted_ns),
    first: group.reduce((first, one) => (one.first.row < first.row ? one.first : first), worst.first),
    last: group.reduce((last, one) => (one.last.row > last.row ? one.last : last), worst.last),
    rows: { pid, ...(folder === '' ? {} : { folder }), ...(error === undefined ? {} : { error }) },
    files: { count: group.length, folder, paths: group.slice(0, MOST_PATHS).map(({ path }) => path) },
  } as Finding;
}

function particulars(worst: Finding, group: readonly Finding[], bytes: number) {
  const of = (pick: (finding: Finding) => number) => group.map(pick);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  switch (worst.kind) {
    case 'again':
      return {
        times: Math.max(...of((one) => (one.kind === 'again' ? one.times : 0))),
        size: sum(of((one) => (one.kind === 'again' ? one.size : 0))),
      };
    case 'tiny':
      return { needed: sum(of((one) => (one.kind === 'tiny' ? one.needed : 0))) };
    case 'polling':
      return { times: Math.max(...of((one) => (one.kind === 'polling' ? one.times : 0))) };
    case 'slow':
      return { slowest_ns: Math.max(...of((one) => (one.kind === 'slow' ? one.slowest_ns : 0))) };
    case 'failing':
      return {};
    case 'beyond': {
      const size = sum(of((one) => (one.kind === 'beyond' ? one.size : 0)));
      return { size, factor: bytes / Math.max(1, size) };
    }
  }
}

/** The folder they all lie in, without a slash at its end; empty where that is the root, or none. */
export function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map((path) => path.split('/').slice(0, -1));
  const parts = [...first];
  let length = parts.length;
  for (const other of others) {
    let same = 0;
    while (same < length && same < other.length && parts[same] === other[same]) same++;
    length = same;
  }
  return parts.slice(0, length).join('/');
}

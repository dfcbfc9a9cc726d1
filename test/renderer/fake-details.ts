// All about one of some made-up rows, as the capture process would answer.

import { accessOf } from '../../capture/details-access.ts';
import type { Details, FileFacts, Pattern, ProcessFacts } from '../../contract/details.ts';
import { ProblemError } from '../../contract/problem.ts';
import type { ReadRow } from '../../contract/read.ts';
import { sizeOf } from './fake-analysis.ts';
import { type Described, makeProcess } from './fake-processes.ts';

export function detailsOf(rows: readonly ReadRow[], row: number, described: Described): Details {
  const read = rows[row];
  if (read === undefined) throw new ProblemError('no-such-read', 'There is no such read.', '');
  const around = (passes: (other: ReadRow) => boolean) => ({
    before: rows.findLast((other) => other.row < row && passes(other)) ?? null,
    after: rows.find((other) => other.row > row && passes(other)) ?? null,
  });
  const thread = around(({ tid, pid }) => tid === read.tid && pid === read.pid);
  const isKnown = read.path !== '';
  const file = isKnown ? fileOf(read) : null;
  const { before } = thread;
  const isShort = read.ret >= 0 && read.ret < Number(read.count);
  return {
    read,
    thread,
    sameFile: around(({ path }) => isKnown && path === read.path),
    rank: { faster: rows.filter(({ latency_ns }) => latency_ns < read.latency_ns).length, rows: rows.length },
    gap_ns: before === null ? null : Number(BigInt(read.time) - BigInt(before.time)) - before.latency_ns,
    short: isShort,
    end: isShort && read.ret === 0,
    position: file === null || file.size === 0 || read.offset < 0 ? null : read.offset / file.size,
    process: processOf(read, described),
    file,
    pattern: isKnown ? patternOf(rows, read) : null,
  };
}

function processOf({ pid, process }: ReadRow, described: Described): ProcessFacts {
  const { name, exe, cmdline, parent, uid, user, cgroup, started } = makeProcess({
    pid,
    name: process,
    ...described.get(pid),
  });
  return { pid, name, exe, cmdline, parent, parent_name: 'init', uid, user, cgroup, started };
}

function fileOf({ kind, path }: ReadRow): FileFacts {
  return {
    kind,
    path,
    size: kind === 'file' ? sizeOf(path) : 0,
    inode: '18446744073709551615',
    device: { major: 253, minor: 5 },
    deleted: path.endsWith(' (deleted)'),
    cut: false,
    unreachable: false,
  };
}

function patternOf(rows: readonly ReadRow[], read: ReadRow): Pattern {
  const theirs = rows.filter(({ path, pid }) => path === read.path && pid === read.pid);
  const placed = theirs.filter(({ offset, ret }) => offset >= 0 && ret > 0);
  const from = placed[0]?.time ?? read.time;
  const before = placed.findLast(({ row }) => row < read.row);
  return {
    ...accessOf(placed.map(({ offset, ret }) => [offset, ret])),
    reads: theirs.length,
    examined: theirs.length,
    from,
    points: placed.flatMap(({ time, offset, ret }) => [Number(BigInt(time) - BigInt(from)), offset, ret]),
    placed: placed.length,
    tiny: placed.filter(({ count }) => Number(count) < 4096).length,
    before: before === undefined ? null : { offset: before.offset, bytes: before.ret },
  };
}

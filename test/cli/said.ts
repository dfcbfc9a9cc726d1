// What a workload says it read, and what ioscope records of it, in the same words.

import { getSystemErrorName } from 'node:util';
import { nameText } from '../../contract/name-text.ts';
import type { Done, Place } from '../kernel/workload.ts';
import type { Line } from './ioscope.ts';

/** A read that a signal interrupts and the kernel begins anew: it has no name outside the kernel. */
const RESTARTED = -512;

const BY_MODE = new Map([
  [0o040000, 'dir'],
  [0o010000, 'pipe'],
  [0o140000, 'socket'],
]);
const BY_PATH: [RegExp, string][] = [
  [/^anon_inode:\[eventpoll\]$/, 'epoll'],
  [/^anon_inode:\[?(eventfd|timerfd|signalfd|inotify)\]?$/, '$1'],
  [/^(anon_inode|ns):.*/, 'anon'],
  [/^\/dev\/(tty|pts\/|ptmx).*/, 'tty'],
  [/^\/dev\/.*/, 'device'],
  [/^\/(proc|sys)\/.*/, '$1'],
  [/^\/memfd:.*/, 'memfd'],
];

/** The path as ioscope writes it: a memfd has no name that could be gone, and a namespace's sort is not told. */
function pathOf({ path }: Place): string {
  const text = nameText(Buffer.from(path, 'latin1'));
  return text.replace(/^(\/memfd:.*) \(deleted\)$/, '$1').replace(/^(?!pipe|socket)\w+:(\[\d+\])$/, 'ns:$1');
}

function kindOf(mode: number, path: string): string {
  const [pattern, kind] = BY_PATH.find(([pattern]) => pattern.test(path)) ?? [/^.*$/s, 'file'];
  return BY_MODE.get(mode & 0o170000) ?? path.replace(pattern, kind);
}

function errorOf(ret: number): string {
  if (ret === RESTARTED) return 'ERESTARTSYS';
  return ret < 0 ? getSystemErrorName(ret) : '';
}

/** Each read in one line, with all that does not depend on time, in an order of their own. */
export function said(done: Done[]): string[] {
  return done
    .map(({ place, call, ret, ...rest }) => {
      const path = place === null ? '' : pathOf(place);
      const kind = place === null ? 'unknown' : kindOf(place.mode, path);
      return inWords({ ...rest, ret, syscall: call, kind, path, error: errorOf(ret) });
    })
    .sort();
}

/** As `said`, of what was recorded. */
export function recorded(lines: Line[]): string[] {
  return lines.map(inWords).sort();
}

type Words = Pick<Line, 'pid' | 'tid' | 'comm' | 'fd' | 'offset' | 'count' | 'ret' | 'error' | 'path'> & {
  syscall: string;
  kind: string;
};

function inWords({ pid, tid, comm, syscall, fd, kind, path, offset, count, ret, error }: Words): string {
  return `${pid} ${tid} ${comm}: ${syscall} ${fd} at ${offset} of ${kind} ${path}: ${count} ${ret} ${error}`;
}

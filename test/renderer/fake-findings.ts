// One finding of each kind, with the given parts.

import type { Finding, Findings } from '../../contract/findings.ts';
import { START_NS } from './fake-bridge.ts';

const time = (seconds: number) => String(START_NS + BigInt(seconds * 1e9));

export function makeFinding(part: Partial<Finding> = {}): Finding {
  const [pid, path] = [part.pid ?? 4242, part.path ?? '/home/me/notes.txt'];
  return {
    kind: 'again',
    times: 7,
    size: 4_100_000,
    pid,
    process: 'bash',
    path,
    fileKind: 'file',
    reads: 448,
    bytes: 28_700_000,
    latency_ns: 9_000_000,
    wasted_ns: 7_700_000,
    first: { row: 0, time: time(0) },
    last: { row: 9, time: time(3) },
    files: null,
    rows: { pid, path, ...(part.kind === 'failing' ? { error: part.error ?? 'EBADF' } : {}) },
    ...part,
  } as Finding;
}

export const EACH: readonly Finding[] = [
  makeFinding({ kind: 'slow', reads: 3, slowest_ns: 8_120_000_000, latency_ns: 9e9, wasted_ns: 9e9 }),
  makeFinding(),
  makeFinding({ kind: 'beyond', factor: 6.2, size: 1 << 20, reads: 1536, bytes: 6.2 * 2 ** 20 }),
  makeFinding({ kind: 'tiny', reads: 1182, bytes: 1182, needed: 1, buffer: 65_536, wasted_ns: 591_000 }),
  makeFinding({
    kind: 'polling',
    times: 60,
    period_ns: 200e6,
    reads: 60,
    fileKind: 'proc',
    path: '/proc/1/stat',
  }),
  makeFinding({ kind: 'failing', error: 'EISDIR', reads: 20, bytes: 0, wasted_ns: 20_000 }),
];

export const found = (findings: readonly Finding[] = EACH): Findings => ({
  findings: [...findings],
  left_out: 0,
  forgotten: 0,
  rows: 1000,
});

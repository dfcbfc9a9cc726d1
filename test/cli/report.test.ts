// The last words of a recording, for what no real machine can be made to do in a test.

import { describe, expect, test } from 'vitest';
import { NO_LOSSES, NONE_UNSEEN } from '../../capture/losses.ts';
import { exitCode, type Outcome, report } from '../../cli/report.ts';
import type { LostSpan, Status } from '../../contract/capture.ts';
import { type CaptureFilter, RECORD_ALL } from '../../contract/capture-filter.ts';

const NOON = 1_795_348_800_000_000_000n;

const span = (part: Partial<LostSpan>): LostSpan => ({
  from: String(NOON),
  to: String(NOON + 250_000_000n),
  row: 0,
  pid: 7,
  process: 'code',
  reads: 1,
  slotless: 0,
  bytes: 0,
  errors: 0,
  latency_ns: 0,
  ...part,
});

const outcome = (part: Partial<Status>, more: Partial<Outcome> = {}): Outcome => ({
  status: {
    state: 'idle',
    problem: null,
    rows: 1,
    rows_per_second: 0,
    losses: NO_LOSSES,
    not_shown: NONE_UNSEEN,
    filtered: 0,
    capture_filter: RECORD_ALL,
    ring_bytes: 64 << 20,
    next_ring_mib: null,
    cost: null,
    attach: 'btf',
    started: '1',
    elapsed_ns: 1,
    file_bytes: 1,
    ...part,
  },
  lost: [],
  written: 1,
  commandExit: null,
  ...more,
});

describe('losses', () => {
  test('have those that lost most, the time, and the size to give', () => {
    const lost = [
      span({ reads: 5 }),
      span({ pid: 8, process: 'git\x1b[2J', reads: 900 }),
      span({ pid: 0, process: '', reads: 3 }),
      span({ pid: 9, process: '', reads: 1 }),
      span({ reads: 10, from: String(NOON + 10n ** 9n), to: String(NOON + 2n * 10n ** 9n) }),
    ];
    const given = outcome({ losses: { ...NO_LOSSES, ring_full: 919 } }, { lost });
    expect(report(given)).toEqual([
      'The ring buffer of 64 MiB was full: 919 reads lost, 900 by git�[2J (8), 15 by code (7), 3 by processes unknown and others by 1 more, between 12:00:00.000 and 12:00:02.000 UTC. Give --ring 128, or record less with --pid, --comm, --kind or --min-latency.',
      '1 reads written, 919 lost',
    ]);
    expect(exitCode(given)).toBe(3);
  });

  test('by the largest ring there may be have no larger one to give', () => {
    const [line] = report(
      outcome({ losses: { ...NO_LOSSES, ring_full: 1 }, ring_bytes: 2 ** 30 }, { lost: [span({})] }),
    );
    expect(line).toContain('The ring buffer of 1024 MiB was full: 1 reads lost');
    expect(line).toContain('It is as large as can be: record less with --pid');
    expect(line).not.toContain('--ring');
  });

  test('for want of room in the join map are of another cause, with another remedy', () => {
    const lost = [span({ reads: 5, slotless: 4 }), span({ pid: 8, process: 'git', reads: 2 })];
    const lines = report(outcome({ losses: { ...NO_LOSSES, ring_full: 3, join_full: 4 } }, { lost }));
    expect(lines[0]).toMatch(/MiB was full: 3 reads lost, 2 by git \(8\), 1 by code \(7\), /);
    expect(lines[1]).toMatch(
      /^More threads were in a call at once .*: 4 reads lost, by code \(7\), .*--tree/,
    );
    expect(lines[2]).toBe('1 reads written, 7 lost');
  });
});

describe('a recording of nothing', () => {
  const named = (filter: Partial<CaptureFilter>, filtered = 0) =>
    report(outcome({ capture_filter: { ...RECORD_ALL, ...filter }, filtered }, { written: 0 }))[0];

  test.each<[string, Partial<CaptureFilter>, number, RegExp]>([
    [
      'by name',
      { names: [{ of: 'process', name: 'x', exclude: false }] },
      0,
      /^no read was made by --process x; "ps /,
    ],
    ['by group', { cgroups: [{ path: '/x', exclude: false }] }, 0, /^no read was made by --cgroup \/x; /],
    ['by time', { min_latency_ns: 5 }, 9, /^all 9 reads were left out by --min-latency: /],
    ['by kind', { kinds: [{ kind: 'file', exclude: true }] }, 9, /left out by --not-kind file: /],
    ['by failure', { failures_only: true }, 9, /left out by --failures: /],
    ['without a filter', {}, 0, /^0 reads written/],
  ])('chosen %s says why', (_, filter, filtered, says) => expect(named(filter, filtered)).toMatch(says));
});

// What a capture filter is in words, and what may be typed into one.

import { expect, test } from 'vitest';
import type { CaptureFilter } from '../../contract/capture-filter.ts';
import { KINDS } from '../../contract/read.ts';
import {
  complaint,
  describeFilter,
  EVERYTHING,
  type Rule,
  records,
  rulesOf,
  togetherText,
  withKinds,
  withRules,
} from '../../renderer/capture/rules.ts';

const rules: Rule[] = [
  { subject: 'process', value: 'chrom*', exclude: false },
  { subject: 'comm', value: 'gc\n', exclude: true },
  { subject: 'tree', value: '4711', exclude: false },
  { subject: 'pid', value: '12', exclude: true },
  { subject: 'cgroup', value: '/user.slice/app-x.scope', exclude: false },
];

test('rules become a filter, and the filter these rules', () => {
  const filter = withRules({ ...EVERYTHING, min_latency_ns: 5 }, rules);
  expect(filter).toEqual({
    processes: [
      { pid: 4711, descendants: true, exclude: false },
      { pid: 12, descendants: false, exclude: true },
    ],
    names: [
      { of: 'process', name: 'chrom*', exclude: false },
      { of: 'comm', name: 'gc\n', exclude: true },
    ],
    cgroups: [{ path: '/user.slice/app-x.scope', exclude: false }],
    kinds: [],
    min_latency_ns: 5,
    failures_only: false,
  });
  expect(rulesOf(filter)).toEqual(rules);
});

test.each<[Partial<CaptureFilter>, string]>([
  [{}, 'Everything'],
  [withRules(EVERYTHING, rules), 'chrom*, not gc\\n, PID 4711 and children, not PID 12, app-x.scope'],
  [withKinds(EVERYTHING, new Set(['file'])), 'file only'],
  [withKinds(EVERYTHING, new Set(['unknown'])), 'no kind of file'],
  [{ kinds: [{ kind: 'socket', exclude: true }] }, 'no socket'],
  [{ kinds: [{ kind: 'file', exclude: false }] }, 'file only'],
  [withKinds(EVERYTHING, new Set(KINDS.slice(0, 8))), '7 kinds'],
  [{ min_latency_ns: 2_000_000, failures_only: true }, 'slower than 2.0 ms, failures'],
])('%j in words', (part, text) => {
  expect(describeFilter({ ...EVERYTHING, ...part })).toBe(text);
});

test('what could not be told passes unless it is left out itself', () => {
  const only: CaptureFilter = { ...EVERYTHING, kinds: [{ kind: 'file', exclude: false }] };
  expect(KINDS.filter((kind) => records(only, kind))).toEqual(['unknown', 'file']);
  expect(KINDS.filter((kind) => records(withKinds(only, new Set(['dir'])), kind))).toEqual(['dir']);
});

test.each<[Partial<Rule>, RegExp | null]>([
  [{ value: '' }, null],
  [{ value: 'git' }, null],
  [{ value: 'chrom*' }, /There is such a rule/],
  [{ value: 'x'.repeat(62) }, null],
  [{ value: `${'x'.repeat(62)}*` }, null],
  [{ value: 'ä'.repeat(32) }, /at most 62 bytes/],
  [{ subject: 'pid', value: '0' }, /whole number from 1/],
  [{ subject: 'pid', value: '4194305' }, /whole number/],
  [{ subject: 'tree', value: '-1' }, /whole number/],
  [{ subject: 'tree', value: '4194304' }, null],
  [{ subject: 'cgroup', value: 'user.slice' }, /begins with \//],
])('%j is answered by %s', (part, message) => {
  const said = complaint({ subject: 'process', value: '', exclude: false, ...part }, rules);
  if (message === null) expect(said).toBeNull();
  else expect(said).toMatch(message);
});

test('says how rules work together where that matters', () => {
  const only = rules.filter(({ exclude }) => !exclude);
  expect(togetherText(only.slice(0, 1))).toBe('');
  expect(togetherText(only)).toMatch(/of each sort, one must hold/);
  expect(togetherText([...only.slice(0, 1), { subject: 'process', value: 'git', exclude: false }])).toMatch(
    /any of these/,
  );
});

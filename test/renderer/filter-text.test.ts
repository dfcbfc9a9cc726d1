import { describe, expect, it } from 'vitest';
import type { Term } from '../../contract/read.ts';
import {
  commitDraft,
  type Known,
  liveFilter,
  readFilterText,
  toggleTerm,
  withTerm,
} from '../../renderer/filter/filter-text.ts';

const KNOWN: Known = {
  process: new Set(['gnome-shell', 'Isolated Web Co', 'firefox']),
  comm: new Set(['firefox', 'Web Content', 'kworker/0:1']),
  pid: new Set(['42']),
  kind: new Set(['file', 'pipe']),
  syscall: new Set(['read', 'readv']),
};
const comm = (value: string, exclude = false): Term => ({ field: 'comm', value, exclude });
const process = (value: string, exclude = false): Term => ({ field: 'process', value, exclude });
const kind = (value: string, exclude = false): Term => ({ field: 'kind', value, exclude });
const path = (value: string, exclude = false): Term => ({ field: 'path', value, exclude });
const pid = (value: string, exclude = false): Term => ({ field: 'pid', value, exclude });

describe('reading the box', () => {
  it.each([
    ['comm:firefox', [comm('firefox')]],
    ['COMM:firefox', [comm('firefox')]],
    ['pid:0042', [pid('42')]],
    ['-comm:bash', [comm('bash', true)]],
    ['!pid:7', [pid('7', true)]],
    ['not comm:bash', [comm('bash', true)]],
    ['comm:"Web Content"', [comm('Web Content')]],
    [`comm:'a"b'`, [comm('a"b')]],
    ['comm:kworker/0:1', [comm('kworker/0:1')]],
    ['process:gnome-shell', [process('gnome-shell')]],
    ['-kind:socket kind:memfd', [kind('socket', true), kind('memfd')]],
    ['path:/etc/passwd', [path('/etc/passwd')]],
    ['path:"/a b/c (deleted)"', [path('/a b/c (deleted)')]],
    ['-path:pipe:[4711]', [path('pipe:[4711]', true)]],
    ['path:anon_inode:[eventfd]', [path('anon_inode:[eventfd]')]],
    ['syscall:preadv2', [{ field: 'syscall', value: 'preadv2', exclude: false } satisfies Term]],
    ['comm:a  -pid:1', [comm('a'), pid('1', true)]],
  ])('%s', (text, terms) => {
    expect(readFilterText(text)).toEqual({ terms, negated: [], words: [], error: null });
  });

  it('takes what has no field as text, colons and words that begin with not among it', () => {
    expect(readFilterText('kworker/0:1 nothing "two words"').words).toEqual([
      'kworker/0:1',
      'nothing',
      'two words',
    ]);
  });

  it.each(['', '   ', 'comm:', '-', 'not ', 'pid:'])('finds nothing to say about %j', (text) => {
    expect(readFilterText(text)).toEqual({ terms: [], negated: [], words: [], error: null });
  });

  it.each([
    ['x pid:abc', 2, 9, /no process id/],
    ['pid:-1', 0, 6, /no process id/],
    ['file:/etc', 0, 9, /no field “file”: use comm:, process:, pid:, syscall:, kind: or path:\./],
    ['path:etc/pass', 0, 13, /takes a whole path.*type etc\/pass alone/],
    ['kind:directory', 0, 14, /no kind: kind: takes unknown, file, dir,/],
    ['syscall:write', 0, 13, /no call that is shown: syscall: takes read, pread64,/],
    ['process:victoria-metrics-prod', 0, 29, /try process:victoria-metric\./],
    ['comm:"Web', 0, 9, /Close the quote/],
    ['comm:victoria-metrics-prod', 0, 26, /15 bytes of a name: try comm:victoria-metric\./],
  ])('says where and why %s is wrong', (text, start, end, message) => {
    const { error } = readFilterText(text);
    expect(error).toMatchObject({ start, end });
    expect(error?.message).toMatch(message);
  });

  it('counts an escaped byte of a name as one', () => {
    expect(readFilterText(String.raw`comm:\xff\xff\xff\xff\xff\xff\\`).error).toBeNull();
  });
});

describe('while typing', () => {
  it('applies text at once', () => {
    expect(liveFilter([pid('1')], 'fire', KNOWN)).toEqual({ terms: [pid('1')], text: 'fire' });
  });

  it('applies a condition once its value is one that was seen', () => {
    expect(liveFilter([], 'comm:fire', KNOWN)).toEqual({ terms: [], text: '' });
    expect(liveFilter([], 'comm:firefox', KNOWN)).toEqual({ terms: [comm('firefox')], text: '' });
    expect(liveFilter([], '-pid:42', KNOWN)).toEqual({ terms: [pid('42', true)], text: '' });
  });

  it('finds nothing wrong with the beginning of a choice or of a path', () => {
    for (const draft of ['kind:fi', 'syscall:pr', 'path:pip', 'path:/', 'path:…']) {
      expect(liveFilter([], draft, KNOWN), draft).toEqual({ terms: [], text: '' });
    }
    expect(liveFilter([], 'kind:file', KNOWN)).toEqual({ terms: [kind('file')], text: '' });
  });

  it('has no filter for malformed text', () => {
    expect(liveFilter([], 'pid:x', KNOWN)).toBeNull();
  });
});

describe('on Enter', () => {
  it.each([
    ['comm:unseen', [comm('unseen')], ''],
    ['firefox', [process('firefox')], ''],
    ['kworker/0:1', [comm('kworker/0:1')], ''],
    ['Isolated Web Co', [process('Isolated Web Co')], ''],
    ['Web Content', [comm('Web Content')], ''],
    ['-firefox', [process('firefox', true)], ''],
    ['path:/etc/hosts', [path('/etc/hosts')], ''],
    ['kind:pipe', [kind('pipe')], ''],
    ['7', [pid('7')], ''],
    ['not 7', [pid('7', true)], ''],
    ['fire', [], 'fire'],
    ['fire 7', [pid('7')], 'fire'],
    ['fire comm:x', [comm('x')], 'fire'],
  ])('%s', (draft, terms, left) => {
    expect(commitDraft([], draft, KNOWN)).toEqual({ terms, draft: left, error: null });
  });

  it('explains that a name to leave out was never seen', () => {
    const result = commitDraft([], '-chrome', KNOWN);
    expect(result).toMatchObject({ terms: [], draft: '-chrome' });
    expect(result.error?.message).toContain('-process:chrome');
  });

  it('does not take the beginning of a choice for one', () => {
    const result = commitDraft([], 'kind:fi', KNOWN);
    expect(result).toMatchObject({ terms: [], draft: 'kind:fi' });
    expect(result.error?.message).toMatch(/“fi” is no kind/);
  });

  it('keeps malformed text in the box', () => {
    expect(commitDraft([pid('1')], 'pid:x', KNOWN)).toMatchObject({ terms: [pid('1')], draft: 'pid:x' });
  });
});

describe('chips', () => {
  it('hold one condition a value: the newer one wins', () => {
    expect(withTerm([comm('a'), pid('1')], comm('a', true))).toEqual([pid('1'), comm('a', true)]);
  });

  it('turn round in their place', () => {
    expect(toggleTerm([comm('a'), pid('1')], comm('a'))).toEqual([comm('a', true), pid('1')]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Term } from '../../contract/read.ts';
import {
  commitDraft,
  type Known,
  liveFilter,
  readFilterText,
  toggleTerm,
  withTerm,
} from '../../renderer/filter-text.ts';

const KNOWN: Known = { comms: new Set(['firefox', 'Web Content', 'kworker/0:1']), pids: new Set(['42']) };
const comm = (value: string, exclude = false): Term => ({ field: 'comm', value, exclude });
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
    ['path:/etc', 0, 9, /no field “path”/],
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

  it('has no filter for malformed text', () => {
    expect(liveFilter([], 'pid:x', KNOWN)).toBeNull();
  });
});

describe('on Enter', () => {
  it.each([
    ['comm:unseen', [comm('unseen')], ''],
    ['firefox', [comm('firefox')], ''],
    ['Web Content', [comm('Web Content')], ''],
    ['-firefox', [comm('firefox', true)], ''],
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
    expect(result.error?.message).toContain('-comm:chrome');
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

import { describe, expect, it } from 'vitest';
import { fieldOffers, placeAt, presetOffers, ranked, valueOffers } from '../../renderer/filter/completion.ts';

describe('the word at the caret', () => {
  it.each([
    ['ba', { start: 0, field: null, part: 'ba', not: '' }],
    ['a or -ba', { start: 5, field: null, part: 'ba', not: '-' }],
    ['comm:c', { start: 0, field: 'comm', part: 'c', partStart: 5 }],
    ['(comm:cat or path:/x', { start: 13, field: 'path', part: '/x' }],
    ['comm:cat,g', { field: 'comm', part: 'g', partStart: 9 }],
    ['path:"/srv/x, y', { field: 'path', part: '/srv/x, y', partStart: 5 }],
    ['path:/a(b', { start: 0, field: 'path', part: '/a(b', partStart: 5 }],
    ['(pid:1 or -(comm:a,b', { start: 12, field: 'comm', part: 'b', partStart: 19 }],
    ['comm:"Web C', { start: 0, field: 'comm', part: 'Web C', partStart: 5 }],
    ['"a b" comm:', { start: 6, field: 'comm', part: '' }],
    ['latency>1', { field: 'latency_ns', part: '1' }],
    ['nofield:x', { field: null, part: 'nofield:x' }],
    ['a ', { start: 2, field: null, part: '' }],
  ])('%s', (text, place) => expect(placeAt(text, text.length)).toMatchObject(place));

  it('ends at the caret', () => {
    expect(placeAt('comm:cat pid:7', 7)).toMatchObject({ start: 0, end: 7, part: 'ca' });
  });
});

describe('offers', () => {
  const seen = [
    { value: 'Web Content', hint: '', reads: 3 },
    { value: 'a"b', hint: '', reads: 9 },
  ];

  it('quote values that need it', () => {
    expect(valueOffers('comm', seen, '-comm:').map(({ text }) => text)).toEqual([
      '-comm:"Web Content"',
      `-comm:'a"b'`,
    ]);
  });

  it('begin with what begins like the word, then with the commonest', () => {
    const offers = valueOffers('comm', seen, 'comm:');
    expect(ranked(offers, 'we', 9).map(({ value }) => value)).toEqual(['Web Content', 'a"b']);
    expect(ranked(offers, '', 1).map(({ value }) => value)).toEqual(['a"b']);
  });

  it('know fields by the names they go by, and their comparisons', () => {
    expect(fieldOffers(placeAt('-lat', 4)).map(({ text }) => text)).toEqual(['-latency>']);
    expect(presetOffers(placeAt('latency>1', 9)).map(({ text }) => text)).toContain('latency>1ms');
    expect(presetOffers(placeAt('-error:', 7)).map(({ text }) => text)).toEqual(['-error:*', '-error:none']);
  });
});

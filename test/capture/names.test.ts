// Every name has one id, however many there are.

import { expect, test } from 'vitest';
import { Names } from '../../capture/names.ts';

const MANY = 5000;

function idOf(names: Names, text: string): number {
  const bytes = new Uint8Array(16);
  new TextEncoder().encodeInto(text, bytes);
  const [a = 0, b = 0, c = 0, d = 0] = new Uint32Array(bytes.buffer);
  return names.id(a, b, c, d);
}

test('of more names than are kept at hand each keeps its id', () => {
  const names = new Names();
  const texts = Array.from({ length: MANY }, (_, index) => `thread-${index}`);
  const ids = texts.map((text) => idOf(names, text));
  expect(ids).toEqual(texts.map((_, index) => index));
  // Back and forth: another of the same place comes between.
  const again = texts.toReversed().map((text) => idOf(names, text));
  expect(again.toReversed()).toEqual(ids);
  expect(names.texts).toEqual(texts);
  expect(names.takeFresh().map(({ id, text }) => [id, text])).toEqual(texts.map((text, id) => [id, text]));
  expect(names.takeFresh()).toEqual([]);
});

test.each([
  ['no name', 0],
  ['all bits set', 0xffffffff],
])('%s is a name like others', (_, word) => {
  const names = new Names();
  expect(idOf(names, 'cat')).toBe(0);
  expect(names.id(word, word, word, word)).toBe(1);
  expect(names.id(word, word, word, word)).toBe(1);
});

test('a name of the file has its id again and is not stored again', () => {
  const names = new Names();
  names.restore(new TextEncoder().encode('cat'));
  expect(idOf(names, 'cat')).toBe(0);
  expect(idOf(names, 'dog')).toBe(1);
  expect(names.takeFresh().map(({ text }) => text)).toEqual(['dog']);
});

test('after clear ids begin anew', () => {
  const names = new Names();
  idOf(names, 'cat');
  idOf(names, 'dog');
  names.clear();
  expect(idOf(names, 'dog')).toBe(0);
  expect(names.takeFresh().map(({ text }) => text)).toEqual(['dog']);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rememberedPlace, rememberPlace } from '../../electron/window-place.ts';
import { temporaryDirectory } from '../capture/temporary.ts';

const directory = temporaryDirectory();
const DISPLAYS = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: 1920, y: 0, width: 1280, height: 1024 },
];
const AT_FIRST = { width: 1280, height: 820, maximized: false };

const leave = (bounds: { x: number; y: number; width: number; height: number }, maximized = false) => {
  const file = join(directory, 'folder', 'window.json');
  rememberPlace(file, { getNormalBounds: () => bounds, isMaximized: () => maximized });
  return file;
};

test('the window comes back where it was', () => {
  const bounds = { x: 2000, y: 20, width: 900, height: 600 };
  expect(rememberedPlace(leave(bounds), DISPLAYS)).toEqual({ ...bounds, maximized: false });
  expect(rememberedPlace(leave(bounds, true), DISPLAYS).maximized).toBe(true);
});

test('not on a display that is gone', () => {
  const file = leave({ x: 2000, y: 20, width: 900, height: 600 });
  expect(rememberedPlace(file, DISPLAYS.slice(0, 1))).toEqual({ width: 900, height: 600, maximized: false });
});

test.each([
  '',
  'null',
  '7',
  '{"width":"1","height":2}',
  '{"width":-1,"height":2}',
  '{"width":1e99,"height":2}',
])('what is no place is forgotten: %s', (text) => {
  const file = join(directory, 'strange.json');
  writeFileSync(file, text);
  expect(rememberedPlace(file, DISPLAYS)).toEqual(AT_FIRST);
});

test('nothing remembered is nothing wrong, nor is a place where nothing can be kept', () => {
  expect(rememberedPlace(join(directory, 'none'), DISPLAYS)).toEqual(AT_FIRST);
  writeFileSync(join(directory, 'a file'), '');
  const bounds = { x: 0, y: 0, width: 1, height: 1 };
  const file = join(directory, 'a file', 'window.json');
  expect(() =>
    rememberPlace(file, { getNormalBounds: () => bounds, isMaximized: () => false }),
  ).not.toThrow();
});

// Where the window was and how large, from one run to the next.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BrowserWindow, Rectangle } from 'electron';

export interface Place {
  width: number;
  height: number;
  /** Without them it is put where the desktop likes. */
  x?: number;
  y?: number;
  maximized: boolean;
}

const AT_FIRST: Place = { width: 1280, height: 820, maximized: false };

/** As it was left; in the middle where the display it was on is gone, and as at first where nothing is remembered. */
export function rememberedPlace(file: string, displays: readonly Rectangle[]): Place {
  let kept: Partial<Record<keyof Place, unknown>>;
  try {
    kept = Object(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return AT_FIRST;
  }
  const { x, y, width, height, maximized } = kept;
  if (!isLength(width) || !isLength(height)) return AT_FIRST;
  const size = { width, height, maximized: maximized === true };
  const isSeen =
    Number.isSafeInteger(x) &&
    Number.isSafeInteger(y) &&
    displays.some((display) => holds(display, Number(x), Number(y)));
  return isSeen ? { ...size, x: Number(x), y: Number(y) } : size;
}

export function rememberPlace(
  file: string,
  window: Pick<BrowserWindow, 'getNormalBounds' | 'isMaximized'>,
): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...window.getNormalBounds(), maximized: window.isMaximized() }));
  } catch {
    // A full disk is no reason not to close.
  }
}

const isLength = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

/** Whether the upper left corner, by which a window is moved, can be reached. */
function holds({ x, y, width, height }: Rectangle, left: number, top: number): boolean {
  return left >= x && left < x + width && top >= y && top < y + height;
}

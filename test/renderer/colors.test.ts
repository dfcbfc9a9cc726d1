// Colours of series: told apart by those who see all colours and by those who do not, and from the ground in every theme.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const CSS = readFileSync(join(import.meta.dirname, '../../renderer/styles/theme.css'), 'utf8');
const SERIES = ['s1', 's2', 's3', 's4', 'others', 'warn'];

type Rgb = [number, number, number];

/** The variables of each theme; those of high contrast stand behind the others, and over them. */
function themes(): Record<string, Map<string, Rgb>> {
  const block = (selector: string) => {
    const from = CSS.indexOf(`${selector} {`);
    return CSS.slice(from, CSS.indexOf('}', from));
  };
  const read = (text: string, side: 1 | 2) =>
    [...text.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
      (found) => [found[1] ?? '', rgb(found[side + 1] ?? '')] as const,
    );
  const [plain, more] = [block(':root'), block(':root[data-contrast="more"]')];
  return {
    light: new Map(read(plain, 1)),
    dark: new Map(read(plain, 2)),
    'light, high contrast': new Map([...read(plain, 1), ...read(more, 1)]),
    'dark, high contrast': new Map([...read(plain, 2), ...read(more, 2)]),
  };
}

function rgb(hex: string): Rgb {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [part(1), part(3), part(5)];
}

const toLinear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const linear = (color: Rgb) => color.map(toLinear) as Rgb;
const times = (rows: Rgb[], [r, g, b]: Rgb) => rows.map(([x, y, z]) => x * r + y * g + z * b) as Rgb;

/** Machado, Oliveira and Fernandes 2009, at full severity, on linear RGB. */
const SIGHT: Record<string, Rgb[]> = {
  'all colours': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** OKLab of linear RGB. */
function oklab(color: Rgb): Rgb {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    color.map((part) => Math.min(1, Math.max(0, part))) as Rgb,
  ).map(Math.cbrt) as Rgb;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms,
  );
}

function distance(a: Rgb, b: Rgb): number {
  return Math.hypot(...a.map((part, at) => part - (b[at] ?? 0)));
}

function contrast(a: Rgb, b: Rgb): number {
  const light = (color: Rgb) => times([[0.2126, 0.7152, 0.0722]], linear(color))[0] ?? 0;
  const [high = 0, low = 0] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** In OKLab 0.02 is seen where two lie side by side; these have a stack's room between them. */
const LEAST = 0.08;

describe.each(Object.entries(themes()))('%s', (_, colors) => {
  const of = (name: string): Rgb => {
    const found = colors.get(name);
    if (found === undefined) throw new Error(`the theme has no --${name}`);
    return found;
  };

  test.each(SERIES)('--%s stands out from the ground at 3:1', (name) => {
    expect(contrast(of(name), of('bg'))).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.entries(SIGHT))('each is told from the others: %s', (_sight, matrix) => {
    const seen = SERIES.slice(0, 5).map((name) => ({ name, lab: oklab(times(matrix, linear(of(name)))) }));
    const near = seen.flatMap((one, at) =>
      seen.slice(at + 1).flatMap((other) => {
        const far = distance(one.lab, other.lab);
        return far < LEAST ? [`${one.name} and ${other.name}: ${far.toFixed(3)}`] : [];
      }),
    );
    expect(near).toEqual([]);
  });
});

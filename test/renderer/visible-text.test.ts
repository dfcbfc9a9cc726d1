import { expect, it } from 'vitest';
import { visibleText } from '../../renderer/parts/visible-text.ts';

it.each([
  ['plain', 'ThreadPoolForeg', 'ThreadPoolForeg'],
  ['other scripts', 'процесс 進程', 'процесс 進程'],
  ['html', '<b>x</b>&amp;', '<b>x</b>&amp;'],
  ['controls', 'a\nb\tc\rd\u0000e\u001b[31m\u007f', 'a\\nb\\tc\\rd\\x00e\\x1b[31m\\x7f'],
  ['a C1 control', 'a\u0085b', 'a⟨U+0085⟩b'],
  ['a right-to-left override', 'a\u202Egnp.exe', 'a⟨U+202E⟩gnp.exe'],
  ['isolates', '\u2066a\u2069', '⟨U+2066⟩a⟨U+2069⟩'],
  ['zero width', 'ba\u200Bsh\uFEFF', 'ba⟨U+200B⟩sh⟨U+FEFF⟩'],
  ['spaces that look like others', 'a\u00A0b\u3000c', 'a⟨U+00A0⟩b⟨U+3000⟩c'],
  ['line separators', 'a\u2028b\u2029', 'a⟨U+2028⟩b⟨U+2029⟩'],
  ['fillers and tags', 'a\u3164\u{E0041}', 'a⟨U+3164⟩⟨U+E0041⟩'],
  ['a lone surrogate', 'a\uD800b', 'a⟨U+D800⟩b'],
  ['spaces at the edges', ' a b  ', '␣a b␣␣'],
])('%s', (_, text, visible) => {
  expect(visibleText(text)).toBe(visible);
});

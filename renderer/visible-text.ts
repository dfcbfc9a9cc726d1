// Names from a trace are under the control of the traced program. Here what cannot be seen, or would disturb
// what stands beside it, is written out. Pure; the value that filters and copies use stays untouched elsewhere.

const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;

// Other (controls, formats with the bidi overrides, surrogates, private, unassigned), separators but the plain
// space, and everything a font draws as nothing.
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

function spellOut(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
  if (code === DELETE) return '\u2421';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** The text with every invisible character as a sign: newline as `␊`, right-to-left override as `⟨U+202E⟩`. */
export function visibleText(text: string): string {
  const spelled = text.replace(INVISIBLE, spellOut);
  return spelled.replace(/^ +| +$/g, (spaces) => '␠'.repeat(spaces.length));
}

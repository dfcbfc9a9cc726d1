// Names from a trace are under the control of the traced program. Here what cannot be seen, or would disturb
// what stands beside it, is written out. Pure; the value that filters and copies use stays untouched elsewhere.

// As C writes them, which goes with the escapes a comm has already (see ReadRow). Control pictures such as
// U+240A would be shorter, but many systems have no font for them.
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

// Other (controls, formats with the bidi overrides, surrogates, private, unassigned), separators but the plain
// space, and everything a font draws as nothing.
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

function spellOut(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return ESCAPES[char] ?? `\\x${code.toString(16).padStart(2, '0')}`;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** The text with every invisible character as a sign: newline as `\n`, right-to-left override as `⟨U+202E⟩`. */
export function visibleText(text: string): string {
  const spelled = text.replace(INVISIBLE, spellOut);
  return spelled.replace(/^ +| +$/g, (spaces) => '␣'.repeat(spaces.length));
}

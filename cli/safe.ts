// Names from a trace on a terminal.

/** What a name holds must not act on the terminal. */
export function safe(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\u{fffd}');
}

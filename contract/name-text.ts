// How names under control of traced programs are written as text, everywhere.

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A name's bytes as text, such that no two names share one: bytes that are not UTF-8 stand as \xNN, a
 * backslash as \\. Control characters stay: who shows a text makes them visible, who exports it escapes them.
 */
export function nameText(raw: Uint8Array): string {
  try {
    return STRICT.decode(raw).replaceAll('\\', '\\\\');
  } catch {
    return [...raw].map((byte) => (byte < 0x80 ? asciiText(byte) : `\\x${byte.toString(16)}`)).join('');
  }
}

function asciiText(byte: number): string {
  return byte === 0x5c ? '\\\\' : String.fromCharCode(byte);
}

/** The bytes that `nameText` writes so: \xNN is a byte, \\ a backslash. One backslash alone stands for itself. */
export function nameBytes(text: string): Uint8Array {
  const encoder = new TextEncoder();
  const bytes = text.split(/(\\\\|\\x[0-9a-f]{2})/).flatMap((piece) => {
    if (piece === '\\\\') return [0x5c];
    if (/^\\x[0-9a-f]{2}$/.test(piece)) return [Number.parseInt(piece.slice(2), 16)];
    return [...encoder.encode(piece)];
  });
  return Uint8Array.from(bytes);
}

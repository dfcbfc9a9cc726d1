// Wildcards: `*` stands for any characters, `?` for one; `\*`, `\?` and `\\` for themselves. Its cost is bounded
// by the length of pattern times text, whatever the pattern. Pure.

/** A pattern in pieces: literal text, or a wildcard. */
export type Piece = { literal: string } | { wildcard: '*' | '?' };

export function piecesOf(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  let literal = '';
  const end = () => {
    if (literal !== '') pieces.push({ literal });
    literal = '';
  };
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (char === '\\' && at + 1 < pattern.length) {
      literal += pattern[++at];
    } else if (char === '*' || char === '?') {
      end();
      pieces.push({ wildcard: char });
    } else {
      literal += char;
    }
  }
  end();
  return pieces;
}

/** The pattern that stands for just this text. */
export function escapeWildcards(text: string): string {
  return text.replace(/[\\*?]/g, '\\$&');
}

/** The test whether a whole text is as the pattern says. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const runs = runsOf(piecesOf(pattern));
  const [first = '', ...others] = runs;
  const last = others.pop();
  const head = new RegExp(`^${first}${last === undefined ? '$' : ''}`, 'su');
  if (last === undefined) return (text) => head.test(text);
  const tail = new RegExp(`${last}$`, 'su');
  const between = others.map((run) => new RegExp(run, 'su'));
  return (text) => {
    const start = head.exec(text);
    if (start === null) return false;
    let rest = text.slice(start[0].length);
    for (const run of between) {
      // The first place is the best: it leaves the most for those behind it.
      const found = run.exec(rest);
      if (found === null) return false;
      rest = rest.slice(found.index + found[0].length);
    }
    return tail.test(rest);
  };
}

/** What stands between the stars, as regular expressions without any repetition. */
function runsOf(pieces: readonly Piece[]): string[] {
  const runs = [''];
  for (const piece of pieces) {
    if ('wildcard' in piece && piece.wildcard === '*') runs.push('');
    else runs[runs.length - 1] += 'literal' in piece ? escapeRegExp(piece.literal) : '.';
  }
  return runs;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

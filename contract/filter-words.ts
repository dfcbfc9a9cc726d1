// The words of a filter's text: where they end, what in them is quoted, and how characters that nobody can type
// are spelled. Pure; knows no fields and no meaning.

import { escapeWildcards } from './filter-wildcard.ts';

export interface Word {
  start: number;
  end: number;
  /** As it stands, without the quotes. */
  text: string;
  /** With wildcards where they stood unquoted: see filter-wildcard.ts. */
  pattern: string;
  /** It has quotes, whatever is in them. */
  quoted: boolean;
  /** A quote was opened and not closed. */
  open: boolean;
}

export function isWild({ pattern, text }: Word): boolean {
  return pattern !== escapeWildcards(text);
}

// ReadRow writes a backslash as two, and \xNN from 80 on for a byte that is no UTF-8: both stay as they are. What
// else follows a single backslash can be no part of a name, and spells a character.
const SPELLED = /\\(?:(\\|x[89a-f][0-9a-f])|x([0-7][0-9a-f])|u\{([0-9a-f]{1,6})\}|([nrt]))/gi;
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Characters for what spells them: `\n`, `\x1b`, `\u{202e}`. */
export function unspell(text: string): string {
  return text.replace(
    SPELLED,
    (all: string, kept?: string, hex?: string, code?: string, control?: string) => {
      if (kept !== undefined) return all;
      const point = Number.parseInt(hex ?? code ?? '', 16);
      if (control !== undefined) return CONTROLS[control.toLowerCase()] ?? all;
      return point <= 0x10ffff ? String.fromCodePoint(point) : all;
    },
  );
}

const UNSEEN =
  /\\(?:\\|x[89a-f][0-9a-f])|\\|[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/giu;

/** The other way: what cannot be seen or typed, spelled. */
export function spell(text: string): string {
  return text.replace(UNSEEN, (found) => {
    if (found.length > 1 && found.startsWith('\\')) return found;
    const code = found.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    const letter = Object.entries(CONTROLS).find(([, char]) => char === found)?.[0];
    if (letter !== undefined) return `\\${letter}`;
    return code < 0x80 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
  });
}

/** A place in the text that moves on. */
export class Reader {
  at = 0;
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get length(): number {
    return this.#text.length;
  }

  get atEnd(): boolean {
    return this.at >= this.#text.length;
  }

  get charBefore(): string {
    return this.#text[this.at - 1] ?? '';
  }

  skipSpace(): void {
    this.take(/\s*/y);
  }

  /** Whether a sticky pattern stands here. */
  sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.#text);
  }

  /** Moves past a sticky pattern; null where it does not stand. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.at += found[0].length;
    return found;
  }

  takeComma(): boolean {
    return this.take(/,\s*/y) !== null;
  }

  word(): Word {
    return this.#pieces(/[^\s"'()]/y);
  }

  /** One of a list. After a number a unit may stand apart: `1 ms`; after a date, the time: `2026-11-22 14:03`. */
  value(isNumber: boolean): Word {
    if (!isNumber) return this.#pieces(/[^\s"'(),]/y);
    const start = this.at;
    const found =
      this.take(/[-+]?[\d.]+\s+(?:[kmgt]i?b|[kmgt]|b|bytes?|[nuµμm]?s|sec|min)(?![^\s),])/iy) ??
      this.take(/(?:[^\s"'(),]*\d{4}-\d\d-\d\d\s+(?=\d{1,2}:\d\d))+[^\s"'(),]+/y);
    if (found === null) return this.#pieces(/[^\s"'(),]/y);
    const [text] = found;
    return { start, end: this.at, text, pattern: text, quoted: false, open: false };
  }

  /** Quoted and unquoted pieces, side by side, up to what ends the word. */
  #pieces(plain: RegExp): Word {
    const word = { start: this.at, end: this.at, text: '', pattern: '', quoted: false, open: false };
    const add = (piece: string, pattern: string) => {
      word.text += piece;
      word.pattern += pattern;
    };
    let run = '';
    const endRun = () => {
      const text = unspell(run);
      add(text, text.replaceAll('\\', '\\\\'));
      run = '';
    };
    let nested = 0;
    for (;;) {
      const quoted = this.take(/"([^"]*)("|$)|'([^']*)('|$)/y);
      if (quoted !== null) {
        endRun();
        const text = unspell(quoted[1] ?? quoted[3] ?? '');
        add(text, escapeWildcards(text));
        word.quoted = true;
        word.open ||= quoted[2] === '' || quoted[4] === '';
        continue;
      }
      // Parentheses in a name stay with it, as long as they pair.
      if (this.take(/\(/y)) nested++;
      else if (nested > 0 && this.take(/\)/y)) nested--;
      else if (!this.take(plain)) break;
      run += this.charBefore;
    }
    endRun();
    word.end = this.at;
    return word;
  }
}

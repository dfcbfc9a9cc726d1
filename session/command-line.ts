// A command line as a person types it, in words. No shell reads it: $, *, ~, | and the like mean themselves.

import { ProblemError } from '../contract/problem.ts';

/** Blanks part words; '…' and "…" hold them together; a backslash takes the meaning from what follows it. */
const PIECE = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\([\s\S])|([^\s'"\\]+)|[\s\S]/gy;

/** Throws ProblemError `bad-command` for an empty line, a quote that is not closed, or a NUL. */
export function splitWords(line: string): string[] {
  if (line.includes('\0')) throw bad('It has a NUL in it.');
  const words: string[] = [];
  let word: string | null = null;
  for (const [piece, single, double, escaped, plain] of line.matchAll(PIECE)) {
    const part = single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? plain;
    if (part !== undefined) {
      word = (word ?? '') + part;
    } else if (/^\s/.test(piece)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      throw bad(piece === '\\' ? 'Nothing follows the backslash at its end.' : `A ${piece} is not closed.`);
    }
  }
  if (word !== null) words.push(word);
  if (words.length === 0) throw bad('It is empty.');
  return words;
}

function bad(why: string): ProblemError {
  return new ProblemError(
    'bad-command',
    `The command line cannot be used. ${why}`,
    'Type a program and its arguments, as in: git log --stat',
  );
}

import { expect, test } from 'vitest';
import { toProblem } from '../../contract/problem.ts';
import { splitWords } from '../../session/command-line.ts';

test.each([
  ['git log', ['git', 'log']],
  ['  git \t log\n', ['git', 'log']],
  [`grep 'a b' "c d"`, ['grep', 'a b', 'c d']],
  [`a"b c"'d e'f`, ['ab cd ef']],
  [`"" ''`, ['', '']],
  [`"say \\"hi\\" for \\$5 \\n"`, ['say "hi" for $5 \\n']],
  [`'it\\s "so"'`, ['it\\s "so"']],
  ['a\\ b c\\\\d', ['a b', 'c\\d']],
  [
    'echo $HOME *.ts ~ ; rm | & > $(x) `y`',
    ['echo', '$HOME', '*.ts', '~', ';', 'rm', '|', '&', '>', '$(x)', '`y`'],
  ],
  ['caf\u00e9 \u202egnp', ['caf\u00e9', '\u202egnp']],
])('%j', (line, words) => {
  expect(splitWords(line)).toEqual(words);
});

test.each(['', '  ', 'a "b', "it's", 'a\\', 'a\0b'])('%j is refused with a reason', (line) => {
  const refused = () => splitWords(line);
  expect(refused).toThrow(/cannot be used\. \S/);
  try {
    refused();
  } catch (caught) {
    expect(toProblem(caught).code).toBe('bad-command');
  }
});

// The documentation says what is true of the tree, and nothing half-done is left in it.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './sources.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const DOCS = ['README.md', 'CONTRIBUTING.md'];
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** The files of the repository as they are now. */
function tracked(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)));
}

/** Text between backquotes and in indented blocks: what a reader may type. */
function codeIn(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^ {4}\S.*$/gm)].map(([line]) => line.replace(/ #.*/, '').trim());
  return [...blocks, ...[...markdown.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)];
}

const npmScripts = (markdown: string) =>
  codeIn(markdown).flatMap((code) => /^npm (?:run )?(start|test|(?<=run )\w[\w:]*)/.exec(code)?.[1] ?? []);

const cliUses = (markdown: string) =>
  codeIn(markdown)
    .map((code) => /^(?:bin\/)?ioscope ([a-z]+)(.*)$/.exec(code.split(' -- ')[0] ?? ''))
    .flatMap((found) => (found ? [{ command: found[1] ?? '', rest: found[2] ?? '' }] : []));

test('the README opens with a sentence, the picture, and the two commands', () => {
  const [title, sentence, picture] = read('README.md').split(/\n\n+/);
  expect(title).toBe('# ioscope');
  expect(sentence).toMatch(/^ioscope .*\.$/s);
  expect(picture).toMatch(/<picture>.*dark.*<img src="docs\/[^"]+" alt="[^"]+">\n<\/picture>$/s);
  const commands = npmScripts(read('README.md'));
  expect(commands.slice(0, 2)).toEqual(['start', 'test']);
});

describe.each(DOCS)('%s', (path) => {
  test('names npm scripts that exist', () => {
    const named = npmScripts(read(path));
    expect(named).toContain('start');
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  test('links to files that exist', () => {
    const links = [...read(path).matchAll(/(?:\]\(|src="|srcset=")([^)"#]+)/g)].map(([, link = '']) => link);
    const local = links.filter((link) => !/^https?:/.test(link));
    expect(local.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
  });

  test('is plain: no line breaks its width', () => {
    const long = read(path)
      .split('\n')
      .filter((line) => line.length > 125 && !/^[|<]|^ {2}<|^ {4}/.test(line));
    expect(long).toEqual([]);
  });
});

test('every command and option of the README is in the command line’s own help', () => {
  const uses = cliUses(read('README.md'));
  expect(new Set(uses.map(({ command }) => command))).toEqual(new Set(['record', 'blocked', 'serve']));
  for (const { command, rest } of uses) {
    const help = spawnSync(join(ROOT, 'bin/ioscope'), [command, '--help'], { encoding: 'utf8' });
    expect(help.status, help.stderr).toBe(0);
    for (const [option] of rest.matchAll(/--[a-z-]+/g)) {
      expect(option === '--help' || help.stdout.includes(option), `${command} ${option}`).toBe(true);
    }
  }
});

test('the messages that the README explains are the ones that are shown', () => {
  const explained = [...read('README.md').matchAll(/^\*\*(.+?)(?: …)?\*\*/gm)].map(
    ([, message = '']) => message,
  );
  expect(explained.length).toBeGreaterThan(5);
  const paths = tracked().filter((path) =>
    /^(loader|session|capture|web|electron|cli)\/.*\.(c|ts)$/.test(path),
  );
  // The C compiler joins strings that follow each other, and so must a search for what they say.
  const shown = paths.map((path) => read(path).replaceAll(/"\s*\n\s*"/g, '')).join('\n');
  expect(explained.filter((message) => !shown.includes(message))).toEqual([]);
});

test('CONTRIBUTING names every folder of the house', () => {
  const folders = new Set(
    tracked()
      .filter((path) => path.includes('/'))
      .map((path) => path.split('/')[0] ?? ''),
  );
  const silent = new Set(['.ci', 'docs']);
  const missing = [...folders].filter(
    (folder) => !silent.has(folder) && !read('CONTRIBUTING.md').includes(`\`${folder}/`),
  );
  expect(missing).toEqual([]);
});

describe('left-over marks', () => {
  const words = [
    ['TO', 'DO'],
    ['FIX', 'ME'],
    ['X', 'XX'],
    ['HA', 'CK'],
  ].map((parts) => parts.join(''));
  const mark = new RegExp(`\\b(${words.join('|')})\\b|<{7} |>{7} |not implemented`);

  test('there are none in the repository', () => {
    const texts = tracked().filter((path) =>
      /\.(ts|tsx|mjs|c|h|css|html|md|json|yml)$|(^|\/)[\w-]+$/.test(path),
    );
    expect(texts.length).toBeGreaterThan(0);
    const marked = texts.filter((path) => path !== 'test/rules/docs.test.ts' && mark.test(read(path)));
    expect(marked).toEqual([]);
  });

  test('one would be seen', () => {
    expect(mark.test(`// ${words[0]}: later`)).toBe(true);
  });
});

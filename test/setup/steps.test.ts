import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { fingerprint } from '../../setup/build.mjs';
import { upToDate } from '../../setup/packages.mjs';
import { nodeProblem, ROOT } from '../../setup/run.mjs';
import { verdict } from '../../setup/verdict.mjs';

test.each([
  ['20.19.0', true],
  ['20.20.2', true],
  ['22.0.0', true],
  ['24.1.0', true],
  ['20.18.3', false],
  ['18.20.0', false],
])('Node %s will do: %s', (version, good) => {
  expect(nodeProblem(version) === null).toBe(good);
});

describe('npm packages', () => {
  const react = { version: '19.0.0', integrity: 'sha512-a' };
  const locked = {
    '': {},
    'node_modules/react': react,
    'node_modules/x': { version: '1.0.0', optional: true },
  };

  test.each([
    ['the same', { 'node_modules/react': react }, true],
    ['another version', { 'node_modules/react': { ...react, version: '18.0.0' } }, false],
    ['another content', { 'node_modules/react': { ...react, integrity: 'sha512-b' } }, false],
    ['one lacking', {}, false],
    [
      'an optional one of another version',
      { 'node_modules/react': react, 'node_modules/x': { version: '2.0.0' } },
      false,
    ],
  ])('%s', (_what, installed, good) => {
    expect(upToDate(locked, installed)).toBe(good);
  });

  // npm leaves out what it could not look up when it wrote the file, and then refuses to install from it.
  test('the lock file has every package that another names, those of other platforms included', () => {
    type Locked = Record<string, { dependencies?: object; optionalDependencies?: object }>;
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Locked;
    };
    const there = new Set(
      Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)),
    );
    const named = Object.values(packages).flatMap((each) =>
      Object.keys({ ...each.dependencies, ...each.optionalDependencies }),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !there.has(name))).toEqual([]);
  });
});

test('a build is repeated when a source changes, appears or goes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ioscope-build-'));
  try {
    const seen = new Set([fingerprint([folder])]);
    writeFileSync(join(folder, 'a.ts'), '1');
    seen.add(fingerprint([folder]));
    writeFileSync(join(folder, 'a.ts'), '2');
    seen.add(fingerprint([folder]));
    writeFileSync(join(folder, 'b.ts'), '2');
    seen.add(fingerprint([folder]));
    rmSync(join(folder, 'a.ts'));
    seen.add(fingerprint([folder]));
    expect(seen.size).toBe(5);
    expect(seen).toContain(fingerprint([folder]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('the verdict', () => {
  const report = { numPassedTests: 12, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 };

  test.each([
    ['all well', report, 0, 0, '12 passed, 0 failed, 1 skipped'],
    ['a failed test', { ...report, numFailedTests: 2 }, 1, 0, '12 passed, 2 failed, 1 skipped'],
    ['a file that does not load', report, 1, 0, '12 passed, 1 failed, 1 skipped'],
    ['failed checks', report, 0, 2, '12 passed, 2 failed, 1 skipped'],
    ['no report', null, 1, 0, '0 passed, 1 failed, 0 skipped'],
  ])('%s', (_what, given, code, checks, line) => {
    expect(verdict(given, code, checks)).toEqual({ line, ok: line.includes(' 0 failed') });
  });
});

describe('a script of the set-up', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ioscope-setup-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = JSON.stringify(pathToFileURL(join(ROOT, 'setup/run.mjs')).href);

  function script(body: string): string {
    const file = join(
      folder,
      `${Math.abs(Buffer.from(body).reduce((sum, byte) => sum * 31 + byte, 7) | 0)}.mjs`,
    );
    writeFileSync(
      file,
      `import { exitCodeOf, main, run } from ${run};\nawait main(async () => { ${body} });\n`,
    );
    return file;
  }

  test('names the command that failed and what to do, and ends with 1', () => {
    const file = script("await run('sh', ['-c', 'exit 7'], { remedy: 'Feed it.' }); return 0;");
    const { status, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toBe('\nioscope set-up: `sh -c exit 7` failed with exit code 7.\nFeed it.\n');
  });

  test('says so when the command is not there', () => {
    const file = script("await run('ioscope-no-such-command', []); return 0;");
    const { status, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('`ioscope-no-such-command` cannot be run');
  });

  test('hands on the exit code', () => {
    const { status } = spawnSync(process.execPath, [script("return exitCodeOf('sh', ['-c', 'exit 3']);")]);
    expect(status).toBe(3);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('passes %s on and leaves nothing running', async (signal) => {
    const code = "const p = process; p.on('SIGINT', () => p.exit(42)); p.on('SIGTERM', () => p.exit(43));";
    const child = `${code} console.log(p.pid); setInterval(() => {}, 1000);`;
    const file = script(`return exitCodeOf(process.execPath, ['-e', ${JSON.stringify(child)}]);`);
    const parent = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [data] = await once(parent.stdout, 'data');
    parent.kill(signal);
    const [exit] = await once(parent, 'close');
    expect(exit).toBe(signal === 'SIGINT' ? 42 : 43);
    expect(() => process.kill(Number(data), 0)).toThrow('ESRCH');
  });
});

test('.ci/run finds the repository from anywhere and hands on a failure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ioscope-ci-'));
  try {
    const npm = join(folder, 'npm');
    writeFileSync(npm, '#!/bin/sh\necho "$PWD $CI $*"\nexit 5\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    const { status, stdout } = spawnSync(join(ROOT, '.ci/run'), { cwd: folder, env, encoding: 'utf8' });
    expect(status).toBe(5);
    expect(stdout).toBe(`${execFileSync('realpath', [ROOT], { encoding: 'utf8' }).trim()} true test\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

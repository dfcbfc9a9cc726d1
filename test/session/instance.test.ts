// One window a user: the second to come learns of the first; what a killed one left behind is no obstacle.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { toProblem } from '../../contract/problem.ts';
import { WindowLock } from '../../session/instance.ts';
import { temporaryDirectory } from '../capture/temporary.ts';

const cache = temporaryDirectory();
const file = join(cache, 'ioscope/window.lock');

beforeEach(() => void vi.stubEnv('XDG_CACHE_HOME', cache));

function problemOf(call: () => unknown) {
  try {
    call();
    return null;
  } catch (caught) {
    return toProblem(caught);
  }
}

test('the second is told of the first, and may come when that has gone', () => {
  const lock = WindowLock.take();
  const problem = problemOf(WindowLock.take);
  expect(problem?.code).toBe('already-open');
  expect(problem?.message).toContain(`process ${process.pid}`);
  expect(problem?.remedy).toContain(`kill ${process.pid}`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  lock.release();
  expect(existsSync(file)).toBe(false);
  WindowLock.take().release();
});

test('of several that come at once one has the window, and the others are told of it', async () => {
  const script = `
    const { WindowLock } = await import(${JSON.stringify(join(import.meta.dirname, '../../dist/session/instance.js'))});
    try { WindowLock.take(); process.stdout.write('mine'); } catch (error) { process.stdout.write(error.problem.code); }
    process.stdin.resume();`;
  const children = Array.from({ length: 8 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const answers = await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
  for (const child of children) child.kill('SIGKILL');
  const said = answers.map(String).sort();
  expect(said).toEqual([...Array.from({ length: 7 }, () => 'already-open'), 'mine']);
  expect(readdirSync(join(cache, 'ioscope'))).toEqual(['window.lock']);
});

test('the lock of a process that is gone is stale', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  writeFileSync(file, `${child.pid} 4711`);
  const lock = WindowLock.take();
  expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${process.pid} \\d+$`));
  lock.release();
});

test.each([
  { what: 'of another process that has its PID now', text: `${process.pid} 1` },
  { what: 'empty', text: '' },
  { what: 'of something else', text: 'hello\nworld' },
])('a lock $what is stale', ({ text }) => {
  writeFileSync(file, text);
  WindowLock.take().release();
});

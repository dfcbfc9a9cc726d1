// One window a user: the second to come learns of the first; what a killed one left behind is no obstacle.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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

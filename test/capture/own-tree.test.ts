// Processes that are there for the asking: what /proc says of a tree of them.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { treeUsage } from '../../capture/own-tree.ts';

let shell: ChildProcess | null = null;
afterEach(() => shell?.kill('SIGKILL'));

/** A shell and a child of it that does nothing but work; ends when the shell's input does. */
async function family(): Promise<number> {
  shell = spawn('sh', ['-c', '(while :; do :; done) & echo; read -r line; kill $!'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (shell.stdout !== null) await once(shell.stdout, 'data');
  return shell.pid ?? 0;
}

test('the time and memory of a process and its descendants', async () => {
  const root = await family();
  const first = treeUsage([root], []);
  expect(first.bytes).toBeGreaterThan(0);
  // The child works and the shell waits.
  await expect.poll(() => treeUsage([root], []).cpuNs, { timeout: 20_000 }).toBeGreaterThan(first.cpuNs);
  const alone = treeUsage([root], [root]);
  expect(alone.bytes).toBeLessThan(treeUsage([root], []).bytes);
  expect(alone.cpuNs).toBeGreaterThan(0);
  // Named twice it counts once.
  expect(treeUsage([root, root], []).bytes).toBeLessThan(2 * first.bytes);
  const closed = shell === null ? null : once(shell, 'close');
  shell?.stdin?.end('\n');
  await closed;
  expect(treeUsage([root], [])).toEqual({ cpuNs: 0, bytes: 0 });
});

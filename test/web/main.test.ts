// The web shell as a user runs it: the built program, its real session, and signals.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ROOT } from '../../session/paths.ts';

const CLI = join(ROOT, 'dist/cli/main.js');
const ADDRESS = /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/\n$/;

let cache: string;
let kill: () => void;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'ioscope-main-test-'));
  kill = () => {};
});
afterEach(() => {
  kill();
  rmSync(cache, { recursive: true });
});

function start(...args: string[]) {
  const env = { ...process.env, XDG_CACHE_HOME: cache, DISPLAY: '', WAYLAND_DISPLAY: '' };
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  kill = () => child.kill('SIGKILL');
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk;
  });
  const said = text(child.stderr);
  const address = () =>
    vi.waitFor(() => expect(printed).toMatch(ADDRESS), { timeout: 30_000 }).then(() => printed.trim());
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const [code] = await once(child, 'exit');
    return { code: code as number | null, printed, said: await said };
  };
  const tell = (signal: NodeJS.Signals) => child.kill(signal);
  return { address, tell, end };
}

const statusOf = (address: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    get(address, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'serve prints the full address as its one line, and ends in good order on %s',
  async (signal) => {
    const server = start('serve');
    const address = await server.address();
    expect(await statusOf(address)).toBe(200);
    expect(await statusOf(new URL('/', address).href)).toBe(403);
    const { code, printed, said } = await server.end(signal);
    expect({ code, printed, said }).toEqual({ code: 0, printed: `${address}\n`, said: '' });
    await expect(statusOf(address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(readdirSync(join(cache, 'ioscope'))).toEqual([]);
  },
);

test.each(['SIGTERM', 'SIGHUP'] as const)(
  'told %s as one of a group and by its leader, it still ends in good order',
  async (signal) => {
    const server = start('serve');
    await server.address();
    server.tell(signal);
    // Not as one: the first is taken when the second comes.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await server.end(signal)).code).toBe(0);
    expect(readdirSync(join(cache, 'ioscope'))).toEqual([]);
  },
);

test('serve on a port that is taken says so, and fails', async () => {
  const first = start('serve');
  const { port } = new URL(await first.address());
  const endFirst = kill;
  const second = spawn(process.execPath, [CLI, 'serve', '--port', port], {
    env: { ...process.env, XDG_CACHE_HOME: cache },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([
    text(second.stdout),
    text(second.stderr),
    once(second, 'exit'),
  ]);
  expect([code, out]).toEqual([1, '']);
  expect(err).toBe(`ioscope: Port ${port} is in use. Choose another, or leave --port out.\n`);
  endFirst();
});

test('without a display the window is an address', async () => {
  const window = start();
  const address = await window.address();
  expect(await statusOf(address)).toBe(200);
  const { code, said } = await window.end('SIGINT');
  expect(code).toBe(0);
  expect(said).toContain('There is no display here.');
});

// `ioscope` and `ioscope serve` where there is no display: the address, and who may have it.

import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../capture/temporary.ts';
import { Ioscope, ioscope, leftIn } from './ioscope.ts';

const ADDRESS = /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{20,}\/\n$/;

describe('the window', () => {
  const base = temporaryDirectory();
  let directory = '';
  let count = 0;
  beforeEach(() => {
    directory = join(base, String(count++));
  });

  /** Runs it until it has printed its address. */
  async function opened(args: string[]): Promise<Ioscope> {
    const run = new Ioscope(args, { directory });
    await run.until('an address', () => run.stdout.endsWith('\n'));
    return run;
  }

  test.each([{ args: [] }, { args: ['serve'] }])(
    '$args prints its address, and nothing else',
    async ({ args }) => {
      const run = await opened(args);
      expect(run.stdout).toMatch(ADDRESS);
      expect((await fetch(run.stdout.trim())).status).toBe(200);
      run.kill('SIGTERM');
      const { code, stdout } = await run.ended;
      expect(stdout).toMatch(ADDRESS);
      expect(code).toBe(0);
      expect(leftIn(directory)).toEqual([]);
    },
  );

  test('one window at a time; one that was killed is no obstacle', async () => {
    const first = await opened([]);
    const second = await ioscope([], { directory });
    expect(second.stderr).toContain(`The window is open already (process ${first.pid}).`);
    expect(second.code).toBe(1);
    first.kill('SIGKILL');
    await first.ended;
    const third = await opened([]);
    expect(third.stdout).toMatch(ADDRESS);
    third.kill('SIGINT');
    expect((await third.ended).code).toBe(0);
  });

  test('a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const { code, stdout, stderr } = await ioscope(['serve', '--port', String(port)], { directory });
      expect(stderr).toMatch(new RegExp(`^ioscope: .*${port}.*\\n$`));
      expect([code, stdout]).toEqual([1, '']);
      expect(leftIn(directory)).toEqual([]);
    } finally {
      server.close();
    }
  });
});

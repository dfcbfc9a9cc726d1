// `ioscope` and `ioscope serve` where there is no display: the address, and who may have it.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Message } from '../../contract/requests.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { whyNot } from '../kernel/workload.ts';
import { Ioscope, ioscope, leftIn } from './ioscope.ts';

const reason = whyNot();
if (reason) console.warn(`test/cli/window.test.ts: --ring not tested: ${reason}`);

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

  test.skipIf(reason !== null)('--ring is the size of the ring it records with', async () => {
    const run = await opened(['serve', '--ring', '3']);
    const { origin } = new URL(run.stdout);
    const socket = new WebSocket(`${run.stdout.trim()}socket`, { origin });
    const answers: Message[] = [];
    socket.on('message', (data) => answers.push(JSON.parse(String(data))));
    await once(socket, 'open');
    const ask = async (id: number, name: string) => {
      socket.send(JSON.stringify({ id, name, args: {} }));
      const answered = () => answers.find((answer) => 'ok' in answer && answer.id === id);
      await vi.waitFor(() => expect(answered()).toMatchObject({ ok: true }), { timeout: 30_000 });
      return answered();
    };
    await ask(1, 'record');
    // The kernel takes powers of two.
    expect(await ask(2, 'status')).toMatchObject({ reply: { state: 'recording', ring_bytes: 4 << 20 } });
    await ask(3, 'stop');
    socket.close();
    run.kill('SIGTERM');
    expect((await run.ended).code).toBe(0);
  });

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

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NO_FILTER } from '../../contract/filter.ts';
import { ProblemError } from '../../contract/problem.ts';
import { MAX_MESSAGE } from '../../web/socket.ts';
import { Fixture, STATUS } from './fixture.ts';

let web: Fixture;
beforeEach(async () => {
  web = await Fixture.start();
});
afterEach(() => web.stop());

describe('who may open it', () => {
  test('a page of ours, under either name', async () => {
    await web.connect();
    await web.connect({ origin: `http://localhost:${web.port}`, host: `localhost:${web.port}` });
  });

  test.each([
    ['no origin', { origin: '' }],
    ['another site', { origin: 'https://evil.example' }],
    ['a file', { origin: 'null' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a foreign host', { host: 'evil.example' }],
    ['no secret', { path: '/socket' }],
    ['another secret', { path: `/${'A'.repeat(43)}/socket` }],
  ])('not %s', async (_name, how) => {
    await expect(web.connect(how)).rejects.toThrow('403');
    expect(web.session.listeners.size).toBe(0);
  });

  test('not at another address behind the secret', async () => {
    await expect(web.connect({ path: `${web.root}main.js` })).rejects.toThrow('403');
  });
});

describe('requests', () => {
  test('reach the session and are answered under their number', async () => {
    const page = { matched: 0, counted: 0, total: 0, offset: 0, rows: [] };
    web.session.replies.page = () => page;
    const client = await web.connect();
    const args = { filter: NO_FILTER, order: null, offset: 0, limit: 50, of: null };
    expect(await client.ask({ id: 7, name: 'page', args })).toEqual({ id: 7, ok: true, reply: page });
    expect(web.session.asked).toEqual([{ name: 'page', args }]);
  });

  test('several at once, answered as they get ready', async () => {
    let release = () => {};
    web.session.replies.seen = () =>
      new Promise((resolve) => {
        release = () => resolve({ processes: [], kinds: [], comms: [], pids: [] });
      });
    const client = await web.connect();
    client.socket.send(JSON.stringify({ id: 1, name: 'seen', args: {} }));
    expect(await client.ask({ id: 2, name: 'status', args: {} })).toEqual({ id: 2, ok: true, reply: STATUS });
    release();
    expect(await client.next()).toEqual({
      id: 1,
      ok: true,
      reply: { processes: [], kinds: [], comms: [], pids: [] },
    });
  });

  test("the session's problem arrives whole", async () => {
    const problem = { code: 'no-privilege', message: 'Not allowed.', remedy: 'Ask.' };
    web.session.replies.record = () => {
      throw new ProblemError(problem.code, problem.message, problem.remedy);
    };
    const client = await web.connect();
    expect(await client.ask({ id: 1, name: 'record', args: {} })).toEqual({ id: 1, ok: false, problem });
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"id":1,'],
    ['JSON that is no object', '[1,2]'],
    ['null', 'null'],
    ['no number', { name: 'status', args: {} }],
    ['a number that is a text', { id: '1', name: 'status', args: {} }],
    ['an unknown name', { id: 0, name: 'shell', args: {} }],
    ['a name every object has', { id: 0, name: 'constructor', args: {} }],
    ["a name of the shells' own", { id: 0, name: 'listen', args: { scope: {} } }],
    ['args too many', { id: 0, name: 'record', args: { path: '/etc/passwd' } }],
    [
      'an export with a path',
      { id: 0, name: 'export', args: { filter: NO_FILTER, format: 'csv', path: '/x' } },
    ],
    ['no args', { id: 0, name: 'status' }],
    [
      'args of another kind',
      { id: 0, name: 'page', args: { filter: NO_FILTER, order: null, offset: '0', limit: 1, of: null } },
    ],
  ])('%s is answered with a problem, and the socket lives', async (_name, message) => {
    const client = await web.connect();
    expect(await client.ask(message)).toMatchObject({ id: 0, ok: false, problem: { code: 'bad-request' } });
    expect(web.session.asked).toEqual([]);
    expect(await client.ask({ id: 2, name: 'status', args: {} })).toMatchObject({ id: 2, ok: true });
  });

  test('a bad request keeps its number', async () => {
    const client = await web.connect();
    expect(await client.ask({ id: 41, name: 'shell', args: {} })).toMatchObject({ id: 41, ok: false });
  });

  test('a binary message is no request', async () => {
    const client = await web.connect();
    client.socket.send(Buffer.from(JSON.stringify({ id: 1, name: 'status', args: {} })));
    expect(await client.next()).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
  });

  test('a message over the limit ends this socket and no other', async () => {
    const [client, other] = [await web.connect(), await web.connect()];
    client.socket.send('x'.repeat(MAX_MESSAGE + 1));
    await client.closed;
    expect(await other.ask({ id: 1, name: 'status', args: {} })).toMatchObject({ ok: true });
    expect(web.session.listeners.size).toBe(1);
  });

  test('bytes that are no WebSocket frame end this socket and no other', async () => {
    const other = await web.connect();
    const raw = connect(web.port, '127.0.0.1');
    raw.write(
      `GET ${web.root}socket HTTP/1.1\r\nHost: 127.0.0.1:${web.port}\r\nOrigin: ${web.origin}\r\n` +
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await once(raw, 'data');
    raw.end(Buffer.alloc(64, 0xff));
    await once(raw, 'close');
    expect(await other.ask({ id: 1, name: 'status', args: {} })).toMatchObject({ ok: true });
  });
});

describe('pushes', () => {
  test('reach every window that is open', async () => {
    const clients = [await web.connect(), await web.connect()];
    web.session.push({ push: 'cleared' });
    for (const client of clients) expect(await client.next()).toEqual({ push: 'cleared' });
  });

  test('stop with the window', async () => {
    const [gone, stays] = [await web.connect(), await web.connect()];
    gone.socket.close();
    await gone.closed;
    await stays.ask({ id: 1, name: 'status', args: {} });
    expect(web.session.listeners.size).toBe(1);
    web.session.push({ push: 'status', status: STATUS });
    expect(await stays.next()).toEqual({ push: 'status', status: STATUS });
  });
});

import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Memory, MOST_REMEMBERED } from '../../web/memory.ts';
import { startServer } from '../../web/server.ts';
import { Fixture, PAGE, SCRIPT } from './fixture.ts';

let web: Fixture;
beforeEach(async () => {
  web = await Fixture.start();
});
afterEach(() => web.stop());

describe('what is served', () => {
  test('the page at the address, under the strict policy and never cached', async () => {
    const { status, headers, body } = await web.get(web.root);
    expect(status).toBe(200);
    expect(body).toBe(PAGE);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-content-type-options']).toBe('nosniff');
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.join()).not.toContain('unsafe');
  });

  test('a script of it, as a script', async () => {
    const { status, headers, body } = await web.get(`${web.root}main.js`);
    expect([status, body]).toEqual([200, SCRIPT]);
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test('a query changes nothing', async () => {
    expect((await web.get(`${web.root}main.js?v=1`)).body).toBe(SCRIPT);
  });

  test('HEAD gives the same headers and no body', async () => {
    const { status, headers, body } = await web.get(`${web.root}main.js`, { method: 'HEAD' });
    expect([status, body]).toEqual([200, '']);
    expect(headers['content-length']).toBe(String(SCRIPT.length));
  });

  test.each([
    '../package.json',
    '%2e%2e/package.json',
    '..%2fpackage.json',
    'assets/../main.js',
    './main.js',
    '/main.js',
    'main.js/',
    'main.js%00',
    '..\\package.json',
    '/etc/passwd',
    'constructor',
    '__proto__',
    'download/x/y',
  ])('nothing at %s', async (path) => {
    const { status, headers } = await web.get(web.root + path);
    expect(status).toBe(404);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });
});

describe('who is refused', () => {
  test.each(['/', '/index.html', '/main.js', '/socket', '*', 'http://127.0.0.1/'])(
    'no secret: %s',
    async (target) => {
      const { status, body, headers } = await web.get(target);
      expect(status).toBe(403);
      expect(body).toContain('full address');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
    },
  );

  test('a secret that is nearly right, too short, too long, or without its slash', async () => {
    const secret = web.root.slice(1, -1);
    expect(secret).toMatch(/^[\w-]{43}$/);
    const nearly = (secret.startsWith('A') ? 'B' : 'A') + secret.slice(1);
    for (const wrong of [
      `/${nearly}/`,
      `/${secret.slice(1)}/`,
      `/${secret}x/`,
      `/${secret}`,
      `//${secret}/`,
    ]) {
      expect((await web.get(wrong)).status, wrong).toBe(403);
    }
  });

  test('the secret of another run', async () => {
    const other = await Fixture.start();
    try {
      expect(other.root).not.toBe(web.root);
      expect((await web.get(other.root)).status).toBe(403);
    } finally {
      await other.stop();
    }
  });

  test('a foreign Host, even with the secret', async () => {
    const { port } = web;
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `[::1]:${port}`,
    ]) {
      expect((await web.get(web.root, { headers: { Host: host } })).status, host).toBe(403);
    }
    expect((await web.get(web.root, { headers: { Host: `localhost:${port}` } })).status).toBe(200);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('the method %s', async (method) => {
    const { status, headers } = await web.get(web.root, { method });
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, HEAD');
  });

  test('any address of this machine but loopback', async () => {
    // All of 127/8 is this machine; a server bound to every interface would answer here.
    const socket = connect(web.port, '127.0.0.2');
    await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('what windows remember', () => {
  const put = (body: string, origin = `http://127.0.0.1:${web.port}`) =>
    web.get(`${web.root}remembered`, { method: 'PUT', headers: { Origin: origin }, body });
  const kept = async () => (await web.get(`${web.root}remembered`)).body;

  test('is nothing at first, then what the last one put', async () => {
    expect(await kept()).toBe('{}');
    expect((await put('{"ioscope.panel":"1"}')).status).toBe(204);
    expect((await put('{"ioscope.panel":"2"}')).status).toBe(204);
    expect(await kept()).toBe('{"ioscope.panel":"2"}');
    expect(statSync(join(web.directory, 'window.json')).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['nonsense', '{"a":', 400],
    ['a list', '["a"]', 400],
    ['something that is no text', '{"a":1}', 400],
    ['far too much', `{"a":"${'x'.repeat(MOST_REMEMBERED)}"}`, 413],
  ])('is not %s', async (_, body, status) => {
    await put('{"a":"b"}');
    expect((await put(body)).status).toBe(status);
    expect(await kept()).toBe('{"a":"b"}');
  });

  test('is changed by nobody else', async () => {
    expect((await put('{"a":"b"}', 'http://elsewhere.example')).status).toBe(403);
    expect((await web.get(`${web.root}remembered`, { method: 'POST' })).status).toBe(405);
    expect((await web.get('/remembered')).status).toBe(403);
    expect(await kept()).toBe('{}');
  });

  test('is forgotten where there is no place for it, or something else stands there', async () => {
    const nowhere = new Memory('/dev/null/none');
    expect(nowhere.read()).toBe('{}');
    expect(() => nowhere.write('{}')).toThrow();
    writeFileSync(join(web.directory, 'window.json'), '[1');
    expect(await kept()).toBe('{}');
  });
});

describe('the port', () => {
  test('one that is taken is a problem with a remedy', async () => {
    const { session, downloads, port } = web;
    const memory = new Memory('/dev/null/none');
    const second = startServer({ session, downloads, memory, files: new Map(), port });
    await expect(second).rejects.toMatchObject({
      problem: { code: 'port-taken', message: `Port ${port} is in use.` },
    });
  });

  test('closing ends open connections too', async () => {
    const other = await Fixture.start();
    const client = await other.connect();
    await other.stop();
    await client.closed;
    expect(other.session.listeners.size).toBe(0);
  });
});

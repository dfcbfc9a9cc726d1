import { describe, expect, test } from 'vitest';
import { boot } from './boot.ts';

async function serve(url: string, method = 'GET'): Promise<Response> {
  const { protocol } = await boot();
  const [scheme, handler] = protocol.handle.mock.lastCall ?? [];
  expect(scheme).toBe('app');
  if (handler === undefined) throw new Error('no handler');
  // Only these two are read; a Request of Node's would tidy the address first.
  return handler({ url, method } as Parameters<typeof handler>[0]);
}

test('app: is registered before the app is ready, with the rights of https and no more', async () => {
  const { app, protocol } = await boot();
  expect(protocol.registerSchemesAsPrivileged.mock.calls).toEqual([
    [[{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]],
  ]);
  const [registered = 0] = protocol.registerSchemesAsPrivileged.mock.invocationCallOrder;
  const [ready = 0] = app.whenReady.mock.invocationCallOrder;
  expect(registered).toBeLessThan(ready);
});

describe('the built window', () => {
  test('is served as what it is', async () => {
    const response = await serve('app://ioscope/index.html');
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toBe('<!doctype html>');
    expect(await (await serve('app://ioscope/assets/index.js?v=1#x')).text()).toBe('0;');
  });

  test('runs under the strict policy', async () => {
    const { headers } = await serve('app://ioscope/index.html');
    const policy = headers.get('Content-Security-Policy')?.split('; ') ?? [];
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy.join()).not.toContain('unsafe');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  });
});

test.each([
  'app://ioscope/../../package.json',
  'app://ioscope/%2e%2e/package.json',
  'app://ioscope/..%2f..%2fetc/passwd',
  'app://ioscope//etc/passwd',
  'app://ioscope/assets/../index.html',
  'app://ioscope/index.html/',
  'app://ioscope/index.html%00',
  'app://ioscope/constructor',
  'app://ioscope/',
  'app://ioscope',
  'app://other/index.html',
  'app://notours/index.html',
  'app://ioscope.evil.example/index.html',
  'app://ioscope@evil.example/index.html',
])('nothing at %s', async (url) => {
  const response = await serve(url);
  expect(response.status).toBe(404);
  expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
});

test.each(['POST', 'PUT', 'DELETE'])('nothing for %s', async (method) => {
  expect((await serve('app://ioscope/index.html', method)).status).toBe(404);
});

// @vitest-environment jsdom
// What the window remembers, between localStorage and a shell that keeps it.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { recall } from '../../renderer/remembered.ts';

const fetched = vi.fn<(place: string, sent?: RequestInit) => Promise<Response>>();
const puts = () => fetched.mock.calls.flatMap(([, sent]) => (sent?.method === 'PUT' ? [sent] : []));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', fetched.mockReset());
  localStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('is taken from the shell, and given to it when it changes, however large', async () => {
  fetched.mockResolvedValueOnce(new Response('{"elsewhere":"x","ioscope.panel":"1"}'));
  await recall();
  expect([localStorage.getItem('ioscope.panel'), localStorage.getItem('elsewhere')]).toEqual(['1', null]);
  fetched.mockRejectedValueOnce(new TypeError('away')).mockResolvedValue(new Response(null, { status: 204 }));
  // A browser refuses more than 64 KiB of what is to outlive its page.
  localStorage.setItem('ioscope.filters', 'x'.repeat(100_000));
  await vi.advanceTimersByTimeAsync(5000);
  const [away, kept, ...others] = puts();
  expect(others).toEqual([]);
  expect([away?.body, away?.keepalive]).toEqual([kept?.body, false]);
  expect(Object.keys(JSON.parse(String(kept?.body)))).toEqual(['ioscope.filters', 'ioscope.panel']);
  localStorage.setItem('ioscope.panel', '2');
  window.dispatchEvent(new Event('pagehide'));
  expect(puts().at(-1)?.keepalive).toBe(true);
});

it('is left alone in a page without a shell', async () => {
  fetched.mockResolvedValue(new Response('', { status: 404 }));
  localStorage.setItem('ioscope.panel', '1');
  await recall();
  await vi.advanceTimersByTimeAsync(5000);
  expect(puts()).toEqual([]);
});

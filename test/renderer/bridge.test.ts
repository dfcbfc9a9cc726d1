// @vitest-environment jsdom

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NO_FILTER } from '../../contract/filter.ts';
import type { Bridge } from '../../contract/requests.ts';
import { connectBridge, type Link, SocketBridge } from '../../renderer/bridge.ts';
import { IDLE } from './fake-bridge.ts';

class FakeSocket extends EventTarget {
  static made: FakeSocket[] = [];
  readonly sent: { id: number; name: string }[] = [];
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    FakeSocket.made.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  tell(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }

  come(): void {
    this.dispatchEvent(new Event('open'));
  }

  go(): void {
    this.dispatchEvent(new Event('close'));
  }
}

const socket = () => FakeSocket.made.at(-1) as FakeSocket;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.made = [];
  vi.stubGlobal('WebSocket', FakeSocket);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  delete window.ioscope;
});

it('connects beside the page', () => {
  history.replaceState(null, '', '/secret/');
  connectBridge();
  expect(socket().url).toBe(`ws://${location.host}/secret/socket`);
});

it('keeps requests until the line is up and matches answers by number', async () => {
  const bridge = new SocketBridge('ws://x/');
  const status = bridge.request('status', {});
  const cleared = bridge.request('clear', {});
  expect(socket().sent).toEqual([]);
  socket().come();
  const [first, second] = socket().sent;
  socket().tell({ id: second?.id, ok: true, reply: null });
  socket().tell({ id: first?.id, ok: true, reply: IDLE });
  expect(await status).toEqual(IDLE);
  expect(await cleared).toBeNull();
});

it('hands on pushes until told to stop', () => {
  const bridge = new SocketBridge('ws://x/');
  const heard: string[] = [];
  const stop = bridge.onPush(({ push }) => heard.push(push));
  socket().tell({ push: 'cleared' });
  stop();
  socket().tell({ push: 'cleared' });
  expect(heard).toEqual(['cleared']);
});

it('rejects with the problem that was answered', async () => {
  const bridge = new SocketBridge('ws://x/');
  socket().come();
  const problem = { code: 'no-privilege', message: 'No.', remedy: 'Yes.' };
  const answer = expect(bridge.request('record', {})).rejects.toMatchObject({
    name: 'ProblemError',
    problem,
  });
  socket().tell({ id: socket().sent[0]?.id, ok: false, problem });
  await answer;
});

it('rejects what waits when the line breaks, tries again more and more slowly, and comes back', async () => {
  const bridge = new SocketBridge('ws://x/');
  const links: Link[] = [];
  bridge.onLink((link) => links.push(link));
  socket().come();
  const lost = expect(bridge.request('status', {})).rejects.toMatchObject({
    problem: { code: 'disconnected' },
  });
  socket().go();
  await lost;
  await expect(bridge.request('status', {})).rejects.toMatchObject({ problem: { code: 'disconnected' } });

  const waits: number[] = [];
  for (let turn = 0; turn < 7; turn++) {
    const before = FakeSocket.made.length;
    let waited = 0;
    while (FakeSocket.made.length === before) {
      vi.advanceTimersByTime(50);
      waited += 50;
    }
    waits.push(waited);
    socket().go();
  }
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);

  bridge.reconnect();
  socket().come();
  expect(links).toEqual(['open', 'lost', 'open']);
  expect(bridge.link()).toBe('open');
});

it('gives up on an answer that never comes', async () => {
  const bridge = new SocketBridge('ws://x/');
  socket().come();
  const page = bridge.request('page', { filter: NO_FILTER, order: null, offset: 0, limit: 1, of: null });
  const late = expect(page).rejects.toMatchObject({ problem: { code: 'no-answer' } });
  await vi.advanceTimersByTimeAsync(60_000);
  await late;
});

it('leaves a person minutes to answer a prompt', async () => {
  const bridge = new SocketBridge('ws://x/');
  socket().come();
  const recorded = bridge.request('record', {});
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  socket().tell({ id: socket().sent[0]?.id, ok: true, reply: null });
  expect(await recorded).toBeNull();
});

it('uses the preload where there is one, and keeps the problem of an error from its world', async () => {
  const problem = { code: 'dismissed', message: 'No.', remedy: 'Yes.' };
  const preload: Bridge = {
    request: () => Promise.reject(Object.assign(new Error('No.'), { problem })),
    onPush: () => () => {},
  };
  window.ioscope = preload;
  const bridge = connectBridge();
  expect(FakeSocket.made).toEqual([]);
  expect(bridge.link()).toBe('open');
  await expect(bridge.request('record', {})).rejects.toMatchObject({ name: 'ProblemError', problem });
});

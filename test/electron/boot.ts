// Boots the shell anew on the stand-in, with a session that only notes what it is asked.

import { vi } from 'vitest';
import type { Push } from '../../contract/requests.ts';
import type { RendererFiles } from '../../session/renderer-files.ts';
import type { Session, SessionOptions } from '../../session/session.ts';

export const FILES: RendererFiles = new Map([
  ['index.html', { type: 'text/html; charset=utf-8', body: Buffer.from('<!doctype html>') }],
  ['assets/index.js', { type: 'text/javascript; charset=utf-8', body: Buffer.from('0;') }],
]);

export class FakeSession {
  static latest: FakeSession | null = null;
  readonly options: SessionOptions;
  readonly listeners = new Set<(push: Push) => void>();
  request = vi.fn<(name: string, args: unknown) => Promise<unknown>>(async () => null);
  connect = vi.fn<Session['connect']>();
  close = vi.fn<Session['close']>(async () => {});

  constructor(options: SessionOptions) {
    this.options = options;
    FakeSession.latest = this;
  }

  onPush(listener: (push: Push) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

type StandIn = typeof import('./stand-in.ts');

/** Resolves when the window is open, or when there is to be none. `prepare` runs before anything of the shell. */
export async function boot(prepare: (electron: StandIn) => void = () => {}) {
  vi.resetModules();
  FakeSession.latest = null;
  const electron: StandIn = await import('./stand-in.ts');
  vi.doMock('electron', () => electron);
  vi.doMock('../../session/session.ts', () => ({ Session: FakeSession }));
  vi.doMock('../../session/renderer-files.ts', async (original) => ({
    ...(await original<typeof import('../../session/renderer-files.ts')>()),
    readRendererFiles: () => FILES,
  }));
  vi.spyOn(process, 'getuid').mockReturnValue(1000); // whoever runs the tests
  prepare(electron);
  await import('../../electron/main.ts');
  await new Promise((resolve) => setImmediate(resolve)); // what waits for `ready` runs before this
  return electron;
}

/** As `boot`, for tests that need the window and the session. */
export async function bootToWindow() {
  const electron = await boot();
  const [window] = electron.BrowserWindow.all;
  const session = FakeSession.latest;
  if (window === undefined || session === null) throw new Error('no window was opened');
  return { electron, window, contents: window.webContents, session };
}

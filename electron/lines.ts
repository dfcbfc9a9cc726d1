// Lines to the window: one straight to the capture process, laid anew for each page that loads and for each
// capture process that starts, and the session's own pushes, for as long as that one is down.

import { app, type BrowserWindow, MessageChannelMain, type WebContents } from 'electron';
import type { Session } from '../session/session.ts';
import type { PortChannel, PushChannel } from './channels.ts';

const PORT: PortChannel = 'ioscope:port';
const PUSH: PushChannel = 'ioscope:push';

export interface Lines {
  /** To be called whenever a capture process is ready. */
  captureStarted(): void;
}

/** For every window there is to come. */
export function setupLines(session: Pick<Session, 'connect' | 'onPush'>): Lines {
  const loaded = new Set<WebContents>();
  let isCaptureReady = false;

  const lay = (contents: WebContents) => {
    const { port1, port2 } = new MessageChannelMain();
    session.connect(port1);
    contents.postMessage(PORT, null, [port2]);
  };
  const adopt = (window: BrowserWindow) => {
    const { webContents } = window;
    webContents.on('did-finish-load', () => {
      loaded.add(webContents);
      if (isCaptureReady) lay(webContents);
    });
    const unsubscribe = session.onPush((push) => webContents.send(PUSH, push));
    window.once('closed', () => {
      unsubscribe();
      loaded.delete(webContents);
    });
  };
  app.on('browser-window-created', (_event, window) => adopt(window));
  return {
    captureStarted() {
      isCaptureReady = true;
      for (const contents of loaded) lay(contents);
    },
  };
}

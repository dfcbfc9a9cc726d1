// The window: how it looks from outside and what its page is allowed.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { PAGE } from './scheme.ts';
import { rememberedPlace, rememberPlace } from './window-place.ts';

const PRELOAD = fileURLToPath(new URL('./preload.cjs', import.meta.url));

let current: BrowserWindow | null = null;

export function openWindow(): BrowserWindow {
  const file = join(app.getPath('userData'), 'window.json');
  const { maximized, ...place } = rememberedPlace(
    file,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    title: 'ioscope',
    ...place,
    minWidth: 640,
    minHeight: 420,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14161a' : '#ffffff',
    webPreferences: {
      preload: PRELOAD,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  current = window;
  if (maximized) window.maximize();
  window.on('close', () => rememberPlace(file, window));
  window.once('ready-to-show', () => window.show());
  window.once('closed', () => {
    current = null;
  });
  void window.loadURL(PAGE);
  return window;
}

/** null before the first window and after the last. */
export function currentWindow(): BrowserWindow | null {
  return current;
}

export function focusWindow(): void {
  if (current === null) return;
  if (current.isMinimized()) current.restore();
  current.focus();
}

// The window: how it looks from outside and what its page is allowed.

import { fileURLToPath } from 'node:url';
import { BrowserWindow, nativeTheme } from 'electron';
import { PAGE } from './scheme.ts';

const PRELOAD = fileURLToPath(new URL('./preload.cjs', import.meta.url));

let current: BrowserWindow | null = null;

export function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    title: 'ioscope',
    width: 1280,
    height: 820,
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

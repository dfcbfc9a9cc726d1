// From the first start to the last window: one instance at a time, and an end that closes the capture first.

import { app, dialog } from 'electron';
import { toProblem } from '../contract/problem.ts';
import type { Session } from '../session/session.ts';
import { focusWindow } from './windows.ts';

/** false: another instance runs. It has been told to come to the front, and this one ends. */
export function setupSingleInstance(): boolean {
  app.on('second-instance', focusWindow);
  if (app.requestSingleInstanceLock()) return true;
  say('it is running already: its window comes to the front.');
  app.exit(0);
  return false;
}

/** Electron refuses to start as root with its sandbox, so whoever starts it as root leaves that off. */
export function setupRootNotice(uid = process.getuid?.()): void {
  if (uid === 0) say("started as root: the window runs without Chromium's sandbox.");
}

export function setupQuit(session: Pick<Session, 'close'>): void {
  app.on('window-all-closed', () => app.quit());
  app.once('will-quit', (event) => {
    event.preventDefault();
    session.close().then(() => app.exit(0), fail);
  });
}

/** What cannot be shown in a window, because there is none. */
export function fail(caught: unknown): void {
  const { message, remedy } = toProblem(caught);
  say(`${message} ${remedy}`);
  dialog.showErrorBox(message, remedy);
  app.exit(1);
}

function say(text: string): void {
  process.stderr.write(`ioscope: ${text}\n`);
}

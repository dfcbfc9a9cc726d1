// The desktop shell, in the order in which it comes up. What each step does is in its own file.

import { app } from 'electron';
import { readRendererFiles } from '../session/renderer-files.ts';
import { Session } from '../session/session.ts';
import { forkUtility } from './capture-host.ts';
import { chooseExportTarget } from './dialogs.ts';
import { setupIpc } from './ipc.ts';
import { fail, setupQuit, setupRootNotice, setupSingleInstance } from './lifecycle.ts';
import { setupLines } from './lines.ts';
import { setupMenu } from './menu.ts';
import { registerScheme, setupScheme } from './scheme.ts';
import { setupSecurity } from './security.ts';
import { openWindow } from './windows.ts';

/** `--ring=MiB`, as the command line has checked it; 0 leaves it to the loader. */
function ringMib(args: readonly string[]): number {
  return Number(args.find((arg) => /^--ring=\d+$/.test(arg))?.slice('--ring='.length) ?? 0);
}

function start(): void {
  setupSecurity();
  setupScheme(readRendererFiles());
  setupMenu();
  const session = new Session({
    host: forkUtility,
    chooseTarget: chooseExportTarget,
    ownPids: () => [process.pid],
    onCaptureStarted: () => lines.captureStarted(),
    ringMib: ringMib(process.argv),
  });
  const lines = setupLines(session);
  setupQuit(session);
  setupIpc(session);
  openWindow();
}

if (setupSingleInstance()) {
  setupRootNotice();
  registerScheme();
  app.whenReady().then(start).catch(fail);
}

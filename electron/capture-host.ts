// The capture process as Electron's utility process: the one kind of child that can hold a line to a window.

import { type MessagePortMain, utilityProcess } from 'electron';
import type { CaptureHost } from '../session/capture-host.ts';
import { CAPTURE_ENTRY } from '../session/paths.ts';

/** After the app is ready only. */
export const forkUtility: CaptureHost = () => {
  const child = utilityProcess.fork(CAPTURE_ENTRY, [], { serviceName: 'ioscope-capture', stdio: 'inherit' });
  return {
    get pid() {
      return child.pid;
    },
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(`code ${code}`)),
    end: () => void child.kill(), // SIGTERM: it stores what it has first
    kill: () => {
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
    connect: (port) => child.postMessage(null, [port as MessagePortMain]),
  };
};

// How a shell starts the capture process. Node's fork here; Electron brings its utility process.

import { fork } from 'node:child_process';
import { CAPTURE_ENTRY } from './paths.ts';

/** A running capture process, as messages. */
export interface CaptureProcess {
  /** Process id; undefined until it runs. */
  readonly pid: number | undefined;
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once. `how` says with which code or signal it ended. */
  onExit(listener: (how: string) => void): void;
  /** Asks it to store what it has and end. */
  end(): void;
  kill(): void;
  /** Hands over a window's port; only where the shell has ports. */
  connect?(port: unknown): void;
}

export type CaptureHost = () => CaptureProcess;

/** The capture process as a child of Node. Its standard output is this process's. */
export const forkCapture: CaptureHost = () => {
  const child = fork(CAPTURE_ENTRY, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    get pid() {
      return child.pid;
    },
    post: (message) => {
      // Gone: onExit tells.
      // A child may have ended before this is told: its exit is what counts, not that it cannot be reached.
      if (child.connected) child.send(message as object, () => {});
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code, signal) => listener(signal ?? `code ${code}`)),
    end: () => child.disconnect(),
    kill: () => void child.kill('SIGKILL'),
  };
};

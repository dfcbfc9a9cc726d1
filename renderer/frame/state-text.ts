// The state of the capture in words, the same everywhere in the window.

import type { Capture } from '../use-capture.ts';

export function isRecording({ link, status }: Capture): boolean {
  return link !== 'lost' && status?.state === 'recording';
}

export function stateText({ link, status }: Capture): string {
  if (link === 'lost') return 'Disconnected';
  if (status === null) return 'Connecting…';
  switch (status.state) {
    case 'idle':
      return status.started === null ? 'Ready' : 'Stopped';
    case 'preparing':
      return 'Asking for permission…';
    case 'recording':
      return 'Recording';
    case 'stopping':
      return 'Stopping…';
    case 'failed':
      return 'Failed';
    default:
      return status.state satisfies never;
  }
}

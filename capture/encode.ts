// The frames the capture process sends to the loader, as loader/frame.h lays them out.

import type { Scope } from '../contract/internal.ts';
import { ProblemError } from '../contract/problem.ts';
import { FRAME, LAYOUT, SCOPE, SCOPE_MAX } from './layout.ts';

function frame(type: number, length: number): { bytes: Uint8Array; payload: DataView } {
  const header = LAYOUT.frame_header;
  const bytes = new Uint8Array(header.size + length);
  const view = new DataView(bytes.buffer);
  view.setUint32(header.fields.type[0], type, true);
  view.setUint32(header.fields.length[0], length, true);
  return { bytes, payload: new DataView(bytes.buffer, header.size) };
}

/** START. With neither pids nor trees in the scope, everything but what is left out is traced. */
export function encodeStart(scope: Scope): Uint8Array {
  const entries = [
    ...scope.leaveOut.map((pid) => [pid, SCOPE.LEAVE_OUT] as const),
    ...scope.trees.map((pid) => [pid, SCOPE.TREE] as const),
    ...scope.pids.map((pid) => [pid, SCOPE.ONE] as const),
  ];
  if (entries.length > SCOPE_MAX) {
    throw new ProblemError(
      'scope-too-large',
      `${entries.length} processes were asked for; ${SCOPE_MAX} are the most.`,
      'Name fewer processes.',
    );
  }
  const { start, scope_entry } = LAYOUT;
  const { bytes, payload } = frame(FRAME.START, start.size + entries.length * scope_entry.size);
  const everything = scope.pids.length === 0 && scope.trees.length === 0;
  payload.setUint32(start.fields.everything[0], everything ? 1 : 0, true);
  payload.setUint32(start.fields.entry_count[0], entries.length, true);
  entries.forEach(([pid, mark], index) => {
    const at = start.size + index * scope_entry.size;
    payload.setUint32(at + scope_entry.fields.pid[0], pid, true);
    payload.setUint32(at + scope_entry.fields.mark[0], mark, true);
  });
  return bytes;
}

/** BLOCKED frames answer it. */
export function encodeAskBlocked(): Uint8Array {
  return frame(FRAME.ASK_BLOCKED, 0).bytes;
}

export function encodeStop(): Uint8Array {
  return frame(FRAME.STOP, 0).bytes;
}

// What the decoders of frames and of records share.

import { ProblemError } from '../contract/problem.ts';

export function fault(what: string): ProblemError {
  return new ProblemError(
    'protocol',
    `The loader sent what ioscope does not understand: ${what}.`,
    'Build both parts anew with "npm run build" and record again.',
  );
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

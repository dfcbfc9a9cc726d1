// Names of the channels between main and preload. Types alone: a sandboxed preload can load nothing of ours,
// so each side writes the name and the compiler holds it to these.

import type { ExportResult } from '../contract/capture.ts';
import type { Problem } from '../contract/problem.ts';

/** Window to main: one of SESSION_REQUESTS and its args; answered with an Outcome. */
export type RequestChannel = 'ioscope:request';
/** Main to window: a Push. */
export type PushChannel = 'ioscope:push';
/** Main to window: the end of a new line to the capture process, replacing any before it. */
export type PortChannel = 'ioscope:port';

/** An answer as data: of a rejection, `ipcRenderer.invoke` would let only the text through. */
export type Outcome = { ok: true; reply: ExportResult | null } | { ok: false; problem: Problem };

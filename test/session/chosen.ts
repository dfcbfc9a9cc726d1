// What tests have recorded.

import { type CaptureFilter, RECORD_ALL } from '../../contract/capture-filter.ts';

/** A process with its descendants, and whatever else is said of it. */
export function treeOf(pid: number | undefined, more: Partial<CaptureFilter> = {}): CaptureFilter {
  return { ...RECORD_ALL, processes: [{ pid: pid ?? 0, descendants: true, exclude: false }], ...more };
}

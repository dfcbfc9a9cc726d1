// One export at a time: asked for, under way, done.

import { useState } from 'react';
import type { ExportFormat, ExportResult } from '../../contract/capture.ts';
import type { Filter } from '../../contract/filter.ts';
import type { WindowBridge } from '../bridge.ts';

export type ExportState =
  | { state: 'none' }
  | { state: 'running' }
  /** `name` is the last part of where it went. */
  | { state: 'done'; result: ExportResult; name: string };

const NONE: ExportState = { state: 'none' };

export interface ExportControl {
  exporting: ExportState;
  /** Rejects with a ProblemError; one that the user called off is none. */
  start(filter: Filter, format: ExportFormat): Promise<void>;
  cancel(): Promise<null>;
  dismiss(): void;
}

export function useExport(bridge: WindowBridge): ExportControl {
  const [exporting, setExporting] = useState<ExportState>(NONE);

  const start = async (filter: Filter, format: ExportFormat) => {
    if (exporting.state === 'running') return;
    setExporting({ state: 'running' });
    try {
      const result = await bridge.request('export', { filter, format });
      if (result === null) {
        setExporting(NONE);
        return;
      }
      bridge.deliver(result.target);
      setExporting({ state: 'done', result, name: result.target.split('/').at(-1) ?? result.target });
    } catch (caught) {
      setExporting(NONE);
      throw caught;
    }
  };

  return {
    exporting,
    start,
    cancel: () => bridge.request('cancelExport', {}),
    dismiss: () => setExporting(NONE),
  };
}

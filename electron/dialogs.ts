// Where an export goes: the user says so in a dialog of the main process, and nobody else does.

import { join } from 'node:path';
import { app, dialog, type FileFilter } from 'electron';
import type { ExportFormat } from '../contract/capture.ts';
import type { ExportTarget } from '../session/session.ts';
import { currentWindow } from './windows.ts';

const FILTERS: Record<ExportFormat, FileFilter> = {
  csv: { name: 'Comma-separated values', extensions: ['csv'] },
  jsonl: { name: 'JSON, one read a line', extensions: ['jsonl'] },
  text: { name: 'Text, one read a line', extensions: ['txt'] },
};

/** null: the user thought better of it. */
export async function chooseExportTarget(format: ExportFormat): Promise<ExportTarget | null> {
  const filter = FILTERS[format];
  const window = currentWindow();
  if (window === null) return null;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Export reads',
    defaultPath: join(app.getPath('downloads'), `ioscope-${stamp()}.${filter.extensions[0]}`),
    filters: [filter, { name: 'All files', extensions: ['*'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? null : { path: filePath };
}

function stamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(':', '-');
}

// The dialogs of the window, one at a time.

import type { Args } from '../../contract/requests.ts';
import { ColumnsDialog } from '../table/columns-dialog.tsx';
import type { TableLost } from '../table/use-lost.ts';
import { CommandPalette } from './command-palette.tsx';
import type { Command } from './commands.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { TraceDialog } from './trace-dialog.tsx';

export type DialogName = 'palette' | 'keys' | 'settings' | 'columns' | 'trace';

interface DialogsProps {
  open: DialogName | null;
  commands: readonly Command[];
  lost: Pick<TableLost, 'ring' | 'onRing'>;
  onTrace(args: Args<'trace'>): Promise<unknown>;
  onCancelTrace(): void;
  onClose(): void;
}

export function Dialogs({ open, commands, lost, onTrace, onCancelTrace, onClose }: DialogsProps) {
  switch (open) {
    case null:
      return null;
    case 'palette':
      return <CommandPalette commands={commands} onClose={onClose} />;
    case 'keys':
      return <KeysDialog commands={commands} onClose={onClose} />;
    case 'settings':
      return <SettingsDialog ring={lost.ring} onRing={lost.onRing} onClose={onClose} />;
    case 'columns':
      return <ColumnsDialog onClose={onClose} />;
    case 'trace':
      return <TraceDialog onTrace={onTrace} onCancel={onCancelTrace} onClose={onClose} />;
    default:
      return open satisfies never;
  }
}

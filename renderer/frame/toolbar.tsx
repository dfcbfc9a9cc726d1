// Record, Stop, Pause view, Clear, Trace, Export and the settings; says what state the capture is in and for how long.

import {
  ChevronDown,
  Circle,
  Command,
  Download,
  PanelRight,
  Pause,
  Play,
  Settings,
  Square,
  Trash2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { ExportFormat } from '../../contract/capture.ts';
import icon from '../icon.svg';
import { IconButton } from '../parts/icon-button.tsx';
import { MenuButton } from '../parts/menu-button.tsx';
import type { Capture } from '../use-capture.ts';
import { ElapsedClock } from './elapsed-clock.tsx';
import { isRecording, stateText } from './state-text.ts';

export interface ToolbarProps {
  capture: Capture;
  paused: boolean;
  /** Rows an export would hold. */
  exportable: number;
  onRecord(): void;
  onStop(): void;
  onPause(): void;
  onClear(): void;
  onExport(format: ExportFormat): void;
  /** Stands beside Record: what it records. */
  children: ReactNode;
  /** To set and to find. */
  marks: ReactNode;
  onTrace(): void;
  /** Of the panel; there is something in it once a read is selected. */
  detailsOpen: boolean;
  onDetails(): void;
  onCommands(): void;
  onSettings(): void;
}

const FORMATS: readonly { format: ExportFormat; label: string }[] = [
  { format: 'csv', label: 'CSV' },
  { format: 'jsonl', label: 'JSON lines' },
  { format: 'text', label: 'Text' },
];

export function Toolbar(props: ToolbarProps) {
  const { capture, paused } = props;
  const open = capture.link === 'open';
  const traceable = open && (capture.status?.state === 'idle' || capture.status?.state === 'failed');
  const clearable = open && (capture.status?.rows ?? 0) > 0;
  const exports = FORMATS.map(({ format, label }) => ({ label, run: () => props.onExport(format) }));
  return (
    <header className="toolbar">
      <h1 className="logo">
        <img src={icon} alt="" width="20" height="20" />
        ioscope
      </h1>
      <RecordButton {...props} />
      {props.children}
      <button
        type="button"
        aria-pressed={paused}
        title={paused ? 'Show what has come since (F8)' : 'Hold the view still; recording goes on (F8)'}
        onClick={props.onPause}
      >
        <Pause aria-hidden />
        Pause view
      </button>
      <button
        type="button"
        aria-disabled={!clearable}
        title="Forget all reads of this capture (Ctrl+L)"
        onClick={() => clearable && props.onClear()}
      >
        <Trash2 aria-hidden />
        Clear
      </button>
      {props.marks}
      <span className="toolbar-state">
        <span className="dim">{stateText(capture)}</span>
        <ElapsedClock capture={capture} />
      </span>
      <button
        type="button"
        className="trace-button"
        aria-label="Trace a program…"
        aria-disabled={!traceable}
        title="Run a program and record it from its first read (Ctrl+Shift+L)"
        onClick={() => traceable && props.onTrace()}
      >
        <Play aria-hidden />
        <span>
          Trace<span className="where-room"> a program…</span>
        </span>
      </button>
      <span className="grow" />
      <MenuButton
        label="Export"
        title={`Write the ${props.exportable === 1 ? 'read' : 'reads'} that pass the filter to a file`}
        disabled={!open || props.exportable === 0}
        items={exports}
      >
        <Download aria-hidden />
        Export
        <ChevronDown aria-hidden className="more" />
      </MenuButton>
      <IconButton
        className="icon"
        label="Details"
        title="Details of the read that is selected (Alt+3)"
        icon={PanelRight}
        state={{ 'aria-pressed': props.detailsOpen }}
        onClick={props.onDetails}
      />
      <IconButton
        className="icon"
        label="Commands"
        title="All commands (Ctrl+K)"
        icon={Command}
        onClick={props.onCommands}
      />
      <IconButton
        className="icon"
        label="Settings"
        title="Settings (Ctrl+,)"
        icon={Settings}
        onClick={props.onSettings}
      />
    </header>
  );
}

function RecordButton({ capture, onRecord, onStop }: ToolbarProps) {
  const state = capture.status?.state;
  const asking = state === 'preparing' && capture.link !== 'lost';
  const running = isRecording(capture) || state === 'stopping' || asking;
  const ready = capture.link === 'open' && state !== undefined && state !== 'stopping';
  const act = running ? onStop : onRecord;
  const title = asking ? 'Do not record after all (Ctrl+E)' : 'End recording (Ctrl+E)';
  return (
    <button
      type="button"
      className="record"
      aria-disabled={!ready}
      title={running ? title : 'Begin to record (Ctrl+E)'}
      onClick={() => ready && act()}
    >
      {running ? <Square aria-hidden className="filled" /> : <Circle aria-hidden className="filled" />}
      {asking ? 'Cancel' : running ? 'Stop' : 'Record'}
    </button>
  );
}

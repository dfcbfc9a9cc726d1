// Record, Stop, Pause view, Clear, Export and the theme; says what state the capture is in and for how long.

import { ChevronDown, Circle, Download, Monitor, Moon, Pause, Square, Sun, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ExportFormat } from '../../contract/capture.ts';
import icon from '../icon.svg';
import { MenuButton } from '../parts/menu-button.tsx';
import type { Capture } from '../use-capture.ts';
import { ElapsedClock } from './elapsed-clock.tsx';
import { isRecording, stateText } from './state-text.ts';
import { THEMES, type Theme, useTheme } from './use-theme.ts';

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
}

const FORMATS: readonly { format: ExportFormat; label: string }[] = [
  { format: 'csv', label: 'CSV' },
  { format: 'jsonl', label: 'JSON lines' },
  { format: 'text', label: 'Text' },
];

export function Toolbar(props: ToolbarProps) {
  const { capture, paused } = props;
  const open = capture.link === 'open';
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
        title={paused ? 'Show what has come since' : 'Hold the view still; recording goes on'}
        onClick={props.onPause}
      >
        <Pause aria-hidden />
        Pause view
      </button>
      <button
        type="button"
        aria-disabled={!clearable}
        title="Forget all reads of this capture"
        onClick={() => clearable && props.onClear()}
      >
        <Trash2 aria-hidden />
        Clear
      </button>
      <span className="toolbar-state">
        <span className="dim">{stateText(capture)}</span>
        <ElapsedClock capture={capture} />
      </span>
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
      <ThemeSwitch />
    </header>
  );
}

function RecordButton({ capture, onRecord, onStop }: ToolbarProps) {
  const state = capture.status?.state;
  const running = isRecording(capture) || state === 'stopping';
  const ready = capture.link === 'open' && (state === 'idle' || state === 'failed' || state === 'recording');
  const act = running ? onStop : onRecord;
  return (
    <button
      type="button"
      className="record"
      aria-disabled={!ready}
      title={running ? 'End recording' : 'Begin to record'}
      onClick={() => ready && act()}
    >
      {running ? <Square aria-hidden className="filled" /> : <Circle aria-hidden className="filled" />}
      {running ? 'Stop' : 'Record'}
    </button>
  );
}

const THEME_LABELS: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };
const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon };

function ThemeSwitch() {
  const [theme, setTheme] = useTheme();
  const Icon = THEME_ICONS[theme];
  const items = THEMES.map((choice) => ({
    label: THEME_LABELS[choice],
    checked: choice === theme,
    run: () => setTheme(choice),
  }));
  return (
    <MenuButton
      label="Theme"
      title={`Theme: ${THEME_LABELS[theme].toLowerCase()}`}
      className="icon"
      items={items}
    >
      <Icon aria-hidden />
    </MenuButton>
  );
}

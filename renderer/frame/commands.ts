// Everything the window can do, in one list: the palette, the keyboard and its overview are made of it. Pure.

import type { RowOrder } from '../../contract/capture.ts';
import { TIME_LABELS, TIMES_SHOWN, type TimeShown } from '../table/time-shown.ts';
import { type TimeActions, type TimeSituation, timeCommands } from '../time/time-commands.ts';
import type { Capture } from '../use-capture.ts';
import { isRecording } from './state-text.ts';

export interface Command {
  id: string;
  title: string;
  group: 'Recording' | 'View' | 'Time' | 'Window';
  /** As a person reads them, with + between: `Ctrl+E`; the first one is shown in menus. */
  keys: readonly string[];
  enabled: boolean;
  run(): void;
}

/** What commands do; each is the window's. */
export interface Actions {
  time: TimeActions;
  record(): void;
  stop(): void;
  trace(): void;
  pause(): void;
  clear(): void;
  export(format: 'csv' | 'jsonl' | 'text'): void;
  clearFilter(): void;
  focus(where: 'filter' | 'processes' | 'reads'): void;
  /** Opens them and goes there, or closes them from inside. */
  details(): void;
  /** Opens the list of the table's columns. */
  columns(): void;
  usualColumns(): void;
  /** null: as the reads arrive. */
  sort(order: RowOrder | null): void;
  showTime(shown: TimeShown): void;
  settings(): void;
  palette(): void;
  keys(): void;
}

interface Situation {
  time: TimeSituation;
  capture: Capture;
  paused: boolean;
  filtered: boolean;
  /** Rows an export would hold. */
  exportable: number;
  /** A read was chosen: there is something to be said of it. */
  chosen: boolean;
  /** What the reads are sorted by. */
  order: RowOrder | null;
  /** What the time column tells now. */
  timeShown: TimeShown;
}

export function commandsOf(now: Situation, act: Actions): Command[] {
  return [
    ...recordingCommands(now, act),
    ...viewCommands(now, act),
    ...tableCommands(now, act),
    ...timeCommands(now.time, act.time),
    ...windowCommands(act),
  ];
}

function recordingCommands({ capture, exportable }: Situation, act: Actions): Command[] {
  const linked = capture.link === 'open';
  const state = capture.status?.state;
  const free = linked && (state === 'idle' || state === 'failed');
  const exports = linked && exportable > 0;
  const group = 'Recording';
  const asking = linked && state === 'preparing';
  const stop = asking ? 'Cancel: do not record' : 'Stop recording';
  return [
    isRecording(capture) || asking
      ? { id: 'stop', title: stop, group, keys: ['Ctrl+E'], enabled: linked, run: act.stop }
      : { id: 'record', title: 'Record', group, keys: ['Ctrl+E'], enabled: free, run: act.record },
    { id: 'trace', title: 'Trace a program…', group, keys: ['Ctrl+Shift+L'], enabled: free, run: act.trace },
    {
      ...{ id: 'clear', title: 'Clear: forget all reads', group, keys: ['Ctrl+L'] },
      enabled: linked && (capture.status?.rows ?? 0) > 0,
      run: act.clear,
    },
    { id: 'csv', title: 'Export as CSV', group, keys: [], enabled: exports, run: () => act.export('csv') },
    {
      id: 'jsonl',
      title: 'Export as JSON lines',
      group,
      keys: [],
      enabled: exports,
      run: () => act.export('jsonl'),
    },
    { id: 'text', title: 'Export as text', group, keys: [], enabled: exports, run: () => act.export('text') },
  ];
}

function viewCommands({ paused, filtered, chosen }: Situation, act: Actions): Command[] {
  const group = 'View';
  const always = { group, enabled: true } as const;
  return [
    {
      ...always,
      id: 'pause',
      title: paused ? 'Resume the view' : 'Pause the view',
      keys: ['F8'],
      run: act.pause,
    },
    { ...always, id: 'filter', title: 'Go to the filter', keys: ['/'], run: () => act.focus('filter') },
    { id: 'unfilter', title: 'Remove all filters', group, keys: [], enabled: filtered, run: act.clearFilter },
    {
      ...always,
      id: 'processes',
      title: 'Go to applications and processes',
      keys: ['Alt+1'],
      run: () => act.focus('processes'),
    },
    {
      ...always,
      id: 'reads',
      title: 'Go to the table of reads',
      keys: ['Alt+2'],
      run: () => act.focus('reads'),
    },
    {
      id: 'details',
      title: 'Details of the read',
      group,
      keys: ['Alt+3'],
      enabled: chosen,
      run: act.details,
    },
  ];
}

const SLOWEST_FIRST: RowOrder = { field: 'latency_ns', descending: true };

function tableCommands({ order, timeShown }: Situation, act: Actions): Command[] {
  const plain = { group: 'View', keys: [], enabled: true } as const;
  return [
    { ...plain, id: 'columns', title: 'Columns…', run: act.columns },
    { ...plain, id: 'usual-columns', title: 'Reset columns', run: act.usualColumns },
    { ...plain, id: 'slowest', title: 'Sort: the slowest reads first', run: () => act.sort(SLOWEST_FIRST) },
    {
      ...plain,
      id: 'arrival',
      title: 'Sort: reads as they arrive',
      enabled: order !== null,
      run: () => act.sort(null),
    },
    ...TIMES_SHOWN.map((shown) => ({
      ...plain,
      id: `time-${shown}`,
      title: `Time: ${TIME_LABELS[shown].toLowerCase()}`,
      enabled: shown !== timeShown,
      run: () => act.showTime(shown),
    })),
  ];
}

function windowCommands(act: Actions): Command[] {
  const always = { group: 'Window', enabled: true } as const;
  return [
    { ...always, id: 'palette', title: 'All commands…', keys: ['Ctrl+K', 'Ctrl+Shift+P'], run: act.palette },
    { ...always, id: 'settings', title: 'Settings…', keys: ['Ctrl+,'], run: act.settings },
    { ...always, id: 'keys', title: 'Keyboard…', keys: ['?'], run: act.keys },
  ];
}

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** A press in the words of `keys`; Command on a Mac counts as Ctrl. */
export function pressed({ key, ctrlKey, metaKey, altKey, shiftKey }: Press): string {
  const name = key.length === 1 ? key.toUpperCase() : key;
  // The shift that makes a ? of a / is part of the ?.
  const shift = shiftKey && (key.length > 1 || /\p{L}/u.test(key));
  const parts = [ctrlKey || metaKey ? 'Ctrl' : '', altKey ? 'Alt' : '', shift ? 'Shift' : '', name];
  return parts.filter((part) => part !== '').join('+');
}

export function commandFor(press: Press, commands: readonly Command[]): Command | undefined {
  const name = pressed(press);
  return commands.find(({ keys, enabled }) => enabled && keys.includes(name));
}

/** Commands whose titles have all words of `text`, in any order, case aside. */
export function findCommands(commands: readonly Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/);
  return commands.filter(({ title, group }) => {
    const said = `${group} ${title}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
}

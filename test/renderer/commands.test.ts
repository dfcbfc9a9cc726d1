import { describe, expect, it, test, vi } from 'vitest';
import type { Status } from '../../contract/capture.ts';
import { news } from '../../renderer/frame/announcer.tsx';
import {
  type Actions,
  commandFor,
  commandsOf,
  findCommands,
  pressed,
} from '../../renderer/frame/commands.ts';
import { IDLE } from './fake-bridge.ts';

const actions = Object.fromEntries(
  [
    'record',
    'stop',
    'trace',
    'pause',
    'clear',
    'export',
    'clearFilter',
    'focus',
    'details',
    'columns',
    'usualColumns',
    'sort',
    'showTime',
    'settings',
    'palette',
    'keys',
  ].map((name) => [name, vi.fn()]),
) as unknown as Actions;
const time = {
  mark: vi.fn(),
  betweenMarks: vi.fn(),
  zoomIn: vi.fn(),
  zoomOut: vi.fn(),
  move: vi.fn(),
  allTime: vi.fn(),
};
actions.time = time;

const commands = (state: Status['state'], link: 'open' | 'lost' = 'open') =>
  commandsOf(
    {
      capture: { status: { ...IDLE, state, rows: 3 }, receivedAt: 0, link, exporting: null, generation: 0 },
      time: { recording: state === 'recording', marks: 0, chosen: false, zoomed: false },
      paused: false,
      filtered: false,
      exportable: 3,
      chosen: true,
      order: null,
      timeShown: 'clock',
    },
    actions,
  );

const key = (name: string, held: Partial<KeyboardEvent> = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

test.each([
  [key('e', { ctrlKey: true }), 'Ctrl+E'],
  [key('e', { metaKey: true }), 'Ctrl+E'],
  [key('P', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+P'],
  [key('?', { shiftKey: true }), '?'],
  [key('F8'), 'F8'],
  [key('F10', { shiftKey: true }), 'Shift+F10'],
  [key('1', { altKey: true }), 'Alt+1'],
])('%o is %s', (press, name) => {
  expect(pressed(press)).toBe(name);
});

describe('commands', () => {
  it('have each an id and keys of their own', () => {
    for (const state of ['idle', 'recording'] as const) {
      const all = commands(state);
      const keys = all.flatMap((command) => command.keys);
      expect(new Set(keys).size).toBe(keys.length);
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    }
  });

  it('are run only when they can be', () => {
    const record = key('e', { ctrlKey: true });
    expect(commandFor(record, commands('idle'))?.id).toBe('record');
    expect(commandFor(record, commands('recording'))?.id).toBe('stop');
    expect(commandFor(record, commands('preparing'))?.title).toBe('Cancel: do not record');
    expect(commandFor(record, commands('stopping'))).toBeUndefined();
    expect(commandFor(record, commands('idle', 'lost'))).toBeUndefined();
    expect(commandFor(key('e'), commands('idle'))).toBeUndefined();
  });

  it('are found by their words in any order', () => {
    expect(findCommands(commands('idle'), 'csv EXP').map(({ id }) => id)).toEqual(['csv']);
    expect(findCommands(commands('idle'), '')).toHaveLength(commands('idle').length);
    expect(findCommands(commands('idle'), 'zebra')).toEqual([]);
  });
});

describe('what is read aloud', () => {
  const lost = (ring_full: number) => ({ ...IDLE, losses: { ...IDLE.losses, ring_full } });
  it.each([
    [null, IDLE, ''],
    [IDLE, { ...IDLE, rows: 5 }, ''],
    [IDLE, { ...IDLE, state: 'preparing' as const }, 'Asking for permission.'],
    [IDLE, { ...IDLE, state: 'recording' as const }, 'Recording started.'],
    [{ ...IDLE, state: 'stopping' as const }, { ...IDLE, rows: 5 }, 'Recording stopped: 5 reads.'],
    [
      IDLE,
      { ...IDLE, state: 'failed' as const, problem: { code: '', message: 'No.', remedy: '' } },
      'Recording failed. No.',
    ],
    [lost(2), lost(7), '7 reads were lost.'],
    [lost(7), lost(7), ''],
  ])('%#', (before, now, words) => {
    expect(news(before, now)).toBe(words);
  });
});

// What can be done about time: marks, and how charts look at it. Pure.

import type { Command } from '../frame/commands.ts';

export interface TimeActions {
  mark(naming: boolean): void;
  betweenMarks(): void;
  zoomIn(): void;
  zoomOut(): void;
  move(share: number): void;
  allTime(): void;
}

export interface TimeSituation {
  recording: boolean;
  marks: number;
  /** A range of time is chosen, a part of it is looked at. */
  chosen: boolean;
  zoomed: boolean;
}

/** Of what is seen. */
const STEP = 0.5;

export function timeCommands(now: TimeSituation, act: TimeActions): Command[] {
  const group = 'Time';
  const marks = { group, enabled: now.recording } as const;
  const zoomed = { group, enabled: now.zoomed } as const;
  return [
    { ...marks, id: 'mark', title: 'Mark this moment', keys: ['M', 'F9'], run: () => act.mark(false) },
    {
      ...marks,
      id: 'mark-named',
      title: 'Mark this moment and name it',
      keys: ['Shift+M', 'Shift+F9'],
      run: () => act.mark(true),
    },
    {
      id: 'between-marks',
      title: 'Filter between the last two marks',
      group,
      keys: [],
      enabled: now.marks > 1,
      run: act.betweenMarks,
    },
    {
      id: 'zoom-in',
      title: now.chosen ? 'Zoom to the chosen time' : 'Zoom in on time',
      group,
      keys: ['Z'],
      enabled: true,
      run: act.zoomIn,
    },
    { ...zoomed, id: 'zoom-out', title: 'Zoom out', keys: ['Shift+Z'], run: act.zoomOut },
    { ...zoomed, id: 'earlier', title: 'Look at what was before', keys: ['['], run: () => act.move(-STEP) },
    { ...zoomed, id: 'later', title: 'Look at what was after', keys: [']'], run: () => act.move(STEP) },
    {
      id: 'all-time',
      title: 'Show all the time',
      group,
      keys: ['0'],
      enabled: now.zoomed || now.chosen,
      run: act.allTime,
    },
  ];
}

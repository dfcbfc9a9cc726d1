// Time as the window deals with it: the axis, the marks on it, and what both can do.

import { useCallback, useMemo, useRef } from 'react';
import type { Filter } from '../../contract/filter.ts';
import type { Mark } from '../../contract/marks.ts';
import type { WindowBridge } from '../bridge.ts';
import type { TimeShown } from '../charts/time-shown.ts';
import type { PanelState } from '../charts/use-panel.ts';
import type { FilterControl } from '../filter/use-filter.ts';
import type { FindControl } from '../filter/use-find.ts';
import { isRecording } from '../frame/state-text.ts';
import type { Problems } from '../frame/use-problems.ts';
import { type MarksControl, useMarks } from '../marks/use-marks.ts';
import type { LiveOptions } from '../parts/use-live.ts';
import { visibleText } from '../parts/visible-text.ts';
import type { Capture } from '../use-capture.ts';
import type { TimeActions, TimeSituation } from './time-commands.ts';
import { type TimeAxis, useTimeAxis } from './use-time-axis.ts';

interface TimeParts extends Pick<Problems, 'attempt' | 'report'> {
  bridge: WindowBridge;
  capture: Capture;
  filter: FilterControl;
  find: FindControl;
  news: Pick<LiveOptions, 'tick' | 'held'>;
  panel: PanelState;
}

export interface Time {
  axis: TimeAxis;
  marks: MarksControl;
  /** For charts; the same object as long as it says the same. */
  shown: TimeShown;
  goTo(mark: Mark): void;
  between(one: Mark, other: Mark): void;
  actions: TimeActions;
  situation: TimeSituation;
}

const since = ({ time }: Mark): Filter => ({ op: 'is', field: 'time', compare: '>=', value: time });

export function useTime({ bridge, capture, filter, find, news, panel, attempt, report }: TimeParts): Time {
  const isSeen = panel.tab === 'throughput' && !panel.collapsed;
  const axis = useTimeAxis(bridge, capture, filter, news, isSeen);
  const marks = useMarks(bridge, capture, attempt);
  const latest = useRef({ find, report, why: '' });
  latest.current = { find, report, why: whyNone(news.held, filter.active) };
  const goTo = useCallback(
    (mark: Mark) =>
      attempt(async () => {
        if (await latest.current.find.goTo(since(mark))) return;
        latest.current.report({
          code: 'no-read-after-mark',
          message: `No read that is shown came after “${visibleText(mark.name)}”.`,
          remedy: latest.current.why,
        });
      }),
    [attempt],
  );
  const { chosen, narrow, scale, all, zoom } = axis;
  const shown = useMemo(
    () => ({ chosen, marks: marks.marks, onGoTo: goTo, onScale: scale, onAll: all }),
    [chosen, marks.marks, goTo, scale, all],
  );
  const between = (one: Mark, other: Mark) => {
    const times = [BigInt(one.time), BigInt(other.time)];
    const [from = 0n, to = 0n] = times.sort((a, b) => (a < b ? -1 : 1));
    if (from < to) narrow([{ field: 'time', from, to }]);
  };
  const [last, before] = [marks.marks.at(-1), marks.marks.at(-2)];
  return {
    axis,
    marks,
    shown,
    goTo,
    between,
    actions: {
      mark: marks.drop,
      betweenMarks: () => last && before && between(before, last),
      zoomIn: axis.zoomIn,
      zoomOut: axis.zoomOut,
      move: axis.move,
      allTime: all,
    },
    situation: {
      recording: isRecording(capture) && capture.link === 'open',
      marks: marks.marks.length,
      chosen: chosen !== null,
      zoomed: zoom !== null,
    },
  };
}

/** What keeps reads after a mark from being shown, if anything does. */
function whyNone(held: boolean, filtered: boolean): string {
  if (held) return 'The view is paused: resume it to see what has come since.';
  return filtered ? 'Take conditions away to see more.' : '';
}

// Asks for the chart's buckets, at most three times a second, seldom while another chart is looked at, and never
// while nobody looks; keeps the colours steady.

import { useMemo, useRef } from 'react';
import type { Filter } from '../../contract/filter.ts';
import type { WindowBridge } from '../bridge.ts';
import { isRecording } from '../frame/state-text.ts';
import { type LiveOptions, useLive } from '../parts/use-live.ts';
import type { Span } from '../time/span.ts';
import type { Capture } from '../use-capture.ts';
import { SERIES, type SeriesColors } from './series-colors.ts';
import { chartData, NO_THROUGHPUT, type ThroughputData } from './throughput-data.ts';
import { rangeIn, useHidden } from './use-answer.ts';

const BUCKETS = 240;
const INTERVAL_MS = 400;
/** Of one that is not looked at: the colours of the table and the time there is come from it. */
const UNSEEN_INTERVAL_MS = 2000;

export function useThroughput(
  bridge: WindowBridge,
  capture: Capture,
  filter: Filter,
  zoom: Span | null,
  news: Pick<LiveOptions, 'tick' | 'held'>,
  isSeen: boolean,
): ThroughputData {
  const live = isRecording(capture);
  const hidden = useHidden();
  const range = rangeIn(zoom);
  const ask = async () => ({
    throughput: await bridge.request('throughput', { filter, buckets: BUCKETS, series: SERIES, range }),
    // What is looked at is over, or will be drawn as it fills.
    live: live && zoom === null,
    zoom,
  });
  const answer = useLive(ask, {
    ...news,
    held: news.held || hidden,
    key: JSON.stringify([capture.generation, filter, range, isSeen]),
    interval: isSeen ? INTERVAL_MS : UNSEEN_INTERVAL_MS,
  });
  const colors = useRef<SeriesColors>(new Map());
  return useMemo(() => {
    if (answer === null) return NO_THROUGHPUT;
    const data = chartData(answer.throughput, colors.current, answer.live);
    colors.current = data.colors;
    return { ...data, zoom: answer.zoom };
  }, [answer]);
}

// What is known about the capture: its status, the line to it, and a number that changes when rows are cleared.

import { useEffect, useState } from 'react';
import type { ExportProgress, Status } from '../contract/capture.ts';
import { type Problem, toProblem } from '../contract/problem.ts';
import { type Link, LOST, type WindowBridge } from './bridge.ts';
import { beat } from './parts/beat.ts';

export interface Capture {
  /** null until the first answer. */
  status: Status | null;
  /** performance.now() when the status came. */
  receivedAt: number;
  link: Link;
  exporting: ExportProgress | null;
  /** Changes whenever rows held by the window have become stale. */
  generation: number;
}

const UNKNOWN = { status: null, receivedAt: 0, exporting: null, generation: 0 };

export function useCapture(bridge: WindowBridge, onProblem: (problem: Problem) => void): Capture {
  const [capture, setCapture] = useState<Capture>(() => ({ ...UNKNOWN, link: bridge.link() }));

  useEffect(() => {
    const change = (part: Partial<Capture>) => setCapture((now) => ({ ...now, ...part }));
    let newest: Status | null = null;
    const takeStatus = (status: Status) => {
      const before = newest;
      newest = status;
      const receivedAt = performance.now();
      const show = () => {
        if (newest === status) change({ status, receivedAt });
      };
      // What is waited for is shown at once: a state, the first rows, and that there are none any more.
      const waitedFor = before?.state !== status.state || before.rows === 0 || status.rows < before.rows;
      if (waitedFor) show();
      else beat.add(show);
    };
    const ask = () =>
      bridge.request('status', {}).then(takeStatus, (caught) => {
        const problem = toProblem(caught);
        if (problem.code !== LOST.code) onProblem(problem);
      });
    const endPush = bridge.onPush((push) => {
      if (push.push === 'status') takeStatus(push.status);
      else if (push.push === 'export') change({ exporting: push.progress });
      else if (push.push === 'cleared') {
        setCapture((now) => ({ ...now, generation: now.generation + 1 }));
      }
    });
    let wasLost = bridge.link() === 'lost';
    const endLink = bridge.onLink((link) => {
      change({ link });
      wasLost ||= link === 'lost';
      // What is asked before the line is up for the first time waits for that.
      if (link !== 'open' || !wasLost) return;
      // While the line was down a clear may have passed unheard.
      setCapture((now) => ({ ...now, generation: now.generation + 1 }));
      void ask();
    });
    change({ link: bridge.link() });
    void ask();
    return () => {
      endPush();
      endLink();
    };
  }, [bridge, onProblem]);

  return capture;
}

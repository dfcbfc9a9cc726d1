// Puts the whole window over a fake bridge into jsdom, which has no layout: every element gets one size.

import { act, cleanup, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, vi } from 'vitest';
import { App } from '../../renderer/app.tsx';
import { showRememberedSettings } from '../../renderer/frame/settings.ts';
import { beat } from '../../renderer/parts/beat.ts';
import { FakeBridge } from './fake-bridge.ts';

/** 26 pixels of heading and 20 rows. */
const HEIGHT = 26 + 20 * 24;

/** Of the table in pixels: enough for all its columns. */
let tableWidth = 1400;
/** For the windows that are opened from now on in this test. */
export function narrowTable(width: number): void {
  tableWidth = width;
}

class StillObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** jsdom has dialogs and does not open them. */
export function letDialogsOpen(): void {
  HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement) {
    this.open = false;
  };
}

/** Call once in a test file. */
export function useWindow(): void {
  beforeEach(() => {
    vi.stubGlobal('ResizeObserver', StillObserver);
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(HEIGHT);
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockImplementation(function (this: HTMLElement) {
      return this.getAttribute('role') === 'grid' ? tableWidth : 900;
    });
    // What comes by itself is shown at once: see use-live.test.tsx for when it is otherwise.
    vi.spyOn(beat, 'add').mockImplementation((show) => show());
    // axe looks for a canvas to see colours with.
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    tableWidth = 1400;
    localStorage.clear();
    showRememberedSettings();
    letDialogsOpen();
  });
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
}

/** Opens the window; `prepare` fills the bridge first. Answers once the first replies are on the screen. */
export async function openWindow(prepare: (bridge: FakeBridge) => void = () => {}) {
  const bridge = new FakeBridge();
  prepare(bridge);
  const user = userEvent.setup({ delay: null });
  const view = render(<App bridge={bridge} />);
  await settle();
  /** Lets the bridge do something and waits for what follows from it. */
  const after = async (change: (bridge: FakeBridge) => void) => {
    act(() => change(bridge));
    await settle();
  };
  return { bridge, user, after, ...view };
}

/** Until replies that take no time have come and been drawn, and those to what is asked for when they are. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 2; round++) await act(() => new Promise((resolve) => setTimeout(resolve, 10)));
}

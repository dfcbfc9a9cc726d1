// Chromium with a window on a display, as people have it. Without one it leaves out frames in which little changes, and
// what a key did counts as shown when something else changes.

import { type Browser, chromium } from 'playwright-core';
import { findCommand } from '../../setup/needs.mjs';
import { executable, QUIET, whyNoWindow } from '../e2e/browser.ts';
import { Display } from '../e2e/desktop.ts';

/** Set when it cannot be measured here, with the reason, which is printed. */
export function whyNotShown(what: string): string | null {
  const reason = whyNoWindow(what);
  if (reason !== null || findCommand('Xvfb') !== null) return reason;
  console.warn(`The benchmark ${what} is not run: there is no Xvfb`);
  return 'there is no Xvfb';
}

export class ShownBrowser {
  readonly browser: Browser;
  readonly #display: Display;

  private constructor(browser: Browser, display: Display) {
    this.browser = browser;
    this.#display = display;
  }

  static async start(): Promise<ShownBrowser> {
    const display = await Display.start('1920x1200');
    const env = { ...process.env, DISPLAY: display.name, WAYLAND_DISPLAY: '' };
    const args = [...QUIET, '--password-store=basic'];
    const options = { executablePath: executable(), headless: false, args, env };
    const browser = await chromium.launch(options).catch(async (caught) => {
      await display.stop();
      throw caught;
    });
    return new ShownBrowser(browser, display);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.#display.stop();
  }
}

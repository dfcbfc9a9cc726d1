// Chromium with a window on a display, as people have it. Without one it leaves out frames in which little changes, and
// what a key did counts as shown when something else changes.

import { type Browser, chromium } from 'playwright-core';
import { executable, QUIET } from '../e2e/browser.ts';
import { Display } from '../e2e/desktop.ts';

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
    const browser = await chromium.launch({ executablePath: executable(), headless: false, args, env });
    return new ShownBrowser(browser, display);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.#display.stop();
  }
}

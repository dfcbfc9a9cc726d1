// The window as a person works it: by the names of its buttons, its boxes and its table.

import { readFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from './browser.ts';
import { parseCsv } from './csv.ts';
import { Traffic } from './traffic.ts';

/** A row as it stands on the screen, in the words of the CSV. */
export interface ShownRow {
  time: string;
  process: string;
  pid: string;
  tid: string;
  comm: string;
  call: string;
  fd: string;
  kind: string;
  path: string;
  offset: string;
  count: string;
  /** Bytes returned, or the error's name. */
  outcome: string;
  latency_ns: string;
}

/** A row's cells in the order of the headings. */
interface Line {
  index: number;
  texts: string[];
  titles: string[];
}

export const SIZE = { width: 1600, height: 940 };

const plain = (figure: string) => figure.replaceAll(/\s/g, '');

export class ReadsWindow {
  readonly page: Page;
  readonly traffic: Traffic;
  /** What went wrong in the page's scripts. */
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    this.traffic = new Traffic(page);
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  /** With all columns but `error`, whatever room there is, or with those that come by themselves. */
  static async open(
    browser: Browser,
    address: string,
    columns: 'all' | 'usual' = 'all',
  ): Promise<ReadsWindow> {
    return ReadsWindow.openIn(await ReadsWindow.emptyPage(browser, columns), address);
  }

  static async emptyPage(browser: Browser, columns: 'all' | 'usual' = 'all'): Promise<Page> {
    const page = await browser.newPage({ viewport: SIZE });
    if (columns === 'all') await page.addInitScript(chooseColumns);
    return page;
  }

  static async openIn(page: Page, address: string): Promise<ReadsWindow> {
    const window = new ReadsWindow(page);
    await page.goto(address);
    await window.ready();
    return window;
  }

  /** A window that something else opened. */
  static async adopt(page: Page): Promise<ReadsWindow> {
    const window = new ReadsWindow(page);
    await window.ready();
    await page.reload(); // so that its traffic is heard from the start
    await window.ready();
    return window;
  }

  get grid(): Locator {
    return this.page.getByRole('grid', { name: 'Reads' });
  }

  get status(): Locator {
    return this.page.getByRole('status');
  }

  async statusText(): Promise<string> {
    return (await this.status.textContent()) ?? '';
  }

  get box(): Locator {
    return this.page.getByRole('searchbox', { name: 'Filter' });
  }

  /** What the banner of a failure says; empty where there is none. */
  async alert(): Promise<string> {
    return (await this.page.getByRole('alert').allInnerTexts()).join('\n');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Connected, and the state of the capture known. */
  async ready(): Promise<void> {
    await eventually(() => this.statusText()).toMatch(/Ready|Recording|Stopped|Failed/);
  }

  async record(): Promise<void> {
    await this.button('Record').click();
    await this.button('Stop').waitFor();
  }

  async stop(): Promise<void> {
    await this.button('Stop').click();
    await this.button('Record').waitFor();
    await eventually(() => this.statusText()).toContain('Stopped');
  }

  /** Not recording, no rows: for a window on a capture that others used before. */
  async startOver(): Promise<void> {
    if (await this.button('Stop').isVisible()) await this.stop();
    if ((await this.total()) > 0) await this.button('Clear').click();
    await eventually(() => this.total()).toBe(0);
  }

  /** Types a condition and presses Enter, which makes it a chip. */
  async filter(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
    await eventually(() => this.box.inputValue()).toBe('');
  }

  /** Filters by what hides some of the reads and not all, and waits until the table has the others. */
  async narrow(text: string): Promise<void> {
    const before = await this.rowCount();
    await this.filter(text);
    await eventually(() => this.rowCount()).toBeLessThan(before);
    expect(await this.rowCount()).toBeGreaterThan(0);
  }

  async removeFilters(): Promise<void> {
    await this.button('Remove all filters').click();
  }

  /** Shows what a chip hides, or the other way round. */
  async turnRound(text: string): Promise<void> {
    await this.button(text).click();
    await this.page.getByRole('menuitem', { name: /instead$/ }).click();
  }

  async rowCount(): Promise<number> {
    return Number(await this.grid.getAttribute('aria-rowcount'));
  }

  /** The two numbers of "N of M reads". */
  async counted(): Promise<{ shown: number; all: number }> {
    const text = plain((await this.page.locator('.filter-count').textContent()) ?? '');
    const [, shown, all] = /^(\d+)of(\d+)reads$/.exec(text) ?? [];
    return { shown: Number(shown), all: Number(all) };
  }

  /** Rows in the capture, as the status bar has them. */
  async total(): Promise<number> {
    const text = plain(await this.statusText());
    return Number(/(\d+)reads/.exec(text)?.[1] ?? Number.NaN);
  }

  /** The table's headings, in order. */
  headings(): Promise<string[]> {
    return this.grid
      .getByRole('columnheader')
      .evaluateAll((cells) => cells.map((cell) => (cell.textContent ?? '').trim()));
  }

  /** The cell under a heading in the row of this index, or those of all rows in view. */
  async cell(heading: string, index?: number): Promise<Locator> {
    const place = (await this.headings()).indexOf(heading);
    if (place < 0) throw new Error(`no column is headed ${heading}`);
    const row = index === undefined ? '[data-index]' : `[data-index="${index}"]`;
    return this.grid.locator(`${row} > [role=gridcell]:nth-child(${place + 1})`);
  }

  /** Chooses from a cell's menu. */
  async choose(cell: Locator, item: string): Promise<void> {
    await cell.click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** The rows in view. */
  async inView(): Promise<Map<number, ShownRow>> {
    const headings = await this.headings();
    const lines = await this.grid.locator('[data-index]').evaluateAll((rows): Line[] =>
      rows.map((row) => {
        const cells = [...row.querySelectorAll('[role=gridcell]')];
        return {
          index: Number(row.getAttribute('data-index')),
          texts: cells.map((cell) => cell.textContent ?? ''),
          titles: cells.map((cell) => cell.getAttribute('title') ?? ''),
        };
      }),
    );
    const filled = lines.filter(({ texts }) => texts[0] !== '');
    return new Map(filled.map((line) => [line.index, shownRow(headings, line)]));
  }

  /** Drags the table's scroll bar: to its top at 0, to its end at 1. */
  async scrollTo(share: number): Promise<void> {
    await this.grid.evaluate((grid, part) => {
      grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * part;
    }, share);
  }

  /** Rows in view whose read has not come. */
  blankRows(): Promise<number> {
    return this.grid
      .locator('[data-index]')
      .evaluateAll((rows) => rows.filter(({ textContent }) => textContent === '').length);
  }

  /** Every row of the table, paged through by keyboard. */
  async rows(): Promise<ShownRow[]> {
    const count = await this.rowCount();
    const found = new Map<number, ShownRow>();
    await this.grid.focus();
    await this.page.keyboard.press('Home');
    await eventually(async () => {
      for (const [index, row] of await this.inView()) found.set(index, row);
      // A page that is shown before its rows have come is turned to again.
      await this.page.keyboard.press(found.has(count - 1) ? 'Home' : 'PageDown');
      return found.size;
    }).toBe(count);
    return Array.from({ length: count }, (_, index) => found.get(index)).filter((row) => row !== undefined);
  }

  /** Exports through the menu and the browser's download. */
  async exportCsv(): Promise<{ name: string; rows: Record<string, string>[] }> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.button('Export')
        .click()
        .then(() => this.page.getByRole('menuitem', { name: 'CSV' }).click()),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    return { name: download.suggestedFilename(), rows: parseCsv(text) };
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

/** Runs in the page before its own scripts, and takes back nothing that a test has chosen since. */
function chooseColumns(): void {
  const key = 'ioscope.settings';
  if (localStorage.getItem(key) === null) {
    localStorage.setItem(key, JSON.stringify({ columns: { hidden: ['error'] } }));
  }
}

function shownRow(headings: string[], { texts, titles }: Line): ShownRow {
  const under = (heading: string, cells = texts) => cells[headings.indexOf(heading)] ?? '⟨no cell⟩';
  return {
    time: under('Time', titles),
    process: under('Process'),
    pid: under('PID'),
    tid: under('TID'),
    comm: under('Comm'),
    call: under('Call'),
    fd: under('FD'),
    kind: under('Kind'),
    path: under('Path').replace('⟨not known⟩', ''),
    offset: plain(under('Offset')).replace('—', '-1'),
    count: plain(under('Count')),
    outcome: plain(under('Ret')),
    latency_ns: plain(under('Latency', titles)).replace('ns', ''),
  };
}

/** A row of the CSV as the table has to show it; for names that show as they are. */
export function asShown(row: Record<string, unknown>): ShownRow {
  const text = (name: string) => String(row[name] ?? '');
  return {
    time: text('time'),
    process: text('process'),
    pid: text('pid'),
    tid: text('tid'),
    comm: text('comm'),
    call: text('syscall'),
    fd: text('fd'),
    kind: text('kind'),
    path: text('path'),
    offset: text('offset'),
    count: text('count'),
    outcome: text('error') || text('ret'),
    latency_ns: text('latency_ns'),
  };
}

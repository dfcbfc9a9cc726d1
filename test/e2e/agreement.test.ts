// A desktop application recorded by its name: table, chart and CSV are one truth.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Throughput } from '../../contract/capture.ts';
import { termExpression } from '../../contract/filter.ts';
import { filterText } from '../../contract/filter-text.ts';
import { SYSCALLS } from '../../contract/read.ts';
import { within } from '../kernel/peer.ts';
import { eventually, launchBrowser, whyNoWindow } from './browser.ts';
import { parseCsv } from './csv.ts';
import { Application, applicationCommand, Display, Site } from './desktop.ts';
import { commOf } from './processes.ts';
import { ReadsWindow } from './reads-window.ts';
import { Folders, IOSCOPE, Served } from './served.ts';

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
const bytesOf = (rows: Record<string, string>[]) => sum(rows.map(({ ret }) => Math.max(0, Number(ret))));
const whole = ({ series }: Throughput, of: 'reads' | 'bytes') => sum(series.flatMap((one) => one[of]));

/** The chart under this filter has the reads and bytes of `rows`. */
async function chartAgrees(window: ReadsWindow, filter: string, rows: Record<string, string>[]) {
  const drawn = () => {
    const asked = window.traffic.last('throughput');
    if (asked === null) return null;
    const { args, reply } = asked;
    return { under: filterText(args.filter), reads: whole(reply, 'reads'), bytes: whole(reply, 'bytes') };
  };
  await eventually(drawn).toEqual({ under: filter, reads: rows.length, bytes: bytesOf(rows) });
}

/** Whatever the filter is, with one more for each of the calls it shows the exported `rows` of that call. */
async function eachCallAgrees(window: ReadsWindow, rows: Record<string, string>[]): Promise<void> {
  const shown: Record<string, string>[] = [];
  for (const call of SYSCALLS) {
    const known = rows.filter(({ syscall }) => syscall === call);
    await window.filter(`syscall:${call}`);
    await eventually(() => window.rowCount()).toBe(known.length);
    // Without rows there is nothing to export.
    const exported = known.length === 0 ? [] : (await window.exportCsv()).rows;
    expect(exported).toEqual(known);
    shown.push(...exported);
    await window.button(`Remove syscall: ${call}`).click();
    await eventually(() => window.rowCount()).toBe(rows.length);
  }
  expect(shown.length).toBe(rows.length);
}

describe.skipIf(whyNoWindow('agreement.test.ts') !== null)('a desktop application', () => {
  let display: Display;
  let site: Site;
  let folders: Folders;
  let browser: Browser;

  beforeAll(async () => {
    display = await Display.start();
    site = await Site.start();
    folders = new Folders();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    site?.stop();
    await display?.stop();
    folders?.remove();
  });

  test('recorded in the window: the table, the chart and the CSV agree', async () => {
    const served = await Served.start();
    onTestFinished(async () => void (await served.stop()));
    const window = await ReadsWindow.open(browser, served.address);
    await window.record();
    const visited = site.visited();
    const application = new Application(site.address, join(folders.root, 'window'), display);
    onTestFinished(() => application.stop());
    await visited;
    const { pid } = application;
    const comm = commOf(pid);
    await window.stop();
    const all = await window.total();

    await window.filter(`comm:'${comm}'`);
    await eventually(async () => (await window.counted()).shown).not.toBe(all);
    const { rows } = await window.exportCsv();
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.comm === comm)).toBe(true);
    expect(rows.some((row) => row.pid === String(pid))).toBe(true);
    expect(await window.rowCount()).toBe(rows.length);
    expect(await window.counted()).toEqual({ shown: rows.length, all });
    await chartAgrees(
      window,
      filterText(termExpression({ field: 'comm', value: comm, exclude: false })),
      rows,
    );
    // And by process, as the legend has it.
    for (const one of window.traffic.last('throughput')?.reply.series ?? []) {
      const own = rows.filter((row) => row.pid === String(one.pid));
      if (one.pid !== 0) expect([sum(one.reads), sum(one.bytes)]).toEqual([own.length, bytesOf(own)]);
    }

    await eachCallAgrees(window, rows);
    await window.removeFilters();
    await eventually(() => window.rowCount()).toBe(all);
    const complete = (await window.exportCsv()).rows;
    expect(complete.length).toBe(all);
    expect(complete.filter((row) => row.comm === comm)).toEqual(rows);
    await chartAgrees(window, '', complete);
    for (const { kind, path } of complete) expect(kind === 'unknown' || path !== '').toBe(true);
    expect(window.errors).toEqual([]);
    await window.close();
  });

  test('recorded by the command line: its last line and the CSV agree', async () => {
    const output = join(folders.root, 'reads.csv');
    const command = applicationCommand(site.address, join(folders.root, 'record'));
    const comm = 'ThreadPoolForeg';
    const visited = site.visited();
    const args = ['record', '--comm', comm, '--output', output, '--', ...command];
    const env = { ...folders.env, DISPLAY: display.name, WAYLAND_DISPLAY: '' };
    const recording = spawn(IOSCOPE, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const exited = within('end of ioscope record', once(recording, 'exit'), 50_000);
    const said = text(recording.stderr);
    await visited;
    recording.kill('SIGINT');
    expect((await exited)[0]).toBe(0);
    const last = (await said)
      .trim()
      .split('\n')
      .findLast((line) => line.startsWith('ioscope:'));
    const rows = parseCsv(readFileSync(output, 'utf8'));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.comm === comm)).toBe(true);
    expect(last).toMatch(new RegExp(`^ioscope: ${rows.length} reads written, 0 lost`));
  });
});

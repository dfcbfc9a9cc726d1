// What goes wrong around a recording: the window says it and what helps, and the reads up to then stay.

import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { goneFromKernel, heldBpfIds } from '../kernel/bpftool.ts';
import { type Done, Workload } from '../kernel/workload.ts';
import { eventually, whyNoWindow } from './browser.ts';
import { useWindow } from './fixture.ts';
import { expectRecords, expectRows } from './known.ts';
import { isAlive } from './processes.ts';
import type { ReadsWindow } from './reads-window.ts';
import type { Served } from './served.ts';

const OUTCOMES = 36;

describe.skipIf(whyNoWindow('faults.test.ts') !== null)('faults', () => {
  let served: Served;
  let window: ReadsWindow;

  useWindow('test', (opened) => {
    ({ served, window } = opened);
  });

  /** Records a workload; its reads are in the table, and recording goes on. */
  async function recordKnown(): Promise<Done[]> {
    const workload = new Workload(['outcomes']);
    await window.record();
    await window.filter(`pid:${workload.pid}`);
    const done = await workload.run();
    await eventually(() => window.rowCount()).toBe(OUTCOMES);
    return done;
  }

  /** Goes on in the same capture. */
  async function recordMore(before: Done[]): Promise<void> {
    const more = new Workload(['outcomes']);
    await window.record();
    await eventually(() => window.alert()).toBe('');
    await window.filter(`pid:${more.pid}`);
    const done = [...before, ...(await more.run())];
    await window.stop();
    await eventually(() => window.rowCount()).toBe(2 * OUTCOMES);
    expectRows(await window.rows(), done);
    expectRecords((await window.exportCsv()).rows, done);
  }

  test('the capture process is killed: told, nothing left in the kernel, rows kept, recording goes on', async () => {
    const done = await recordKnown();
    const { capturePid, loaderPid } = served;
    if (capturePid === null || loaderPid === null) throw new Error('a recording without its processes');
    const held = heldBpfIds(loaderPid);
    expect(held.programs.length).toBeGreaterThan(0);
    expect(held.links.length).toBeGreaterThan(0);
    // One that dies as soon as it is started is not started again.
    process.kill(capturePid, 'SIGKILL');
    expect(await goneFromKernel(held, 2000)).toEqual([]);
    await eventually(() => isAlive(loaderPid)).toBe(false);

    await eventually(() => window.alert()).toMatch(
      /capture process ended unexpectedly \(SIGKILL\).*are kept.*Press Record/s,
    );
    await window.button('Record').waitFor();
    expectRows(await window.rows(), done);
    await recordMore(done);
  });

  test('the loader is killed: told, rows kept, recording goes on', async () => {
    const done = await recordKnown();
    const { loaderPid } = served;
    if (loaderPid === null) throw new Error('a recording without its loader');
    const held = heldBpfIds(loaderPid);
    process.kill(loaderPid, 'SIGKILL');
    await eventually(() => window.alert()).toMatch(/loader ended.*are kept.*Press Record/s);
    expect(await goneFromKernel(held)).toEqual([]);
    await window.button('Record').waitFor();
    expectRows(await window.rows(), done);
    await recordMore(done);
  });

  test('the server ends: the window says so, and the kernel is clean', async () => {
    await recordKnown();
    const { loaderPid } = served;
    if (loaderPid === null) throw new Error('a recording without its loader');
    const held = heldBpfIds(loaderPid);
    const shown = await window.inView();
    expect(await served.stop()).toBe(0);
    await eventually(() => window.alert()).toMatch(/connection to ioscope is lost.*start it again/s);
    await eventually(() => window.statusText()).toContain('Disconnected');
    expect(await goneFromKernel(held)).toEqual([]);
    for (const [index, row] of await window.inView()) expect(row).toEqual(shown.get(index));
    expect(await window.rowCount()).toBe(OUTCOMES);
  });

  test('without the secret, or from another site, there is nothing to see', async () => {
    const { host, pathname, port } = new URL(served.address);
    const wrong = `/${'A'.repeat(43)}/`;
    for (const path of ['/', '/socket', wrong, `${wrong}socket`, `${wrong}index.html`]) {
      const answer = await fetch(`http://${host}${path}`);
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('full address');
    }
    const refused = async (path: string, origin: string) => {
      const socket = new WebSocket(`ws://${host}${path}`, { headers: { Origin: origin } });
      const [error] = await once(socket, 'error');
      return (error as Error).message;
    };
    const ours = `http://127.0.0.1:${port}`;
    for (const path of ['/socket', `${wrong}socket`]) expect(await refused(path, ours)).toContain('403');
    expect(await refused(`${pathname}socket`, 'http://example.com')).toContain('403');
  });
});

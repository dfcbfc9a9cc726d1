import { readFileSync } from 'node:fs';
import { transformWithOxc } from 'vite';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NO_FILTER } from '../../contract/filter.ts';
import type { Bridge, Push } from '../../contract/requests.ts';

const FILE = new URL('../../electron/preload.cts', import.meta.url);
const { code } = await transformWithOxc(readFileSync(FILE, 'utf8'), 'preload.ts', { sourcemap: false });

type StandIn = typeof import('./stand-in.ts');

/** What the preload uses of a port, under the test's control. */
class Port extends EventTarget {
  sent: { id: number; name: string; args: unknown }[] = [];
  started = false;
  closed = false;
  postMessage(message: { id: number; name: string; args: unknown }) {
    this.sent.push(message);
  }
  start() {
    this.started = true;
  }
  close() {
    this.closed = true;
  }
  deliver(data: unknown) {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
}

let electron: StandIn;
let bridge: Bridge;
let required: string[];

/** Runs the preload as a sandboxed one is run: as a function given `require`, which knows one module. */
beforeEach(async () => {
  vi.resetModules();
  electron = await import('./stand-in.ts');
  required = [];
  const require = (name: string) => {
    required.push(name);
    return electron;
  };
  new Function('require', code.replace('export {};', ''))(require);
  const [name, exposed] = electron.contextBridge.exposeInMainWorld.mock.lastCall ?? [];
  expect(name).toBe('ioscope');
  bridge = exposed as Bridge;
});

function connect(): Port {
  const port = new Port();
  electron.ipcRenderer.emit('ioscope:port', { ports: [port] });
  return port;
}

test('it loads electron alone', () => {
  expect(required).toEqual(['electron']);
});

test('the page gets two functions, and no way to the channels under them', () => {
  connect();
  expect(electron.contextBridge.exposeInMainWorld).toHaveBeenCalledOnce();
  expect(Object.entries(bridge).map(([key, value]) => [key, typeof value])).toEqual([
    ['request', 'function'],
    ['onPush', 'function'],
  ]);
});

describe('requests for the main process', () => {
  test.each(['record', 'stop', 'cancelExport'] as const)('%s goes there', async (name) => {
    electron.ipcRenderer.invoke.mockResolvedValue({ ok: true, reply: null });
    const port = connect();
    expect(await bridge.request(name, {})).toBeNull();
    expect(electron.ipcRenderer.invoke.mock.calls).toEqual([['ioscope:request', name, {}]]);
    expect(port.sent).toEqual([]);
  });

  test('export too, and its problem comes back as plain data, which alone crosses into the page whole', async () => {
    const problem = { code: 'disk-full', message: 'Full.', remedy: 'Make room.' };
    electron.ipcRenderer.invoke.mockResolvedValue({ ok: false, problem });
    const asked = bridge.request('export', { filter: NO_FILTER, format: 'csv' });
    const reason: unknown = await asked.catch((caught: unknown) => caught);
    expect(reason).toEqual({ problem });
    expect(reason).not.toBeInstanceOf(Error);
  });
});

describe('requests for the capture process', () => {
  test('go straight over the port and are answered by their number', async () => {
    const port = connect();
    expect(port.started).toBe(true);
    const seen = bridge.request('seen', {});
    const status = bridge.request('status', {});
    const [first, second] = port.sent;
    expect([first?.name, second?.name]).toEqual(['seen', 'status']);
    port.deliver({ id: second?.id, ok: true, reply: 'of status' });
    port.deliver({ id: first?.id, ok: true, reply: 'of seen' });
    expect(await Promise.all([seen, status])).toEqual(['of seen', 'of status']);
    expect(electron.ipcRenderer.invoke).not.toHaveBeenCalled();
  });

  test('fail with the problem as plain data', async () => {
    const port = connect();
    const asked = bridge.request('clear', {});
    const problem = { code: 'busy', message: 'Busy.', remedy: '' };
    port.deliver({ id: port.sent[0]?.id, ok: false, problem });
    await expect(asked).rejects.toEqual({ problem });
  });

  test('wait for the port if it is not there yet', async () => {
    const asked = bridge.request('status', {});
    const port = connect();
    expect(port.sent).toHaveLength(1);
    port.deliver({ id: port.sent[0]?.id, ok: true, reply: 'late' });
    expect(await asked).toBe('late');
  });

  test('fail when the capture process goes, and work again with its successor', async () => {
    const port = connect();
    const asked = bridge.request('status', {});
    port.dispatchEvent(new Event('close'));
    await expect(asked).rejects.toMatchObject({ problem: { code: 'capture-gone' } });
    const next = bridge.request('status', {});
    const successor = connect();
    expect(successor.sent).toHaveLength(1);
    successor.deliver({ id: successor.sent[0]?.id, ok: true, reply: 'again' });
    expect(await next).toBe('again');
  });

  test('move over to a port that replaces a living one', async () => {
    const old = connect();
    const asked = bridge.request('status', {});
    const fresh = connect();
    expect(old.closed).toBe(true);
    old.dispatchEvent(new Event('close'));
    fresh.deliver({ id: fresh.sent[0]?.id, ok: true, reply: 'moved' });
    expect(await asked).toBe('moved');
  });

  test('an answer nobody waits for does no harm', () => {
    const port = connect();
    port.deliver({ id: 99, ok: true, reply: null });
    port.deliver({ id: 99, name: 'status', args: {} });
  });
});

describe('pushes', () => {
  const cleared: Push = { push: 'cleared' };

  test('come over the port to every listener until it leaves', () => {
    const port = connect();
    const [stays, goes] = [vi.fn(), vi.fn()];
    bridge.onPush(stays);
    const leave = bridge.onPush(goes);
    port.deliver(cleared);
    leave();
    port.deliver(cleared);
    expect([stays.mock.calls, goes.mock.calls]).toEqual([[[cleared], [cleared]], [[cleared]]]);
  });

  test('of the main process count only while there is no port, or each would be told twice', () => {
    const heard = vi.fn();
    bridge.onPush(heard);
    electron.ipcRenderer.emit('ioscope:push', {}, cleared);
    expect(heard).toHaveBeenCalledTimes(1);
    const port = connect();
    electron.ipcRenderer.emit('ioscope:push', {}, cleared);
    expect(heard).toHaveBeenCalledTimes(1);
    port.dispatchEvent(new Event('close'));
    electron.ipcRenderer.emit('ioscope:push', {}, cleared);
    expect(heard).toHaveBeenCalledTimes(2);
  });
});

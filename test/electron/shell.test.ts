import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { boot, bootToWindow } from './boot.ts';

let said = '';
beforeEach(() => {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

describe('the line to the capture process', () => {
  test('is laid when both the page and the capture process are there, whichever comes last', async () => {
    for (const pageFirst of [true, false]) {
      const { contents, session } = await bootToWindow();
      const steps = [() => contents.emit('did-finish-load'), () => session.options.onCaptureStarted?.()];
      const [first, second] = pageFirst ? steps : steps.reverse();
      first?.();
      expect(session.connect).not.toHaveBeenCalled();
      second?.();
      expect(session.connect).toHaveBeenCalledOnce();
      expect(contents.postMessage).toHaveBeenCalledOnce();
    }
  });

  test('has one end here and the other there', async () => {
    const { contents, session } = await bootToWindow();
    session.options.onCaptureStarted?.();
    contents.emit('did-finish-load');
    const [channel, message, ports = []] = contents.postMessage.mock.lastCall ?? [];
    expect([channel, message, ports.length]).toEqual(['ioscope:port', null, 1]);
    expect(session.connect.mock.lastCall?.[0]).not.toBe(ports[0]);
  });

  test('is laid anew for a page that reloads and for a capture process that follows a dead one', async () => {
    const { contents, session } = await bootToWindow();
    session.options.onCaptureStarted?.();
    contents.emit('did-finish-load');
    contents.emit('did-finish-load');
    session.options.onCaptureStarted?.();
    const given = session.connect.mock.calls.map(([port]) => port);
    expect(new Set(given).size).toBe(3);
    expect(contents.postMessage).toHaveBeenCalledTimes(3);
  });

  test('is for no window that was closed', async () => {
    const { window, contents, session } = await bootToWindow();
    contents.emit('did-finish-load');
    window.emit('closed');
    session.options.onCaptureStarted?.();
    expect(session.connect).not.toHaveBeenCalled();
  });
});

test.each([
  ['--ring=128', 128],
  ['--ring=x', 0],
  ['--ringing', 0],
])('the command line’s %s is the session’s ring of %d MiB', async (arg, mib) => {
  const { argv } = process;
  process.argv = [...argv, arg];
  try {
    const { session } = await bootToWindow();
    expect(session.options.ringMib).toBe(mib);
  } finally {
    process.argv = argv;
  }
});

describe("the session's pushes", () => {
  test('go to the window until it closes', async () => {
    const { window, contents, session } = await bootToWindow();
    for (const listener of session.listeners) listener({ push: 'cleared' });
    expect(contents.send.mock.calls).toEqual([['ioscope:push', { push: 'cleared' }]]);
    window.emit('closed');
    expect(session.listeners.size).toBe(0);
  });
});

describe('the capture process', () => {
  test('is a utility process that runs capture/ and can take a port', async () => {
    const { electron, session } = await bootToWindow();
    const process = session.options.host();
    const [path, args, options] = electron.utilityProcess.fork.mock.lastCall ?? [];
    expect(path).toMatch(/\/dist\/capture\/main\.js$/);
    expect([args, options?.serviceName]).toEqual([[], 'ioscope-capture']);

    const heard = vi.fn();
    const exits = vi.fn();
    process.onMessage(heard);
    process.onExit(exits);
    electron.child.emit('message', { push: 'opened' });
    electron.child.emit('exit', 1);
    expect(heard.mock.calls).toEqual([[{ push: 'opened' }]]);
    expect(exits.mock.calls).toEqual([['code 1']]);

    process.post({ id: 1 });
    const { port1 } = new electron.MessageChannelMain();
    process.connect?.(port1);
    expect(electron.child.postMessage.mock.calls).toEqual([[{ id: 1 }], [null, [port1]]]);
    process.end();
    expect(electron.child.kill).toHaveBeenCalledOnce();
    expect(process.pid).toBe(electron.child.pid);
  });
});

describe('where an export goes', () => {
  test('is what the user says in the dialog', async () => {
    const { electron, window, session } = await bootToWindow();
    electron.dialog.showSaveDialog.mockResolvedValue({ canceled: false, filePath: '/home/user/reads.csv' });
    expect(await session.options.chooseTarget('csv')).toEqual({ path: '/home/user/reads.csv' });
    const [above, options] = electron.dialog.showSaveDialog.mock.lastCall ?? [];
    expect(above).toBe(window);
    expect(options?.defaultPath).toMatch(/^\/home\/user\/downloads\/ioscope-[\dT-]+\.csv$/);
    expect(options?.properties).toContain('showOverwriteConfirmation');
  });

  test('is nowhere if the user thinks better of it', async () => {
    const { electron, session } = await bootToWindow();
    electron.dialog.showSaveDialog.mockResolvedValue({ canceled: true, filePath: '' });
    expect(await session.options.chooseTarget('text')).toBeNull();
  });
});

describe('a second start', () => {
  test('says so, and opens neither window nor capture', async () => {
    const { app, BrowserWindow } = await boot(({ app }) =>
      app.requestSingleInstanceLock.mockReturnValue(false),
    );
    expect(said).toContain('running already');
    expect(app.exit.mock.calls).toEqual([[0]]);
    expect(app.whenReady).not.toHaveBeenCalled();
    expect(BrowserWindow.all).toEqual([]);
  });

  test('brings the first window to the front, from the taskbar too', async () => {
    const { electron, window } = await bootToWindow();
    electron.app.emit('second-instance');
    expect(window.focus).toHaveBeenCalledOnce();
    expect(window.restore).not.toHaveBeenCalled();
    window.isMinimized.mockReturnValue(true);
    electron.app.emit('second-instance');
    expect(window.restore).toHaveBeenCalledOnce();
  });
});

describe('the end', () => {
  test('comes with the last window, and the capture is closed first', async () => {
    const { electron, session } = await bootToWindow();
    electron.app.emit('window-all-closed');
    expect(electron.app.quit).toHaveBeenCalledOnce();
    const preventDefault = vi.fn();
    electron.app.emit('will-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    expect(electron.app.exit).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(electron.app.exit.mock.calls).toEqual([[0]]));
    expect(session.close).toHaveBeenCalledOnce();
  });

  test('comes at once, with the reason, where the app cannot start', async () => {
    const electron = await boot(({ protocol }) =>
      protocol.handle.mockImplementation(() => {
        throw new Error('no such scheme');
      }),
    );
    expect(electron.BrowserWindow.all).toEqual([]);
    expect(said).toContain('no such scheme');
    expect(electron.dialog.showErrorBox).toHaveBeenCalledOnce();
    expect(electron.app.exit.mock.calls).toEqual([[1]]);
  });
});

test('root is told what it goes without', async () => {
  await boot();
  expect(said).toBe('');
  await boot(() => vi.spyOn(process, 'getuid').mockReturnValue(0));
  expect(said).toContain("without Chromium's sandbox");
});

test('the menu has a shortcut for each of its roles or takes the one of the desktop', async () => {
  const { electron } = await bootToWindow();
  const [template = []] = electron.Menu.buildFromTemplate.mock.lastCall ?? [];
  expect(template.map(({ label }) => label)).toEqual(['&File', '&Edit', '&View', '&Help']);
  const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  const bare = items.filter(({ type, role, accelerator }) => type !== 'separator' && !role && !accelerator);
  expect(bare).toEqual([]);
  expect(electron.Menu.setApplicationMenu).toHaveBeenCalledOnce();
});

test('ioscope leaves itself out of every recording', async () => {
  const { session } = await bootToWindow();
  expect(session.options.ownPids()).toEqual([process.pid]);
});

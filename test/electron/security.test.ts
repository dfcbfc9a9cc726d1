import { describe, expect, test, vi } from 'vitest';
import { bootToWindow } from './boot.ts';

describe('the window', () => {
  test('runs its page sandboxed, apart from Node and from the preload', async () => {
    const { window } = await bootToWindow();
    expect(window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
    });
    expect(window.options.webPreferences?.preload).toMatch(/\/electron\/preload\.cjs$/);
  });

  test('loads our own address, and shows itself once it is drawn', async () => {
    const { window } = await bootToWindow();
    expect(window.loadURL.mock.calls).toEqual([['app://ioscope/index.html']]);
    expect(window.options.show).toBe(false);
    expect(window.show).not.toHaveBeenCalled();
    window.emit('ready-to-show');
    expect(window.show).toHaveBeenCalledOnce();
  });
});

describe('a page may not', () => {
  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    '%s',
    async (event) => {
      const { contents } = await bootToWindow();
      const preventDefault = vi.fn();
      contents.emit(event, { preventDefault, url: 'https://evil.example/' });
      expect(preventDefault).toHaveBeenCalledOnce();
    },
  );

  test('open a window', async () => {
    const { contents } = await bootToWindow();
    const decide = contents.setWindowOpenHandler.mock.lastCall?.[0];
    for (const url of ['https://evil.example/', 'app://ioscope/index.html', 'about:blank']) {
      expect(decide?.({ url } as Parameters<typeof decide>[0])).toEqual({ action: 'deny' });
    }
  });

  test('have a permission', async () => {
    const { contents } = await bootToWindow();
    const { session } = contents;
    const given = vi.fn();
    const request = session.setPermissionRequestHandler.mock.lastCall?.[0];
    request?.(null as never, 'media', given, {} as never);
    expect(given.mock.calls).toEqual([[false]]);
    const check = session.setPermissionCheckHandler.mock.lastCall?.[0];
    expect(check?.(null, 'clipboard-read', 'app://ioscope', {} as never)).toBe(false);
    const device = session.setDevicePermissionHandler.mock.lastCall?.[0];
    expect(device?.({} as never)).toBe(false);
  });

  test('do any of this in web contents that come later either', async () => {
    const { electron } = await bootToWindow();
    const later = new electron.StandInContents();
    electron.app.emit('web-contents-created', {}, later);
    const preventDefault = vi.fn();
    later.emit('will-navigate', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    expect(later.setWindowOpenHandler).toHaveBeenCalledOnce();
    expect(later.session.setPermissionRequestHandler).toHaveBeenCalledOnce();
  });
});

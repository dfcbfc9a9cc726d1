import type { IpcMainInvokeEvent } from 'electron';
import { describe, expect, test } from 'vitest';
import { NO_FILTER } from '../../contract/filter.ts';
import { bootToWindow } from './boot.ts';

/** A booted shell and the way a page in it would ask. */
async function page() {
  const { electron, contents, session } = await bootToWindow();
  expect(electron.ipcMain.handle).toHaveBeenCalledOnce();
  const [channel, handler] = electron.ipcMain.handle.mock.lastCall ?? [];
  expect(channel).toBe('ioscope:request');
  const ours = { sender: contents, senderFrame: contents.mainFrame };
  const ask = (name: unknown, args: unknown, event: object = ours): Promise<unknown> =>
    handler?.(event as IpcMainInvokeEvent, name, args);
  return { ask, ours, contents, session, electron };
}

describe('a request of our page', () => {
  test('reaches the session', async () => {
    const { ask, session } = await page();
    expect(await ask('record', {})).toEqual({ ok: true, reply: null });
    expect(session.request.mock.calls).toEqual([['record', {}]]);
  });

  test("fails with the session's problem, whole", async () => {
    const { ask, session } = await page();
    const { ProblemError } = await import('../../contract/problem.ts'); // that of the shell just booted
    session.request.mockRejectedValue(new ProblemError('no-privilege', 'Not allowed.', 'Ask.'));
    const problem = { code: 'no-privilege', message: 'Not allowed.', remedy: 'Ask.' };
    expect(await ask('record', {})).toEqual({ ok: false, problem });
  });

  test.each([
    ['an unknown name', 'shell', {}],
    ['a name every object has', 'constructor', {}],
    ['no name', undefined, {}],
    ['args too many', 'record', { path: '/etc/passwd' }],
    ['no args', 'stop', undefined],
    ['an export with a path of its own', 'export', { filter: NO_FILTER, format: 'csv', path: '/etc/passwd' }],
    ['an unknown format', 'export', { filter: NO_FILTER, format: '../x' }],
  ])('with %s gets no further', async (_name, name, args) => {
    const { ask, session } = await page();
    expect(await ask(name, args)).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
    expect(session.request).not.toHaveBeenCalled();
  });

  test('that is the capture process to answer is refused', async () => {
    const { ask, session } = await page();
    expect(await ask('status', {})).toMatchObject({ ok: false, problem: { code: 'refused' } });
    expect(session.request).not.toHaveBeenCalled();
  });
});

describe('a request is refused from', () => {
  type Page = Awaited<ReturnType<typeof page>>;
  const url = 'app://ioscope/index.html';
  const cases: [string, (page: Page) => object][] = [
    [
      'a frame in our page',
      ({ contents }) => ({ sender: contents, senderFrame: { url, parent: contents.mainFrame } }),
    ],
    [
      'another site',
      ({ contents }) => ({ sender: contents, senderFrame: { url: 'https://evil.example/', parent: null } }),
    ],
    [
      'a site named like ours',
      ({ contents }) => ({ sender: contents, senderFrame: { url: 'app://ioscope.evil/', parent: null } }),
    ],
    ['a frame that is gone', ({ contents }) => ({ sender: contents, senderFrame: null })],
    [
      'other web contents',
      ({ electron }) => ({ sender: new electron.StandInContents(), senderFrame: { url, parent: null } }),
    ],
  ];
  test.each(cases)('%s', async (_name, event) => {
    const shell = await page();
    expect(await shell.ask('record', {}, event(shell))).toMatchObject({
      ok: false,
      problem: { code: 'refused' },
    });
    expect(shell.session.request).not.toHaveBeenCalled();
  });

  test('a window that was closed', async () => {
    const { ask, session, electron } = await page();
    electron.BrowserWindow.all[0]?.emit('closed');
    expect(await ask('record', {})).toMatchObject({ ok: false, problem: { code: 'refused' } });
    expect(session.request).not.toHaveBeenCalled();
  });
});

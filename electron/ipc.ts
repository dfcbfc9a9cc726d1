// Requests of the window to the main process: the one handler there is, and whom it listens to.

import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import { ProblemError, toProblem } from '../contract/problem.ts';
import { isSessionRequest, type SessionRequest } from '../contract/requests.ts';
import { type CheckedRequest, checkRequest } from '../contract/validate.ts';
import type { Session } from '../session/session.ts';
import type { Outcome, RequestChannel } from './channels.ts';
import { ORIGIN } from './scheme.ts';
import { currentWindow } from './windows.ts';

const REQUEST: RequestChannel = 'ioscope:request';

export function setupIpc(session: Pick<Session, 'request'>): void {
  ipcMain.handle(REQUEST, async (event, name: unknown, args: unknown): Promise<Outcome> => {
    try {
      if (!isOurPage(event)) throw refused('it does not come from the page of ioscope');
      const request = checkRequest(name, args);
      if (!isForSession(request)) throw refused('it is not one for the main process');
      return { ok: true, reply: await session.request(request.name, request.args) };
    } catch (caught) {
      return { ok: false, problem: toProblem(caught) };
    }
  });
}

function isForSession(request: CheckedRequest): request is Extract<CheckedRequest, { name: SessionRequest }> {
  return isSessionRequest(request.name);
}

/** The top frame of our window, at our address: not a frame in it, nor a page that got in its place. */
function isOurPage({ sender, senderFrame }: IpcMainInvokeEvent): boolean {
  return (
    sender === currentWindow()?.webContents &&
    senderFrame !== null &&
    senderFrame.parent === null &&
    senderFrame.url.startsWith(`${ORIGIN}/`)
  );
}

function refused(why: string): ProblemError {
  return new ProblemError('refused', `A request was refused: ${why}.`, '');
}

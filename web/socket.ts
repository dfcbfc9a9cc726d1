// Carries the contract's messages between one window's WebSocket and the session. Knows nothing of HTTP.

import type { WebSocket } from 'ws';
import { type Problem, ProblemError, toProblem } from '../contract/problem.ts';
import type { Bridge, Message, Reply, RequestName } from '../contract/requests.ts';
import { checkCall } from '../contract/validate.ts';

/** Bytes of one message from a window; a filter of a thousand terms needs a tenth. */
export const MAX_MESSAGE = 1 << 20;

/** Bytes a window may leave unread before it counts as dead: it will open a new socket if it is not. */
const MAX_BACKLOG = 16 << 20;

/** Serves one window until its socket closes. Never throws: whatever a window sends, it is answered or cut off. */
export function serveSocket(socket: WebSocket, session: Bridge): void {
  const send = (message: Message) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_BACKLOG) socket.terminate();
    else socket.send(JSON.stringify(message));
  };
  const unsubscribe = session.onPush(send);
  socket.on('close', unsubscribe);
  socket.on('error', () => socket.terminate()); // too long a message, or bytes that are no WebSocket
  socket.on('message', (data, isBinary) => {
    const text = isBinary ? '' : data.toString();
    relay(text, session).then(send);
  });
}

async function relay(text: string, session: Bridge): Promise<Message> {
  let id = 0;
  try {
    const message = parse(text);
    id = idOf(message);
    const { name, args } = checkCall(message);
    const reply: Reply<RequestName> = await session.request(name, args);
    return { id, ok: true, reply };
  } catch (caught) {
    const problem: Problem = toProblem(caught);
    return { id, ok: false, problem };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError(
      'bad-request',
      'The window sent a message that is not JSON.',
      'Reload the window.',
    );
  }
}

/** The number to answer under: 0, which no window uses, where there is none to be found. */
function idOf(message: unknown): number {
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : 0;
  return Number.isSafeInteger(id) ? Number(id) : 0;
}

// The window's one way out: Electron's preload where there is one, else a WebSocket to the web shell. Nothing
// else in renderer/ knows which. Adds what a window needs besides: whether the line is up, and deadlines.

import { type Problem, ProblemError, toProblem } from '../contract/problem.ts';
import type { Args, Bridge, Message, Push, Reply, RequestName, Requests } from '../contract/requests.ts';
import { type Call, Caller } from '../contract/rpc.ts';

declare global {
  interface Window {
    /** Put there by Electron's preload. */
    ioscope?: Bridge;
  }
}

export type Link = 'connecting' | 'open' | 'lost';

export interface WindowBridge extends Bridge {
  link(): Link;
  /** Returns the function that ends the subscription. */
  onLink(listener: (link: Link) => void): () => void;
  /** Tries at once instead of at the next turn. */
  reconnect(): void;
  /** Hands a finished export to the user: a browser downloads it; on the desktop it is where it was put. */
  deliver(target: string): void;
}

const DEADLINE_MS = 30_000;
const MINUTE_MS = 60_000;
/** Requests a person or a disk may keep waiting. */
const LONG_DEADLINES_MS: Partial<Record<RequestName, number>> = {
  record: 10 * MINUTE_MS,
  trace: 10 * MINUTE_MS,
  stop: 2 * MINUTE_MS,
  export: 24 * 60 * MINUTE_MS,
};

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5000;

export const LOST: Problem = {
  code: 'disconnected',
  message: 'The connection to ioscope is lost.',
  remedy:
    'This window tries again by itself. If ioscope was closed, start it again and use the window or the address it opens.',
};

/** The bridge of this window. */
export function connectBridge(): WindowBridge {
  if (window.ioscope !== undefined) return preloadBridge(window.ioscope);
  const url = new URL('socket', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new SocketBridge(url.href);
}

/** An error from another JavaScript world is no instance of our class; its data is what counts. */
function asProblemError(caught: unknown): ProblemError {
  const carried = (caught as { problem?: Partial<Problem> } | null)?.problem;
  const { code, message, remedy } = { ...toProblem(caught), ...carried };
  return new ProblemError(code, message, remedy);
}

async function withDeadline<N extends RequestName>(name: N, reply: Promise<Reply<N>>): Promise<Reply<N>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const overdue = () =>
      reject(
        new ProblemError(
          'no-answer',
          `ioscope did not answer the request “${name}” in time.`,
          'Try again; if it happens often, restart ioscope.',
        ),
      );
    timer = setTimeout(overdue, LONG_DEADLINES_MS[name] ?? DEADLINE_MS);
  });
  try {
    return await Promise.race([reply, late]);
  } catch (caught) {
    throw asProblemError(caught);
  } finally {
    clearTimeout(timer);
  }
}

function preloadBridge(preload: Bridge): WindowBridge {
  return {
    request: (name, args) => withDeadline(name, preload.request(name, args)),
    onPush: (listener) => preload.onPush(listener),
    link: () => 'open',
    onLink: () => () => {},
    reconnect: () => {},
    deliver: () => {},
  };
}

/** A Bridge over a WebSocket that comes back after a loss. Requests made while it first connects wait for it. */
export class SocketBridge implements WindowBridge {
  private readonly url: string;
  private socket: WebSocket | null = null;
  private state: Link = 'connecting';
  private retryMs = FIRST_RETRY_MS;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private unsent: Call[] = [];
  private readonly caller = new Caller<Requests>((call) => {
    if (this.state === 'open') this.send(call);
    else this.unsent.push(call);
  });
  private readonly pushListeners = new Set<(push: Push) => void>();
  private readonly linkListeners = new Set<(link: Link) => void>();

  constructor(url: string) {
    this.url = url;
    this.open();
  }

  request<N extends RequestName>(name: N, args: Args<N>): Promise<Reply<N>> {
    if (this.state === 'lost') return Promise.reject(new ProblemError(LOST.code, LOST.message, LOST.remedy));
    return withDeadline(name, this.caller.request(name, args));
  }

  onPush(listener: (push: Push) => void): () => void {
    this.pushListeners.add(listener);
    return () => this.pushListeners.delete(listener);
  }

  link(): Link {
    return this.state;
  }

  onLink(listener: (link: Link) => void): () => void {
    this.linkListeners.add(listener);
    return () => this.linkListeners.delete(listener);
  }

  reconnect(): void {
    if (this.socket === null) this.open();
  }

  deliver(target: string): void {
    const anchor = document.createElement('a');
    anchor.href = new URL(target, location.href).href;
    anchor.download = '';
    anchor.click();
  }

  private open(): void {
    clearTimeout(this.retry);
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.addEventListener('open', () => this.opened());
    socket.addEventListener('close', () => this.closed());
    socket.addEventListener('message', ({ data }) => this.receive(String(data)));
  }

  private opened(): void {
    this.retryMs = FIRST_RETRY_MS;
    this.setLink('open');
    for (const call of this.unsent.splice(0)) this.send(call);
  }

  private closed(): void {
    this.socket = null;
    this.unsent = [];
    this.setLink('lost');
    this.caller.fail(LOST);
    this.retry = setTimeout(() => this.open(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
  }

  private send(call: Call): void {
    this.socket?.send(JSON.stringify(call));
  }

  private receive(text: string): void {
    const message = JSON.parse(text) as Message;
    if ('push' in message) {
      for (const listener of this.pushListeners) listener(message);
    } else if ('ok' in message) {
      this.caller.settle(message);
    }
  }

  private setLink(link: Link): void {
    if (this.state === link) return;
    this.state = link;
    for (const listener of this.linkListeners) listener(link);
  }
}

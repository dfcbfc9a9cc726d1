// What a window asks and is answered over its WebSocket: the very numbers its panels draw.

import type { Page } from 'playwright-core';
import type { Status } from '../../contract/capture.ts';
import type { Message, Reply, Requests } from '../../contract/requests.ts';

export class Traffic {
  #asked = new Map<number, Message>();
  #status: Status | null = null;
  #last = new Map<string, { args: unknown; reply: unknown }>();

  constructor(page: Page) {
    page.on('websocket', (socket) => {
      this.#asked.clear();
      socket.on('framesent', ({ payload }) => this.#sent(JSON.parse(String(payload))));
      socket.on('framereceived', ({ payload }) => this.#received(JSON.parse(String(payload))));
    });
  }

  /** The last answer to a request of this name, with what was asked. */
  last<N extends keyof Requests>(name: N): { args: Requests[N]['args']; reply: Reply<N> } | null {
    return (this.#last.get(name) ?? null) as { args: Requests[N]['args']; reply: Reply<N> } | null;
  }

  /** The last status the window was told, null before the first. */
  status(): Status | null {
    return this.#status;
  }

  #sent(message: Message): void {
    if ('name' in message) this.#asked.set(message.id, message);
  }

  #received(message: Message): void {
    if ('push' in message && message.push === 'status') this.#status = message.status;
    if (!('id' in message) || !('ok' in message) || !message.ok) return;
    const call = this.#asked.get(message.id);
    this.#asked.delete(message.id);
    if (call && 'name' in call) this.#last.set(call.name, { args: call.args, reply: message.reply });
  }
}

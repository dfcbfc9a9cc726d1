// Requests and replies over any channel that carries messages: numbers them, matches the answers.

import type { Problem } from './problem.ts';
import { ProblemError, toProblem } from './problem.ts';

/** Requests by name, as `Requests` in capture.ts. */
export type RequestTable<T> = { [N in keyof T]: { args: unknown; reply: unknown } };

export interface Call {
  id: number;
  name: string;
  args: unknown;
}

export type Answer = { id: number; ok: true; reply: unknown } | { id: number; ok: false; problem: Problem };

/** The asking end. Feed it every Answer that comes in. */
export class Caller<T extends RequestTable<T>> {
  #post: (call: Call) => void;
  #next = 1;
  #waiting = new Map<number, { resolve: (reply: never) => void; reject: (error: Error) => void }>();

  constructor(post: (call: Call) => void) {
    this.#post = post;
  }

  /** Rejects with a ProblemError. */
  request<N extends keyof T & string>(name: N, args: T[N]['args']): Promise<T[N]['reply']> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ id, name, args });
    });
  }

  settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.reply as never);
    else waiting?.reject(fromProblem(answer.problem));
  }

  /** The other end is gone: nothing that waits will be answered. */
  fail(problem: Problem): void {
    for (const { reject } of this.#waiting.values()) reject(fromProblem(problem));
    this.#waiting.clear();
  }
}

function fromProblem({ code, message, remedy }: Problem): ProblemError {
  return new ProblemError(code, message, remedy);
}

/** The answering end: runs `handler` and says how it went. Never throws. */
export async function answer(call: Call, handler: (call: Call) => unknown): Promise<Answer> {
  try {
    return { id: call.id, ok: true, reply: await handler(call) };
  } catch (caught) {
    return { id: call.id, ok: false, problem: toProblem(caught) };
  }
}

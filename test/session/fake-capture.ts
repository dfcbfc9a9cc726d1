// Capture processes that answer as a test has it, and note what they were asked.

import type { CapturePush, CaptureRequestName, CaptureRequests } from '../../contract/internal.ts';
import { answer, type Call } from '../../contract/rpc.ts';
import type { CaptureHost } from '../../session/capture-host.ts';

type Replies = {
  [N in CaptureRequestName]?: (
    args: CaptureRequests[N]['args'],
  ) => CaptureRequests[N]['reply'] | Promise<CaptureRequests[N]['reply']>;
};

/** One process. */
export class FakeCapture {
  file = '';
  killed = false;
  #tell: (message: unknown) => void = () => {};
  #exit: ((how: string) => void)[] = [];

  constructor(host: FakeHost) {
    this.process = {
      pid: undefined,
      post: (message) => void this.#take(host, message as { open: { file: string } } | Call),
      onMessage: (listener) => {
        this.#tell = listener;
      },
      onExit: (listener) => void this.#exit.push(listener),
      end: () => this.exit('code 0'),
      kill: () => {
        this.killed = true;
        this.exit('SIGKILL');
      },
    };
  }

  readonly process: ReturnType<CaptureHost>;

  push(push: CapturePush): void {
    this.#tell(push);
  }

  exit(how: string): void {
    for (const listener of this.#exit.splice(0)) listener(how);
  }

  async #take(host: FakeHost, message: { open: { file: string } } | Call): Promise<void> {
    // As from another process: never before the sender goes on.
    await Promise.resolve();
    if ('open' in message) {
      this.file = message.open.file;
      if (host.opens) this.push({ push: 'opened' });
      return;
    }
    host.asked.push({ name: message.name as CaptureRequestName, args: message.args });
    const reply = host.replies[message.name as CaptureRequestName];
    this.#tell(await answer(message, () => (reply === undefined ? null : reply(message.args as never))));
  }
}

/** Starts them, and keeps what all of them were asked. */
export class FakeHost {
  /** Whether a process comes so far as to open its file. */
  opens = true;
  replies: Replies = {};
  asked: { name: CaptureRequestName; args: unknown }[] = [];
  started: FakeCapture[] = [];

  readonly host: CaptureHost = () => {
    const capture = new FakeCapture(this);
    this.started.push(capture);
    return capture.process;
  };

  get last(): FakeCapture {
    const last = this.started.at(-1);
    if (last === undefined) throw new Error('no capture process was started');
    return last;
  }

  /** The states announced to windows, with the code of the problem. */
  get announced(): string[] {
    return this.asked
      .filter(({ name }) => name === 'announce')
      .map(({ args }) => {
        const { state, problem } = args as CaptureRequests['announce']['args'];
        return problem === null ? state : `${state}: ${problem.code}`;
      });
  }

  names(): string[] {
    return this.asked.map(({ name }) => name).filter((name) => name !== 'announce');
  }
}

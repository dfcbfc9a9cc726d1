// Entry of the capture process: a child of a shell's main process, by Node's fork or as Electron's utility
// process. Connects the channels to the service.

import type { CapturePush, OpenCapture } from '../contract/internal.ts';
import { ProblemError, toProblem } from '../contract/problem.ts';
import { isSessionRequest } from '../contract/requests.ts';
import type { Call } from '../contract/rpc.ts';
import { answer } from '../contract/rpc.ts';
import { checkCall } from '../contract/validate.ts';
import { Service } from './service.ts';
import { Store } from './store.ts';

/** What the two kinds of parent, and a window's port, have in common. */
interface Channel {
  post(message: unknown): void;
}

/** The parts of Electron's process.parentPort and MessagePortMain used here; capture/ knows no Electron. */
interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: Port[] }) => void): void;
  on(event: 'close', listener: () => void): void;
  start?(): void;
}

/** The line to the shell's main process, which is told everything; windows are told what the contract has for them. */
let parent: Channel | null = null;
const windows = new Set<Channel>();
const tell = (push: CapturePush) => {
  parent?.post(push);
  if (push.push === 'opened' || push.push === 'ended') return;
  for (const window of windows) window.post(push);
};

let service: Service | null = null;

async function open({ open: { file } }: OpenCapture): Promise<void> {
  const store = await Store.open(file);
  service = new Service(store, file, tell);
  tell({ push: 'opened' });
}

async function take(channel: Channel, message: OpenCapture | Call): Promise<void> {
  if ('open' in message) return open(message);
  channel.post(await answer(message, ({ name, args }) => service?.handle(name, args)));
}

/** A window may ask for what contract/validate.ts lets through, and for nothing that is the session's. */
async function takeFromWindow(channel: Channel, message: unknown): Promise<void> {
  const id = Number((message as Partial<Call> | null)?.id);
  const checked = await answer({ id, name: '', args: null }, async () => {
    const { name, args } = checkCall(message);
    if (isSessionRequest(name)) throw new ProblemError('bad-request', `"${name}" is not asked here.`, '');
    return service?.handle(name, args);
  });
  channel.post(checked);
}

async function end(): Promise<void> {
  await service?.close();
  process.exit(0);
}

function fail(caught: unknown): void {
  process.stderr.write(`ioscope: the capture process failed: ${toProblem(caught).message}\n`);
  process.exit(1);
}

function adoptParent(): void {
  const port = (process as unknown as { parentPort?: Port }).parentPort;
  if (port === undefined) adoptForkParent();
  else adoptElectronParent(port);
}

function adoptElectronParent(port: Port): void {
  const channel = { post: (message: unknown) => port.postMessage(message) };
  parent = channel;
  port.on('message', ({ data, ports }) => {
    for (const window of ports) adoptWindow(window);
    if (ports.length === 0) take(channel, data as OpenCapture | Call).catch(fail);
  });
  process.on('SIGTERM', () => void end().catch(fail));
}

function adoptForkParent(): void {
  // A parent that is gone is told of by `disconnect`, not by each message that does not reach it.
  const channel = {
    post: (message: unknown) => void process.send?.(message, undefined, undefined, () => {}),
  };
  parent = channel;
  process.on('message', (message) => {
    take(channel, message as OpenCapture | Call).catch(fail);
  });
  // Where a whole group is told to end, the parent still wants what is recorded.
  process.on('SIGTERM', () => {});
  process.on('disconnect', () => {
    parent = null;
    end().catch(fail);
  });
}

function adoptWindow(port: Port): void {
  const channel = { post: (message: unknown) => port.postMessage(message) };
  windows.add(channel);
  port.on('message', ({ data }) => {
    takeFromWindow(channel, data).catch(fail);
  });
  port.on('close', () => windows.delete(channel));
  port.start?.();
}

// Ctrl-C and a terminal that is closed reach the whole group: the parent decides when this process ends.
process.on('SIGINT', () => {}).on('SIGHUP', () => {});
// Asks `ioscope record` for a mark, and may be sent to the whole group likewise.
process.on('SIGUSR1', () => {});
adoptParent();

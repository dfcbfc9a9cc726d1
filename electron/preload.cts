// The window's one way out in Electron: contract's Bridge, as functions and nothing more. A sandboxed preload
// can load `electron` alone, so of our own files it takes types only.

import type { Problem } from '../contract/problem.ts';
import type {
  Args,
  Bridge,
  Message,
  Push,
  Reply,
  RequestName,
  SESSION_REQUESTS,
} from '../contract/requests.ts';
import type { Outcome, PortChannel, PushChannel, RequestChannel } from './channels.ts';

const { contextBridge, ipcRenderer } = require('electron') as typeof import('electron');

const REQUEST: RequestChannel = 'ioscope:request';
const PUSH: PushChannel = 'ioscope:push';
const PORT: PortChannel = 'ioscope:port';
const SESSION: typeof SESSION_REQUESTS = [
  'record',
  'trace',
  'stop',
  'chooseReads',
  'chooseRing',
  'export',
  'cancelExport',
];

const CAPTURE_GONE: Problem = {
  code: 'capture-gone',
  message: 'The capture process has ended.',
  remedy: 'Restart ioscope; what was recorded is kept.',
};

/** What is used of the browser's MessagePort, whose type the main process's side does not know. */
interface Line {
  postMessage(message: Message): void;
  addEventListener(type: 'message', listener: (event: { data: Message }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
  start(): void;
  close(): void;
}

interface Waiting {
  call: Message;
  resolve(reply: unknown): void;
  reject(reason: unknown): void;
}

/** The line to the capture process. It stays in this world: the page gets functions only. */
let line: Line | null = null;
let nextId = 1;
const waiting = new Map<number, Waiting>();
const listeners = new Set<(push: Push) => void>();

function tell(push: Push): void {
  for (const listener of listeners) listener(push);
}

function receive(message: Message): void {
  if ('push' in message) tell(message);
  if (!('ok' in message)) return;
  const entry = waiting.get(message.id);
  if (entry === undefined) return;
  waiting.delete(message.id);
  if (message.ok) entry.resolve(message.reply);
  else entry.reject(carry(message.problem));
}

/** Errors that cross into the page keep their text only; a plain object keeps all it has. */
function carry(problem: Problem): { problem: Problem } {
  return { problem };
}

function connect(port: Line): void {
  line?.close();
  line = port;
  port.addEventListener('message', ({ data }) => receive(data));
  port.addEventListener('close', () => disconnect(port));
  port.start();
  for (const { call } of waiting.values()) port.postMessage(call);
}

function disconnect(port: Line): void {
  if (line !== port) return; // replaced already
  line = null;
  for (const { reject } of waiting.values()) reject(carry(CAPTURE_GONE));
  waiting.clear();
}

/** Waits for the line if it is not there yet. */
function askCapture(name: RequestName, args: Args<RequestName>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call: Message = { id: nextId++, name, args };
    waiting.set(call.id, { call, resolve, reject });
    line?.postMessage(call);
  });
}

async function askSession(name: RequestName, args: Args<RequestName>): Promise<unknown> {
  const outcome = (await ipcRenderer.invoke(REQUEST, name, args)) as Outcome;
  if (!outcome.ok) throw carry(outcome.problem);
  return outcome.reply;
}

ipcRenderer.on(PUSH, (_event, push: Push) => {
  if (line === null) tell(push); // the capture process tells the same, and sooner
});
ipcRenderer.on(PORT, ({ ports: [port] }) => {
  if (port !== undefined) connect(port as Line);
});

const bridge: Bridge = {
  request: <N extends RequestName>(name: N, args: Args<N>) => {
    const isForSession = SESSION.some((mine) => mine === name);
    return (isForSession ? askSession(name, args) : askCapture(name, args)) as Promise<Reply<N>>;
  },
  onPush: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

contextBridge.exposeInMainWorld('ioscope', bridge);

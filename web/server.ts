// The window over loopback HTTP: exactly the built renderer, its socket and its exports, each behind the
// run's secret. Knows no browser and not how a capture is made.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { ProblemError } from '../contract/problem.ts';
import type { Bridge } from '../contract/requests.ts';
import { type RendererFiles, SECURITY_HEADERS } from '../session/renderer-files.ts';
import { behindSecret, isOurHost, isOurOrigin, makeSecret, pageAddress } from './address.ts';
import type { Downloads } from './downloads.ts';
import { type Memory, MOST_REMEMBERED } from './memory.ts';
import { MAX_MESSAGE, serveSocket } from './socket.ts';

const LOOPBACK = '127.0.0.1';
/** Where the window asks for what it remembers, and puts it. */
const MEMORY = 'remembered';

export interface ServerOptions {
  session: Bridge;
  files: RendererFiles;
  downloads: Downloads;
  memory: Memory;
  /** 0: any that is free. */
  port: number;
}

export interface WebServer {
  /** The whole address of the window, secret included. */
  address: string;
  close(): Promise<void>;
}

/** Listens on loopback only. Rejects with ProblemError `port-taken` or `port-refused`. */
export async function startServer({
  session,
  files,
  downloads,
  memory,
  port,
}: ServerOptions): Promise<WebServer> {
  const secret = makeSecret();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE });
  const server = createServer((request, response) => {
    serveRequest(request, response).catch(() => response.destroy()); // the window went away while it was sent to
  });

  async function serveRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const refusal = refuse(request, secret);
    if (refusal !== null) return answerText(response, 403, refusal);
    const place = behindSecret(request.url ?? '', secret) || 'index.html';
    if (place === MEMORY) return serveMemory(memory, request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return answerText(response, 405, 'Only GET and HEAD are answered here.');
    }
    const file = files.get(place);
    const withBody = request.method === 'GET';
    if (file !== undefined) {
      const caching = place === 'index.html' ? 'no-store' : 'private, max-age=31536000, immutable';
      response.writeHead(200, {
        'Content-Type': file.type,
        'Content-Length': file.body.length,
        'Cache-Control': caching,
      });
      response.end(withBody ? file.body : undefined);
    } else if (!(await downloads.send(place, response, withBody))) {
      answerText(response, 404, 'There is nothing at this address.');
    }
  }

  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy()); // reset by the browser before it became a WebSocket
    const { port } = addressOf(server);
    const place = refuse(request, secret) === null ? behindSecret(request.url ?? '', secret) : null;
    if (place !== 'socket' || !isOurOrigin(request.headers.origin, port)) return rejectUpgrade(stream);
    sockets.handleUpgrade(request, stream, head, (socket) => serveSocket(socket, session));
  });

  await listen(server, port);
  return {
    address: pageAddress(addressOf(server).port, secret),
    close: () => close(server, sockets),
  };
}

async function serveMemory(
  memory: Memory,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET') {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(memory.read());
  } else if (request.method !== 'PUT') {
    response.setHeader('Allow', 'GET, PUT');
    answerText(response, 405, 'Only GET and PUT are answered here.');
  } else if (!isOurOrigin(request.headers.origin, request.socket.localPort ?? 0)) {
    answerText(response, 403, 'Only the window may change what it remembers.');
  } else {
    const text = await bodyOf(request, MOST_REMEMBERED);
    if (text === null) answerText(response, 413, 'That is more than a window remembers.');
    else answerWritten(memory, text, response);
  }
}

function answerWritten(memory: Memory, text: string, response: ServerResponse): void {
  try {
    if (memory.write(text)) response.writeHead(204).end();
    else answerText(response, 400, 'That is nothing a window remembers.');
  } catch {
    answerText(response, 507, 'There is no place to keep it.'); // the next window begins anew
  }
}

/** null: it has more than `most` bytes. */
async function bodyOf(request: IncomingMessage, most: number): Promise<string | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > most) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Why a request is not for us; null if it is. */
function refuse(request: IncomingMessage, secret: string): string | null {
  const port = request.socket.localPort ?? 0;
  if (!isOurHost(request.headers.host, port)) return `This window is at ${LOOPBACK}:${port} only.`;
  if (behindSecret(request.url ?? '', secret) === null) {
    return 'Please use the full address that ioscope printed when it started, secret included.';
  }
  return null;
}

function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}

function rejectUpgrade(stream: Duplex): void {
  stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenProblem(error, port)));
    server.listen(port, LOOPBACK, resolve);
  });
}

function listenProblem(error: NodeJS.ErrnoException, port: number): ProblemError {
  if (error.code === 'EADDRINUSE') {
    return new ProblemError('port-taken', `Port ${port} is in use.`, 'Choose another, or leave --port out.');
  }
  return new ProblemError(
    'port-refused',
    `Port ${port} cannot be opened: ${error.message}.`,
    'Leave --port out to use any free one.',
  );
}

function addressOf(server: Server): { port: number } {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address : { port: 0 };
}

function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

// app://ioscope/, the one origin the window has: serves the built renderer and nothing else.

import { protocol } from 'electron';
import { type RendererFiles, SECURITY_HEADERS } from '../session/renderer-files.ts';

const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://ioscope`;
export const PAGE = `${ORIGIN}/index.html`;

/** Before the app is ready: an origin of its own, with the rights of https and no more. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

export function setupScheme(files: RendererFiles): void {
  protocol.handle(SCHEME, ({ url, method }) => serve(files, url, method));
}

function serve(files: RendererFiles, url: string, method: string): Response {
  const file = method === 'GET' && url.startsWith(`${ORIGIN}/`) ? files.get(pathOf(url)) : undefined;
  if (file === undefined) return new Response('not here\n', { status: 404, headers: SECURITY_HEADERS });
  return new Response(file.body, { headers: { ...SECURITY_HEADERS, 'Content-Type': file.type } });
}

/** As written: an escaped or dotted path is no key of the files and so leads nowhere. */
function pathOf(url: string): string {
  const path = url.slice(ORIGIN.length + 1);
  return path.split(/[?#]/, 1)[0] ?? '';
}
